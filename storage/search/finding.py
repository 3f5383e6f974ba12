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
from functools import lru_cache
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


class Hit(NamedTuple):
    """`version` is the row id of the version that was searched, None for the newest; `in_title` says that the title
    alone shows the words. `order` sorts: higher comes first."""

    notice: str
    version: int | None
    in_title: bool
    order: tuple[bool, str, int]
    properties: Properties | None = None


def find(db: Database, query: Query, limit: int, as_of: datetime | None = None) -> list[Hit]:
    """The best `limit` hits, best first."""
    if schema.state(db) is not None:
        with suppress(IndexDamaged):
            aside = _aside(db, as_of)
            return _best([*_read(db, query, aside, as_of), *_indexed(db, query, limit, aside)], limit)
    return _best(_read(db, query, _every(db), as_of), limit)


def _best(hits: Iterable[Hit], limit: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.order, reverse=True)[:limit]


def _indexed(db: Database, query: Query, limit: int, aside: Mapping[str, int]) -> list[Hit]:
    """The best of the indexed, in no order. Few matches of plain words are told apart by their titles; where there are
    more than asked for, the index is asked for titles alone before it fills up with the newest."""

    def newest(count: int, *, title_only: bool) -> list[tuple[int, str, str]]:
        matches = (match for match in _matches(db, query, title_only=title_only) if match[1] not in aside)
        return list(islice(matches, count))

    found = newest(limit + 1, title_only=False)
    if len(found) <= limit and query.node is not None and only_words(query.node):
        titles = _titles(db, [notice for _, notice, _ in found])
        in_title = {match for match in found if holds(query.node, titles[match[1]])}
    else:
        in_title = set(newest(limit, title_only=True))
    return [
        Hit(notice, None, shown, (shown, published, place))
        for place, notice, published in in_title.union(found)
        for shown in [(place, notice, published) in in_title]
    ]


def _titles(db: Database, some: Sequence[str]) -> dict[str, Searchable]:
    """Notices as if their titles were all they say."""
    rows = db.conn.execute(f"SELECT id, title FROM notices WHERE id IN ({','.join('?' * len(some))})", some)
    return {notice: Searchable(fold(title), (), Properties("", (), "", "", None)) for notice, title in rows.fetchall()}


class Group(NamedTuple):
    """Hits that are alike in what facets count. `year` is '' for the undated."""

    source: str
    topics: tuple[str, ...]
    province: str
    year: str
    hits: int


def groups(db: Database, query: Query, as_of: datetime | None = None) -> Iterator[Group]:
    """Everything the query finds, counted by properties, in no order; one group may come several times."""
    aside: dict[str, int] | None = None
    counted: list[Group] = []
    if schema.state(db) is not None:
        with suppress(IndexDamaged):
            known = _aside(db, as_of)
            counted = list(_counted(db, query, known))
            aside = known
    yield from counted
    for hit in _read(db, query, _every(db) if aside is None else aside, as_of):
        said = hit.properties
        if said is not None:
            yield Group(said.source, said.topics, said.province, said.year, 1)


def _counted(db: Database, query: Query, aside: Mapping[str, int]) -> Iterator[Group]:
    days, values = _days(query)
    if aside:
        days += " AND s.id NOT IN (SELECT value FROM json_each(?))"
        values = [*values, json.dumps(list(aside.values()))]
    rows = ask(
        db,
        f"""SELECT s.source, s.topics, s.province, substr(coalesce(s.published_on, ''), 1, 4), count(*)
            FROM {SCHEMA}.search_text t CROSS JOIN {SCHEMA}.search_notices s ON s.id = t.rowid
            WHERE t.search_text MATCH ? {days} GROUP BY 1, 2, 3, 4""",
        [expression(query.node), *values],
    )
    for source, topics, province, year, count in rows:
        yield Group(source, _topics(topics), province, year, int(count))


@lru_cache(maxsize=1024)
def _topics(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _matches(db: Database, query: Query, *, title_only: bool) -> Iterator[tuple[int, str, str]]:
    """(id, notice, day) of the indexed matches, newest first, found one after the other as they are asked for."""
    days, values = _days(query)
    rows = ask(
        db,
        f"""SELECT s.id, s.notice, coalesce(s.published_on, '') FROM {SCHEMA}.search_text t
            CROSS JOIN {SCHEMA}.search_notices s ON s.id = t.rowid
            WHERE t.search_text MATCH ? {days} ORDER BY t.rowid DESC""",
        [expression(query.node, title_only=title_only), *values],
    )
    for place, notice, published in rows:
        yield int(place), str(notice), str(published)


def _days(query: Query) -> tuple[str, list[str]]:
    asked = [("s.published_on >= ?", query.since), ("s.published_on < ?", query.until)]
    return "".join(f" AND {condition}" for condition, day in asked if day), [day for _, day in asked if day]


def _aside(db: Database, as_of: datetime | None) -> dict[str, int]:
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


def _every(db: Database) -> dict[str, int]:
    rows = db.conn.execute("SELECT id FROM notices ORDER BY first_observed_at, id").fetchall()
    return {str(row[0]): place for place, row in enumerate(rows)}


def _read(db: Database, query: Query, aside: dict[str, int], as_of: datetime | None) -> Iterator[Hit]:
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
            yield Hit(notice, int(row[0]), shown, (shown, day, place), version.properties)
