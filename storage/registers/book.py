"""The register while the rows are read in the publisher's order: who stands how, and what happened."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from storage.companies import normalise
from storage.registers.identity import Identities
from storage.registers.rows import ListingRow
from storage.shapes import RegisterEvent

IN_FORCE = frozenset({"listed", "proposed_removal"})


@dataclass(slots=True)
class Standing:
    """How one enterprise stands in one capacity. `since` is the day its status began, `listed_since` the day its
    present or last listing began; `source` the row that says so. `left_out_of` is the notice that answered a proposal
    without it, `dropped_by` the one that dropped the capacity before any did."""

    entry_type: str
    status: str
    since: date
    source: ListingRow
    batch: str = ""
    listed_since: date | None = None
    rectification: date | None = None
    left_out_of: str = ""
    dropped_by: str = ""
    suspended: date | None = None


@dataclass(slots=True)
class Enterprise:
    name: str
    uscc: str = ""
    province: str = ""
    former: list[str] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    identity: str = ""


class Book:
    """`enterprises` by identity; `events` with the publisher's day; `warnings` in plain sentences."""

    def __init__(self, identities: Identities) -> None:
        self.identities = identities
        self.enterprises: dict[str, Enterprise] = {}
        self.events: list[tuple[date, RegisterEvent]] = []
        self.warnings: list[str] = []
        self._touched: dict[str, Enterprise] = {}

    def take_touched(self) -> dict[str, Enterprise]:
        """The enterprises that were met or changed since this was asked last, by identity."""
        touched, self._touched = self._touched, {}
        return touched

    def find(self, row: ListingRow) -> Enterprise | None:
        return self.enterprises.get(self.identities.of(row.company, row.uscc, row.province))

    def meet(self, row: ListingRow) -> Enterprise:
        """The row's enterprise, made known by it where it is new; what the row adds to it is kept."""
        identity = self.identities.of(row.company, row.uscc, row.province)
        found = self.enterprises.get(identity)
        if found is None:
            found = self.enterprises[identity] = Enterprise(row.company, identity=identity)
        self._touched[identity] = found
        found.uscc = row.uscc or found.uscc
        found.province = row.province or found.province
        return found

    def by_type(self, entry_type: str) -> list[tuple[Enterprise, Standing]]:
        return [
            (enterprise, enterprise.standings[entry_type])
            for _, enterprise in sorted(self.enterprises.items())
            if entry_type in enterprise.standings
        ]

    def put(self, kind: str, enterprise: Enterprise, row: ListingRow, entry_type: str, status: str) -> None:
        """Give an enterprise a new status in one capacity and record the event."""
        old = enterprise.standings.get(entry_type)
        before = snapshot(enterprise, old)
        continued = bool(old and old.status in IN_FORCE and status in IN_FORCE)
        new = Standing(
            entry_type,
            status,
            old.since if old and old.status == status else row.day,
            row,
            row.batch or (old.batch if old else ""),
            old.listed_since
            if old and (continued or status not in IN_FORCE)
            else row.day
            if status == "listed"
            else None,
            old.rectification if old and continued and kind != "readmitted" else None,
            suspended=old.suspended if old and continued and kind != "readmitted" else None,
        )
        enterprise.standings[entry_type] = new
        self.record(kind, enterprise, row, entry_type, before, snapshot(enterprise, new))

    def record(
        self,
        kind: str,
        enterprise: Enterprise | None,
        row: ListingRow,
        entry_type: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        if enterprise:
            self._touched[enterprise.identity] = enterprise
        company = enterprise.name if enterprise else row.company
        event = RegisterEvent(
            kind=kind, register=row.register, company=company, entry_type=entry_type, before=before, after=after,
            notice=row.notice, observed_at=row.observed_at,
        )  # fmt: skip
        self.events.append((row.day, event))

    def warn(self, row: ListingRow, fault: str) -> None:
        self.warnings.append(
            f"{row.notice} ({row.where} {row.row}".rstrip() + f"): {row.company or row.entry_type} {fault}"
        )

    def rename(self, enterprise: Enterprise, name: str) -> None:
        if normalise(enterprise.name) == normalise(name):
            return
        enterprise.former = [old for old in enterprise.former if normalise(old) != normalise(name)]
        former, enterprise.name = enterprise.name, name
        self.bore(enterprise, former)

    def bore(self, enterprise: Enterprise, former: str) -> None:
        """A name that the enterprise had before its present one."""
        known = (enterprise.name, *enterprise.former)
        if all(normalise(old) != normalise(former) for old in known):
            self._touched[enterprise.identity] = enterprise
            enterprise.former.append(former)


def snapshot(enterprise: Enterprise, standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "company": enterprise.name,
        "uscc": enterprise.uscc,
        "province": enterprise.province,
        "entry_type": standing.entry_type,
        "batch": standing.batch,
        "status": standing.status,
    }
