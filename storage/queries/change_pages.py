"""Changes by the page: newest or oldest first, from any change on, with a bound on how much one page looks through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from storage.database import Database
from storage.errors import NotFound
from storage.queries.changes import SAYS, ChangeFilter, matching_changes, says, window
from storage.shapes import Change

MOST_LOOKED_AT = 3_000
_STRETCH = 100


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
    for stretch in _stretches(db, wanted, place, newest_first, max(_STRETCH, 2 * limit)):
        rest = stretch
        while rest:
            count = _enough(rest, limit + 1 - len(found))
            some, rest = rest[:count], rest[count:]
            may_match = [row.number for row in some if row.says]
            matching = {change["id"]: change for change in matching_changes(db, may_match, wanted)}
            for row in some:
                if row.number in matching:
                    if len(found) == limit:
                        return ChangePage(found, True, last)
                    found.append(matching[row.number])
                else:
                    looked += 1
                last = row.number
                if looked >= MOST_LOOKED_AT:
                    return ChangePage(found, True, last, cut=True)
    return ChangePage(found, False, last)


class _Met(NamedTuple):
    """A change met on the way; `says` whether its version says what is asked for."""

    observed_at: str
    number: int
    says: bool


def _enough(rows: list[_Met], wanted: int) -> int:
    """How many of the rows hold the `wanted` ones that may match."""
    for count, row in enumerate(rows, start=1):
        wanted -= row.says
        if not wanted:
            return count
    return len(rows)


def _place(db: Database, number: int) -> tuple[str, int]:
    row = db.conn.execute("SELECT observed_at, id FROM changes WHERE id = ?", [number]).fetchone()
    if row is None:
        raise NotFound(f"there is no change {number}; take the number of a change that was answered before")
    return str(row[0]), int(row[1])


def _stretches(
    db: Database, wanted: ChangeFilter, place: tuple[str, int] | None, newest_first: bool, count: int
) -> Iterator[list[_Met]]:
    """Runs of changes that could match by what the table itself knows."""
    while True:
        stretch = _next_stretch(db, wanted, place, newest_first, count)
        if not stretch:
            return
        yield stretch
        place = stretch[-1][:2]


def _next_stretch(
    db: Database, wanted: ChangeFilter, place: tuple[str, int] | None, newest_first: bool, count: int
) -> list[_Met]:
    clauses, values = window(wanted)
    if place is not None:
        clauses += f" AND (c.observed_at, c.id) {'<' if newest_first else '>'} (?, ?)"
        values += place
    order = "DESC" if newest_first else "ASC"
    rows = db.conn.execute(
        f"""SELECT c.observed_at, c.id, {SAYS} FROM changes c CROSS JOIN versions v
            ON v.notice = c.notice AND v.number = c.to_version
            WHERE {clauses} ORDER BY c.observed_at {order}, c.id {order} LIMIT ?""",
        [*says(wanted), *values, count],
    ).fetchall()
    return [_Met(str(row[0]), int(row[1]), bool(row[2])) for row in rows]
