"""Changes by the page: newest or oldest first, from any change on, with a bound on how much one page looks through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storage.clock import stamp
from storage.database import Database
from storage.errors import NotFound
from storage.queries.changes import ChangeFilter, matching_changes
from storage.shapes import Change

MOST_LOOKED_AT = 3_000
_STRETCH = 60


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`changes` in the order asked for. `more`: there is or may be more behind `last`, the change to go on from;
    `cut`: the page ended because it had met as many changes that do not match as one page may, not because it was
    full."""

    changes: list[Change]
    more: bool
    last: int | None
    cut: bool = False


def change_page(
    db: Database, wanted: ChangeFilter, limit: int, after: int | None = None, *, newest_first: bool = False
) -> ChangePage:
    """At most `limit` changes that match, behind the change `after` in the order of observation (or against it).

    Raises NotFound when there is no change `after`.
    """
    place = _place(db, after) if after is not None else None
    found: list[Change] = []
    looked = 0
    last = after
    for stretch in _stretches(db, wanted, place, newest_first, min(_STRETCH, limit + 1)):
        matching = {change["id"]: change for change in matching_changes(db, [row[1] for row in stretch], wanted)}
        for _, number in stretch:
            if number in matching:
                if len(found) == limit:
                    return ChangePage(found, True, last)
                found.append(matching[number])
            else:
                looked += 1
            last = number
        if looked >= MOST_LOOKED_AT:
            return ChangePage(found, True, last, cut=True)
    return ChangePage(found, False, last)


def _place(db: Database, number: int) -> tuple[str, int]:
    row = db.conn.execute("SELECT observed_at, id FROM changes WHERE id = ?", [number]).fetchone()
    if row is None:
        raise NotFound(f"there is no change {number}; take the number of a change that was answered before")
    return str(row[0]), int(row[1])


def _stretches(
    db: Database, wanted: ChangeFilter, place: tuple[str, int] | None, newest_first: bool, count: int
) -> Iterator[list[tuple[str, int]]]:
    """Runs of (moment, id) that could match by what the table itself says."""
    while True:
        stretch = _next_stretch(db, wanted, place, newest_first, count)
        if not stretch:
            return
        yield stretch
        place = stretch[-1]


def _next_stretch(
    db: Database, wanted: ChangeFilter, place: tuple[str, int] | None, newest_first: bool, count: int
) -> list[tuple[str, int]]:
    clauses, values = ["1"], list[Any]()
    for clause, value in (
        ("observed_at >= ?", stamp(wanted.since) if wanted.since else None),
        ("observed_at < ?", stamp(wanted.until) if wanted.until else None),
        ("source = ?", wanted.source or None),
        ("kind = ?", wanted.kind or None),
    ):
        if value is not None:
            clauses.append(clause)
            values.append(value)
    if place is not None:
        clauses.append(f"(observed_at, id) {'<' if newest_first else '>'} (?, ?)")
        values += place
    order = "DESC" if newest_first else "ASC"
    rows = db.conn.execute(
        f"SELECT observed_at, id FROM changes WHERE {' AND '.join(clauses)} "
        f"ORDER BY observed_at {order}, id {order} LIMIT ?",
        [*values, max(count, 10)],
    ).fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]
