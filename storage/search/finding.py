"""Which notices a query finds, titles first, then newest first.

The index answers for every notice whose wanted version is the indexed one; the few others are set aside and read:
those in which the index is behind, and, for a past moment, those with a version after it. A past moment therefore costs
one unpacking for each notice changed since, and nothing for notices that were not yet known. Without an index every
notice is read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from storage.clock import stamp
from storage.database import Database
from storage.search import schema, step, texts
from storage.search.expressions import expression
from storage.search.folding import fold
from storage.search.language import Query
from storage.search.nodes import holds, only_words
from storage.search.schema import SCHEMA, IndexDamaged, ask
from storage.search.texts import Properties, Searchable

# Among the notices of one day, those that the index does not know yet come first: beyond every place of the index.
_NEWEST = 1 << 40


# Whether the title alone shows the words, where among the index's rows it stands by its day, and its own place there:
# of the same number unless a notice is read by a version with another day than the index has.
Order = tuple[bool, int, int]


class Hit(NamedTuple):
    """`version` is the row id of the version that was searched, None for the newest; `in_title` says that the title
    alone shows the words. `order` sorts: higher comes first."""

    notice: str
    version: int | None
    in_title: bool
    order: Order
    properties: Properties | None = None


def find(
    db: Database, query: Query, limit: int, as_of: datetime | None = None, after: Order | None = None
) -> list[Hit]:
    """The best `limit` hits, best first; with `after` those that come behind the hit of that order."""
    if schema.state(db) is not None:
        with suppress(IndexDamaged):
            aside = set_aside(db, as_of)
            indexed = _behind(db, query, limit, aside, after) if after else _indexed(db, query, limit, aside)
            return _best([*read_ones(db, query, aside, as_of), *indexed], limit, after)
    return _best(read_ones(db, query, every(db), as_of), limit, after)


def _best(hits: Iterable[Hit], limit: int, after: Order | None) -> list[Hit]:
    behind = (hit for hit in hits if after is None or hit.order < after)
    return sorted(behind, key=lambda hit: hit.order, reverse=True)[:limit]


def count(db: Database, query: Query, most: int, as_of: datetime | None = None) -> int:
    """How many notices the query finds, counted no further than to `most`."""
    if schema.state(db) is not None:
        with suppress(IndexDamaged):
            aside = set_aside(db, as_of)
            matches = (match for match in _matches(db, query) if match[1] not in aside)
            found = sum(1 for _ in islice(matches, most))
            return found + sum(1 for _ in islice(read_ones(db, query, aside, as_of), most - found))
    return sum(1 for _ in islice(read_ones(db, query, every(db), as_of), most))


def _behind(db: Database, query: Query, limit: int, aside: Mapping[str, int], after: Order) -> list[Hit]:
    """The best of the indexed behind a place: first what titles show, then the others."""
    shown, among, place = after
    found: list[Hit] = []
    for of_titles in (True, False):
        if of_titles and not shown:
            continue
        below = among + (among < place) if shown == of_titles else None
        matches = _matches(db, query, title_only=of_titles, but_titles=not of_titles, below=below)
        some = (match for match in matches if match[1] not in aside)
        found += [
            Hit(notice, None, of_titles, (of_titles, number, number))
            for number, notice in islice(some, limit - len(found))
        ]
        if query.node is None or len(found) >= limit:
            break
    return found


def _indexed(db: Database, query: Query, limit: int, aside: Mapping[str, int]) -> list[Hit]:
    """The best of the indexed, in no order. Few matches of plain words are told apart by their titles; where there are
    more than asked for, the index is asked for titles alone before it fills up with the newest."""

    def newest(count: int, *, title_only: bool) -> list[tuple[int, str]]:
        matches = (match for match in _matches(db, query, title_only=title_only) if match[1] not in aside)
        return list(islice(matches, count))

    found = newest(limit + 1, title_only=False)
    if len(found) <= limit and query.node is not None and only_words(query.node):
        titles = _titles(db, [notice for _, notice in found])
        in_title = {match for match in found if holds(query.node, titles[match[1]])}
    else:
        in_title = set(newest(limit, title_only=True))
    return [
        Hit(notice, None, shown, (shown, place, place))
        for place, notice in in_title.union(found)
        for shown in [(place, notice) in in_title]
    ]


def _titles(db: Database, some: Sequence[str]) -> dict[str, Searchable]:
    """Notices as if their titles were all they say."""
    rows = db.conn.execute(f"SELECT id, title FROM notices WHERE id IN ({','.join('?' * len(some))})", some)
    return {notice: Searchable(fold(title), (), Properties("", (), "", "", None)) for notice, title in rows.fetchall()}


def _matches(
    db: Database, query: Query, *, title_only: bool = False, but_titles: bool = False, below: int | None = None
) -> Iterator[tuple[int, str]]:
    """(id, notice) of the indexed matches, newest first, found one after the other as they are asked for: those
    that titles show, or those that no title does, with ids under `below`."""
    days, values = days_of(query)
    wanted = expression(query.node, title_only=title_only)
    if but_titles:
        wanted = f"({wanted}) NOT ({expression(query.node, title_only=True)})"
    if below is not None:
        days, values = f"{days} AND t.rowid < ?", [*values, below]
    rows = ask(
        db,
        f"""SELECT s.id, s.notice FROM {SCHEMA}.search_text t
            CROSS JOIN {SCHEMA}.search_notices s ON s.id = t.rowid
            WHERE t.search_text MATCH ? {days} ORDER BY t.rowid DESC""",
        [wanted, *values],
    )
    for place, notice in rows:
        yield int(place), str(notice)


def days_of(query: Query) -> tuple[str, list[object]]:
    asked = [("s.published_on >= ?", query.since), ("s.published_on < ?", query.until)]
    return "".join(f" AND {condition}" for condition, day in asked if day), [day for _, day in asked if day]


def set_aside(db: Database, as_of: datetime | None) -> dict[str, int]:
    """Notices that have to be read although there is an index, each with its order number."""
    later: list[str] = []
    if as_of is not None:
        rows = db.conn.execute("SELECT DISTINCT notice FROM versions WHERE observed_at > ?", [stamp(as_of)])
        later = [str(row[0]) for row in rows.fetchall()]
    if step.in_step(db):
        return _places(db, later) if later else {}
    behind = list(step.behind(db))
    new = {notice: _NEWEST + place for place, notice in enumerate(behind)}
    return new | step.ahead(db) | _places(db, [*later, *behind])


def _places(db: Database, some: Sequence[str]) -> dict[str, int]:
    rows = db.conn.execute(
        f"""SELECT s.notice, s.id FROM {SCHEMA}.search_notices s
            WHERE s.notice IN (SELECT value FROM json_each(?))""",
        [json.dumps(some)],
    )
    return {str(notice): int(place) for notice, place in rows.fetchall()}


def every(db: Database) -> dict[str, int]:
    rows = db.conn.execute("SELECT id FROM notices ORDER BY first_observed_at, id").fetchall()
    return {str(row[0]): place for place, row in enumerate(rows)}


def read_ones(db: Database, query: Query, aside: dict[str, int], as_of: datetime | None) -> Iterator[Hit]:
    """Those of the notices set aside that the query finds by the version of the moment."""
    for notice, place in aside.items():
        row = db.conn.execute(
            """SELECT v.id, n.source FROM versions v JOIN notices n ON n.id = v.notice
               WHERE v.notice = ? AND v.observed_at <= ? ORDER BY v.number DESC LIMIT 1""",
            [notice, stamp(as_of) if as_of else "9999"],
        ).fetchone()
        if row is None:
            continue
        version = texts.of_version(db, int(row[0]), row[1])
        day = version.properties.published_on or ""
        if (query.since and day < query.since) or (query.until and not "" < day < query.until):
            continue
        if query.node is None or holds(query.node, version):
            shown = query.node is None or holds(query.node, version, title_only=True)
            first = schema.first_id(day)
            among = min(max(place, first), first + schema.NOTICES_A_DAY - 1)
            yield Hit(notice, int(row[0]), shown, (shown, among, place), version.properties)
