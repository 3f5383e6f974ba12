"""Everything a query finds, counted by what facets ask for."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from storage.database import Database
from storage.search import schema
from storage.search.expressions import expression
from storage.search.finding import days_of, every, read_ones, set_aside
from storage.search.language import Query
from storage.search.schema import SCHEMA, IndexDamaged, ask


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
            known = set_aside(db, as_of)
            counted = list(_counted(db, query, known))
            aside = known
    yield from counted
    for hit in read_ones(db, query, every(db) if aside is None else aside, as_of):
        said = hit.properties
        if said is not None:
            yield Group(said.source, said.topics, said.province, said.year, 1)


def _counted(db: Database, query: Query, aside: Mapping[str, int]) -> Iterator[Group]:
    days, values = days_of(query)
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
