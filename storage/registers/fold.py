"""Register states and register events: folds over the rows of notices, as of any day and as known at any moment.

State = batches - removals - renames - dropped capacities; a 公示 is provisional; absence from the newest list means
nothing. Nothing here depends on the order in which the rows are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from storage.clock import ZONE
from storage.companies import normalise
from storage.registers.book import IN_FORCE, Book, Enterprise, Standing, companies_in_force
from storage.registers.confirmations import left_out
from storage.registers.identity import Identities
from storage.registers.rows import VOID, ClaimRow, ListingRow, known
from storage.registers.transitions import apply, leave_unconfirmed
from storage.shapes import RegisterEvent

_STATUS_ORDER = {"listed": 0, "proposed_removal": 1, "proposed": 2, "removed": 3}


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

    def shape(self) -> dict[str, Any]:
        """The entry as `regwatch register` answers it."""
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
        if self.left_out_of:
            shape["left_out_of"] = self.left_out_of
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

    def shape(self) -> dict[str, Any]:
        """The state as `regwatch register` answers it."""
        return {
            "register": self.register,
            "as_of": self.as_of.isoformat(),
            "entries": [entry.shape() for entry in self.entries],
            "computed_total": self.computed_total,
            "computed_by_type": self.computed_by_type,
            "claimed_totals": list(self.claimed_totals),
            "warnings": list(self.warnings),
        }


def fold(
    rows: Iterable[ListingRow],
    as_of: date | datetime,
    known_at: datetime | None = None,
    claims: Iterable[ClaimRow] = (),
) -> RegisterState:
    """The state of ONE register at the end of the day `as_of` (the publisher's days, UTC+8), told from what had been
    observed at `known_at` (None: everything). Raises ValueError when the rows are of several registers."""
    day = _day(as_of)
    stated = known(rows, known_at)
    register = _one_register(stated)
    book = _read(stated, day)
    later = _later_names(stated, day, book)
    entries = [
        _entry(register, identity, enterprise, standing, later.get(identity, ()))
        for identity, enterprise in book.enterprises.items()
        for standing in enterprise.standings.values()
    ]
    entries.sort(key=lambda e: (_STATUS_ORDER[e.status], e.province, normalise(e.company), e.entry_type, e.enterprise))
    counts = companies_in_force(book)
    total = counts.pop("all", 0)
    return RegisterState(
        register, day, tuple(entries), total, dict(sorted(counts.items())), _claimed(claims, stated, day, known_at),
        tuple(dict.fromkeys(book.warnings)),
    )  # fmt: skip


def fold_all(
    rows: Iterable[ListingRow],
    as_of: date | datetime,
    known_at: datetime | None = None,
    claims: Iterable[ClaimRow] = (),
) -> dict[str, RegisterState]:
    """`fold` for every register that occurs in the rows."""
    claims = list(claims)
    ordered = sorted(known(rows, known_at), key=lambda row: row.register)
    return {
        key: fold(group, as_of, known_at, [claim for claim in claims if claim.register == key])
        for key, group in groupby(ordered, key=lambda row: row.register)
    }


def events_between(
    rows: Iterable[ListingRow],
    since: date | datetime | None,
    until: date | datetime,
    known_at: datetime | None = None,
) -> list[RegisterEvent]:
    """What happened on a register from the day `since` to the day `until`, both included, by the publisher's days."""
    first, last = _day(since) if since else date.min, _day(until)
    book = _read(known(rows, known_at), last)
    return [event for day, event in book.events if first <= day <= last]


def events_seen(rows: Iterable[ListingRow], since: datetime | None, until: datetime) -> list[RegisterEvent]:
    """What we learnt of a register in the half-open window of observation (since, until]: the events of notices and
    versions observed in it. What an edited notice no longer says is told as `changed`, with `retracted` in after."""
    rows = list(rows)
    before = _read(known(rows, since), date.max).events if since else []
    after = _read(known(rows, until), date.max).events
    old = {_event_key(event): event for _, event in before}
    new = {_event_key(event): event for _, event in after}
    observed = _observed(rows, since, until)
    learnt = [event for key, event in new.items() if key not in old and event["notice"] in observed]
    for key, event in old.items():
        if key not in new and event["notice"] in observed:
            retraction: dict[str, Any] = {**(event["before"] or {}), "retracted": event["kind"]}
            learnt.append({
                **event, "kind": "changed", "before": event["after"], "after": retraction,
                "observed_at": observed[event["notice"]],
            })  # fmt: skip
    return learnt


def _read(stated: Sequence[ListingRow], until: date) -> Book:
    identities = Identities(stated)
    book = Book(identities)
    for name in identities.ambiguous:
        book.warnings.append(f"{name} stands beside two different credit codes; they were kept apart")
    rows = [row for row in stated if row.day <= until and row.action != VOID]
    missing = left_out(rows, identities)
    for (_, notice), group in groupby(rows, key=lambda row: (row.day, row.notice)):
        for row in group:
            apply(book, row)
        for proposed, answer in missing:
            if answer.notice == notice:
                leave_unconfirmed(book, proposed, answer)
    return book


def _entry(
    register: str, identity: str, enterprise: Enterprise, standing: Standing, later: tuple[str, ...]
) -> RegisterEntry:
    source = standing.source
    return RegisterEntry(
        enterprise.name, enterprise.uscc, enterprise.province, standing.entry_type, standing.batch, standing.status,
        standing.since, standing.listed_since if standing.status in IN_FORCE | {"removed"} else None, source.notice,
        source.where, source.row, source.sha256, register, identity, tuple(enterprise.former), later,
        standing.rectification, standing.left_out_of,
    )  # fmt: skip


def _later_names(stated: Sequence[ListingRow], day: date, book: Book) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in stated:
        if row.day > day and row.action == "renamed" and row.company and not row.provisional:
            identity = book.identities.of(row.company, row.uscc, row.province)
            names[identity] = (*names.get(identity, ()), row.company)
    return names


def _claimed(
    claims: Iterable[ClaimRow], stated: Sequence[ListingRow], day: date, known_at: datetime | None
) -> tuple[dict[str, Any], ...]:
    """Each claim with what its own notice's rows amount to: enterprises it names under any action that adds."""
    shapes: dict[tuple[str, str, int], dict[str, Any]] = {}
    for claim in sorted(claims, key=lambda c: (c.published_on or date.min, c.notice, c.observed_at, c.scope, c.count)):
        observed = datetime.fromisoformat(claim.observed_at)
        said = claim.published_on or observed.astimezone(ZONE).date()
        if said > day or (known_at and observed > known_at):
            continue
        rows = [row for row in stated if row.notice == claim.notice and row.action in ("listed", "proposed")]
        shapes[claim.notice, claim.scope, claim.count] = {
            "count": claim.count,
            "scope": claim.scope,
            "sentence": claim.sentence,
            "notice": claim.notice,
            "published_on": claim.published_on.isoformat() if claim.published_on else None,
            "computed_in_notice": len({normalise(row.company) for row in rows}),
        }
    return tuple(shapes.values())


def _observed(rows: Sequence[ListingRow], since: datetime | None, until: datetime) -> dict[str, str]:
    """The notices with a version observed in the window, with the newest such moment."""
    found: dict[str, str] = {}
    for row in rows:
        moment = datetime.fromisoformat(row.observed_at)
        if (since is None or moment > since) and moment <= until:
            found[row.notice] = max(found.get(row.notice, ""), row.observed_at)
    return found


def _event_key(event: RegisterEvent) -> tuple[str, ...]:
    parts = (event["before"], event["after"])
    states = [repr(sorted((k, v) for k, v in (part or {}).items() if k not in ("uscc", "province"))) for part in parts]
    return (event["kind"], event["notice"], normalise(event["company"]), event["entry_type"], *states)


def _one_register(rows: Sequence[ListingRow]) -> str:
    keys = sorted({row.register for row in rows})
    if len(keys) > 1:
        raise ValueError(f"rows of several registers ({', '.join(keys)}) were given to one fold; fold each alone")
    return keys[0] if keys else ""


def _day(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(ZONE).date() if moment.tzinfo else moment.date()
    return moment
