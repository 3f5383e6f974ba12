"""What a register answers with: its entries, and its state on one day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One enterprise in one capacity. `company` is the name it bore on the day; `former_names` are earlier ones,
    `later_names` those a later notice gave it. `since` is the day the status began."""

    company: str
    uscc: str
    province: str
    entry_type: str
    batch: str
    status: str
    since: date
    listed_since: date | None
    notice: str
    where: str
    row: str
    sha256: str
    register: str
    enterprise: str
    former_names: tuple[str, ...] = ()
    later_names: tuple[str, ...] = ()
    rectification: date | None = None
    left_out_of: str = ""
    dropped_by: str = ""
    suspended: date | None = None
    _shape: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def pending(self) -> str:
        """What became of a proposal: `left_out` (the announcement that answers it does without this name),
        `capacity_dropped` (before any answer), `unanswered` (no announcement that answers it was seen), or empty where
        nothing is proposed or a proposed removal still waits."""
        if self.status not in ("proposed", "proposed_removal"):
            return ""
        if self.left_out_of:
            return "left_out"
        if self.dropped_by:
            return "capacity_dropped"
        return "unanswered" if self.status == "proposed" else ""

    def shape(self) -> dict[str, Any]:
        """The entry as `regwatch register` answers it; made once, for many days may share an entry."""
        if not self._shape:
            self._shape.update(self._told())
        return self._shape.copy()

    def _told(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "company": self.company,
            "uscc": self.uscc,
            "province": self.province,
            "entry_type": self.entry_type,
            "batch": self.batch,
            "status": self.status,
            "since": self.since.isoformat(),
            "notice": self.notice,
            "attachment": self.where.removeprefix("attachment:") if self.where.startswith("attachment:") else "",
            "row": self.row,
            "sha256": self.sha256,
            "former_names": list(self.former_names),
            "listed_since": self.listed_since.isoformat() if self.listed_since else None,
        }
        if self.rectification:
            shape["rectification_since"] = self.rectification.isoformat()
        if self.suspended:
            shape["suspended_since"] = self.suspended.isoformat()
        if self.left_out_of:
            shape["left_out_of"] = self.left_out_of
        if self.dropped_by:
            shape["dropped_by"] = self.dropped_by
        if self.pending:
            shape["pending"] = self.pending
        return shape


@dataclass(frozen=True, slots=True)
class RegisterState:
    """A register on one day. `computed_total` counts enterprises in force (listed, or listed and proposed for
    removal), each once whatever its capacities; `computed_by_type` counts them per capacity."""

    register: str
    as_of: date
    entries: tuple[RegisterEntry, ...]
    computed_total: int
    computed_by_type: dict[str, int]
    claimed_totals: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()

    def shape(self, entries: Sequence[RegisterEntry] | None = None) -> dict[str, Any]:
        """The state as `regwatch register` answers it; with `entries`, with those alone beside the whole totals."""
        return {
            "register": self.register,
            "as_of": self.as_of.isoformat(),
            "entries": [entry.shape() for entry in (self.entries if entries is None else entries)],
            "computed_total": self.computed_total,
            "computed_by_type": self.computed_by_type,
            "claimed_totals": list(self.claimed_totals),
            "warnings": list(self.warnings),
        }
