"""All that a register was, day by day: its rows are read once, and any day is answered from that.

A register changes only on days on which some row begins to hold; between two such days it is the same. So each of those
days keeps the entries that it changed, and the state of a day is put together from the newest entries up to it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from storage.clock import ZONE
from storage.companies import normalise
from storage.registers.book import IN_FORCE, Book, Enterprise, Standing
from storage.registers.confirmations import kept_on, left_out
from storage.registers.entries import RegisterEntry, RegisterState
from storage.registers.identity import Identities
from storage.registers.rows import VOID, ClaimRow, ListingRow
from storage.registers.transitions import apply, leave_unconfirmed
from storage.shapes import RegisterEvent

_STATUS_ORDER = {"listed": 0, "proposed_removal": 1, "proposed": 2, "removed": 3}
_DATED = IN_FORCE | {"removed"}
_KEPT_STATES = 48

_Placed = tuple[tuple[Any, ...], RegisterEntry]


class Course:
    """The course of ONE register by `stated`, the rows of one moment of knowledge in the publisher's order (see
    `rows.known`). Raises ValueError when the rows are of several registers."""

    def __init__(self, stated: Sequence[ListingRow], claims: Iterable[ClaimRow] = ()) -> None:
        self.register = _one_register(stated)
        self._identities = Identities(stated)
        self._claims = sorted(
            claims, key=lambda c: (c.published_on or date.min, c.notice, c.observed_at, c.scope, c.count)
        )
        self._named: dict[str, set[str]] = defaultdict(set)
        if self._claims:
            for row in stated:
                if row.action in ("listed", "proposed"):
                    self._named[row.notice].add(normalise(row.company))
        self._renames = [
            row
            for row in stated
            if row.action in ("renamed", "changed") and row.former and row.company and not row.provisional
        ]
        self._days: list[date] = []
        self._history: dict[str, list[tuple[int, list[_Placed]]]] = {}
        self._warned: list[int] = []
        self._states: dict[int, RegisterState] = {}
        self._read([row for row in stated if row.action != VOID])

    def on(self, as_of: date | datetime) -> RegisterState:
        """The state at the end of the day `as_of` (the publisher's days, UTC+8)."""
        day = day_of(as_of)
        place = bisect_right(self._days, day)
        state = self._states.get(place)
        if state is None:
            state = self._state(place, day)
            if len(self._states) >= _KEPT_STATES:
                self._states = {}  # all at once: threads share a course
            self._states[place] = state
        return replace(state, as_of=day, claimed_totals=self._claimed(day))

    def events(self, since: date | datetime | None, until: date | datetime) -> list[RegisterEvent]:
        """What happened from the day `since` to the day `until`, both included, by the publisher's days."""
        first, last = day_of(since) if since else date.min, day_of(until)
        return [{**event, "on": day.isoformat()} for day, event in self.told if first <= day <= last]

    def _read(self, rows: Sequence[ListingRow]) -> None:
        book = Book(self._identities)
        for name in self._identities.ambiguous:
            book.warnings.append(f"{name} stands beside two different credit codes; they were kept apart")
        self._warned.append(len(book.warnings))
        missing: dict[str, list[tuple[ListingRow, ListingRow]]] = defaultdict(list)
        for proposed, answer in (*left_out(rows, self._identities), *kept_on(rows, self._identities)):
            missing[answer.notice].append((proposed, answer))
        for day, of_day in groupby(rows, key=lambda row: row.day):
            for notice, of_notice in groupby(of_day, key=lambda row: row.notice):
                for row in of_notice:
                    apply(book, row)
                for proposed, answer in missing.get(notice, ()):
                    if answer.day == day:
                        leave_unconfirmed(book, proposed, answer)
            self._keep(book)
            self._days.append(day)
        self.told = book.events
        self._warnings = book.warnings

    def _keep(self, book: Book) -> None:
        """The entries of the enterprises that the day touched, as they stand at its end."""
        number = len(self._days)
        for identity, enterprise in book.take_touched().items():
            entries = [
                _placed(_entry(self.register, identity, enterprise, standing))
                for standing in enterprise.standings.values()
            ]
            self._history.setdefault(identity, []).append((number, entries))
        self._warned.append(len(book.warnings))

    def _state(self, place: int, day: date) -> RegisterState:
        placed: list[_Placed] = []
        later = self._later_names(day)
        for identity, changes in self._history.items():
            for number, kept in reversed(changes):
                if number < place:
                    placed += _with_later(kept, later[identity]) if identity in later else kept
                    break
        placed.sort()
        entries = tuple([entry for _, entry in placed])
        held = {(e.enterprise, e.entry_type) for e in entries if e.status in IN_FORCE and e.listed_since}
        counts = Counter(entry_type for _, entry_type in held)
        warnings = tuple(dict.fromkeys(self._warnings[: self._warned[place]]))
        total = len({enterprise for enterprise, _ in held})
        return RegisterState(self.register, day, entries, total, dict(sorted(counts.items())), (), warnings)

    def _later_names(self, day: date) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for row in self._renames:
            if row.day > day:
                identity = self._identities.of(row.company, row.uscc, row.province)
                names[identity] = (*names.get(identity, ()), row.company)
        return names

    def _claimed(self, day: date) -> tuple[dict[str, Any], ...]:
        """Each claim with what its own notice's rows amount to: enterprises it names under any action that adds."""
        shapes: dict[tuple[str, str, int], dict[str, Any]] = {}
        for claim in self._claims:
            said = claim.published_on or datetime.fromisoformat(claim.observed_at).astimezone(ZONE).date()
            if said > day:
                continue
            shapes[claim.notice, claim.scope, claim.count] = {
                "count": claim.count,
                "scope": claim.scope,
                "sentence": claim.sentence,
                "notice": claim.notice,
                "published_on": claim.published_on.isoformat() if claim.published_on else None,
                "computed_in_notice": len(self._named.get(claim.notice, ())),
            }
        return tuple(shapes.values())


def _entry(register: str, identity: str, enterprise: Enterprise, standing: Standing) -> RegisterEntry:
    source = standing.source
    return RegisterEntry(
        enterprise.name, enterprise.uscc, enterprise.province, standing.entry_type, standing.batch, standing.status,
        standing.since, standing.listed_since if standing.status in _DATED else None, source.notice,
        source.where, source.row, source.sha256, register, identity, tuple(enterprise.former), (),
        standing.rectification, standing.left_out_of, standing.dropped_by, standing.suspended,
    )  # fmt: skip


def place_of(entry: RegisterEntry) -> tuple[int, str, str, str, str]:
    """Where an entry stands in the list: no two have the same place."""
    status = _STATUS_ORDER[entry.status]
    return status, entry.province, normalise(entry.company), entry.entry_type, entry.enterprise


def _placed(entry: RegisterEntry) -> _Placed:
    return place_of(entry), entry


def _with_later(placed: Iterable[_Placed], names: tuple[str, ...]) -> list[_Placed]:
    return [(order, replace(entry, later_names=names)) for order, entry in placed]


def _one_register(rows: Sequence[ListingRow]) -> str:
    keys = sorted({row.register for row in rows})
    if len(keys) > 1:
        raise ValueError(f"rows of several registers ({', '.join(keys)}) were given to one fold; fold each alone")
    return keys[0] if keys else ""


def day_of(moment: date | datetime) -> date:
    """The publisher's day (UTC+8) of a moment."""
    if isinstance(moment, datetime):
        return moment.astimezone(ZONE).date() if moment.tzinfo else moment.date()
    return moment
