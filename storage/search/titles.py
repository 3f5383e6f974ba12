"""Which notices' titles hold a text: looked for in all titles at once, which are kept joined while the archive stays.

The full-text index is no help here: a whole title is a long phrase of common characters, for each of which it would
walk every place in every notice.
"""

from typing import NamedTuple

from storage.database import Database
from storage.kept_answers import Kept, file_of, state_of
from storage.normal import compare_key

_BETWEEN = "\x00"  # stays as it is when text is folded, and stands in no title


class _Titles(NamedTuple):
    """`joined`: the folded titles of `notices` with a sign before, between and after them; a notice whose title was
    read anew stands there once more, and its place of before is in `gone`. `last`: the version up to which it goes,
    by row id, and what tells that version from another of the same id."""

    joined: str
    notices: tuple[str, ...]
    gone: frozenset[int]
    last: tuple[int, str, str]


_of_state: Kept[_Titles] = Kept(4)
_of_file: Kept[_Titles] = Kept(4)
# Beyond this part of titles read anew, all are read again: the joined text is copied for each.
_MOST_GONE = 0.2


def holding(db: Database, text: str) -> list[str]:
    """The ids of the notices in whose newest titles `text` stands, width and whitespace apart, in no order."""
    wanted = compare_key(text)
    if not wanted or _BETWEEN in wanted:
        return []
    titles = _titles(db)
    found: list[str] = []
    place, counted, number = titles.joined.find(wanted), 0, -1
    while place >= 0:
        number += titles.joined.count(_BETWEEN, counted, place)
        if number not in titles.gone:
            found.append(titles.notices[number])
        counted = titles.joined.index(_BETWEEN, place)
        place = titles.joined.find(wanted, counted)
    return found


def _titles(db: Database) -> _Titles:
    state, file = state_of(db), file_of(db)
    kept = _of_state.get(state) if state else None
    if kept is not None:
        return kept
    before = _of_file.get(file) if file else None
    read = _gone_on(db, before) if before is not None and _still_there(db, before) else _read(db)
    if state and file:
        _of_state.put(state, read)
        _of_file.put(file, read)
    return read


def _read(db: Database) -> _Titles:
    last = _last(db)
    rows = db.conn.execute("SELECT id, title FROM notices").fetchall()
    joined = _joined([str(row[1]) for row in rows])
    return _Titles(_BETWEEN + joined, tuple(str(row[0]) for row in rows), frozenset(), last)


def _joined(titles: list[str]) -> str:
    return compare_key("".join(title.replace(_BETWEEN, "") + _BETWEEN for title in titles))


def _gone_on(db: Database, before: _Titles) -> _Titles:
    """The titles of before and those of the notices that have had a version since."""
    last = _last(db)
    rows = db.conn.execute(
        "SELECT id, title FROM notices WHERE id IN (SELECT notice FROM versions WHERE id > ?)", [before.last[0]]
    ).fetchall()
    anew = {str(row[0]) for row in rows}
    gone = before.gone | {place for place, notice in enumerate(before.notices) if notice in anew}
    if len(gone) > _MOST_GONE * len(before.notices) + 100:
        return _read(db)
    joined = before.joined + _joined([str(row[1]) for row in rows])
    return _Titles(joined, (*before.notices, *(str(row[0]) for row in rows)), gone, last)


def _last(db: Database) -> tuple[int, str, str]:
    row = db.conn.execute("SELECT id, observed_at, content FROM versions ORDER BY id DESC LIMIT 1").fetchone()
    return (0, "", "") if row is None else (int(row[0]), str(row[1]), str(row[2]))


def _still_there(db: Database, before: _Titles) -> bool:
    """Whether the archive is one that goes on from there: one put back to an earlier state gives row ids again."""
    row = db.conn.execute("SELECT id, observed_at, content FROM versions WHERE id = ?", [before.last[0]]).fetchone()
    return row is not None and (int(row[0]), str(row[1]), str(row[2])) == before.last
