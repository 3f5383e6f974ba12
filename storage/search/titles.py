"""Which notices' titles hold a text: looked for in all titles at once, which are kept joined while the archive stays.

The full-text index is no help here: a whole title is a long phrase of common characters, for each of which it would
walk every place in every notice.
"""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from storage.database import Database, in_transaction
from storage.normal import compare_key
from storage.search import step

_BETWEEN = "\x00"  # stays as it is when text is folded, and stands in no title


class _Titles(NamedTuple):
    """`joined`: the folded titles of `notices` with a sign before, between and after them; `mark` is the archive's."""

    mark: str
    joined: str
    notices: tuple[str, ...]


_kept: WeakKeyDictionary[Database, _Titles] = WeakKeyDictionary()


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
        found.append(titles.notices[number])
        counted = titles.joined.index(_BETWEEN, place)
        place = titles.joined.find(wanted, counted)
    return found


def _titles(db: Database) -> _Titles:
    mark = step.mark(db)
    kept = _kept.get(db)
    if kept is not None and kept.mark == mark and not in_transaction(db):
        return kept
    rows = db.conn.execute("SELECT id, title FROM notices").fetchall()
    bare = (str(row[1]).replace(_BETWEEN, "") for row in rows)
    joined = compare_key(_BETWEEN + _BETWEEN.join(bare) + _BETWEEN)
    read = _Titles(mark, joined, tuple(str(row[0]) for row in rows))
    if not in_transaction(db):  # what is being written may yet be undone
        _kept[db] = read
    return read
