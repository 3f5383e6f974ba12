"""Finding notices by words: `storage.search` finds them, here they become answers.

What is found is exactly what reading every notice would find: a word counts where, folded (width, case and whitespace
apart), it stands within the title, a number, an issuer, one paragraph, one table cell, or a name, paragraph or cell of
an attachment. A word that would have to reach over the border of two paragraphs or cells is not there.
"""

import json
from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from storage.archive.stored import StoredVersion, without_texts
from storage.database import Database
from storage.queries import notices
from storage.search import counting, finding, passages, texts
from storage.search.language import Query, parse
from storage.search.nodes import wanted_words
from storage.search.texts import Part

AT_ONCE = 400


class Facets(TypedDict):
    """How many notices a query finds, in all and by property; a notice of two topics counts under both."""

    total: int
    source: dict[str, int]
    topic: dict[str, int]
    province: dict[str, int]
    year: dict[str, int]


def search(
    db: Database, query: str | Query, limit: int = 50, as_of: datetime | None = None, **filters: str
) -> list[dict[str, Any]]:
    """Notices that the query finds, titles before texts, newest first: a NoticeSummary each, and beside it `passage`
    (plain text), `marks` (offsets of the hits in it) and `where` (title, number, issuer, body, table, attachment:NAME).

    `query` is in the language of `storage.search.language`, which reads everything and refuses nothing. `filters` are
    its filters by name (`source="miit"`, `since="2026-04"`). With `as_of` a notice is found and shown by the version
    that was current then; what was not yet known is not found. An empty query finds nothing.
    """
    wanted = reading_of(query, **filters)
    return [] if wanted.empty or limit < 1 else _answers(db, wanted, finding.find(db, wanted, limit, as_of), as_of)


class SearchPage(NamedTuple):
    """`last` is where the next page goes on, None on the last one."""

    hits: list[dict[str, Any]]
    last: finding.Order | None


def search_page(
    db: Database, query: str | Query, limit: int, as_of: datetime | None = None, after: finding.Order | None = None
) -> SearchPage:
    """As `search`, page by page: at most `limit` hits behind the `last` of the page before."""
    wanted = reading_of(query)
    hits = [] if wanted.empty else finding.find(db, wanted, limit + 1, as_of, after)
    more = len(hits) > limit
    return SearchPage(_answers(db, wanted, hits[:limit], as_of), hits[limit - 1].order if more else None)


def found_up_to(db: Database, query: str | Query, most: int, as_of: datetime | None = None) -> int:
    """How many notices the query finds, counted no further than to `most`."""
    wanted = reading_of(query)
    return 0 if wanted.empty else finding.count(db, wanted, most, as_of)


def facets(db: Database, query: str | Query, as_of: datetime | None = None, **filters: str) -> Facets:
    """Counts over everything the query finds, the commonest first (years: the newest first)."""
    wanted = reading_of(query, **filters)
    total = 0
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("source", "topic", "province", "year")}
    for group in [] if wanted.empty else counting.groups(db, wanted, as_of):
        total += group.hits
        counts["source"][group.source] += group.hits
        counts["province"][group.province] += group.hits
        counts["year"][group.year] += group.hits
        for topic in group.topics:
            counts["topic"][topic] += group.hits
    return {
        "total": total,
        "source": dict(counts["source"].most_common()),
        "topic": dict(counts["topic"].most_common()),
        "province": {name: count for name, count in counts["province"].most_common() if name},
        "year": {year: count for year, count in sorted(counts["year"].items(), reverse=True) if year},
    }


def reading_of(query: str | Query, **filters: str) -> Query:
    """How a query is understood; its `notes` tell the reader what could not be read as meant."""
    read = parse(query) if isinstance(query, str) else query
    return read.narrowed(**filters) if any(filters.values()) else read


def _answers(db: Database, wanted: Query, hits: list[finding.Hit], as_of: datetime | None) -> list[dict[str, Any]]:
    words = list(dict.fromkeys(wanted_words(wanted.node)))
    versions, about = _versions(db, hits), _about(db, hits)
    return [_answer(db, hit, versions[hit.notice], about[hit.notice], words, as_of) for hit in hits]


def _answer(
    db: Database,
    hit: finding.Hit,
    version: StoredVersion,
    about: tuple[Any, ...],
    words: list[str],
    as_of: datetime | None,
) -> dict[str, Any]:
    shown: dict[str, Any] = dict(notices.summary_of(hit.notice, about, version))
    if as_of is not None:
        shown["state"] = notices.state_at(db, hit.notice, as_of)
    passage = _passage(db, hit, version, words)
    return shown | {"passage": passage.text, "marks": passage.marks, "where": passage.where}


def _passage(db: Database, hit: finding.Hit, version: StoredVersion, words: list[str]) -> passages.Passage:
    """From the title when it shows the words, else from the text; a query of filters alone shows the opening."""
    heading = Part("title", version.title)
    if hit.in_title and words and (passage := passages.cut(heading, words)).marks:
        return passage
    parts = texts.parts_of(db, version.id, version.body_blob, version.facts)
    if words:
        return passages.best(parts, words) or passages.cut(heading, words)
    opening, _, _ = next(parts).text.partition("\n")
    return passages.cut(Part("body", opening) if opening else heading, [])


def _about(db: Database, hits: list[finding.Hit]) -> dict[str, tuple[Any, ...]]:
    """Source, channel, url and state of each hit's notice."""
    rows = db.conn.execute(
        "SELECT id, source, channel, url, state FROM notices WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps([hit.notice for hit in hits])],
    )
    return {str(row[0]): tuple(row[1:]) for row in rows.fetchall()}


def _versions(db: Database, hits: list[finding.Hit]) -> dict[str, StoredVersion]:
    """The version of each hit, without its attachments' texts, which no summary shows."""
    numbers = {hit.notice: hit.version for hit in hits if hit.version is not None}
    newest = [hit.notice for hit in hits if hit.version is None]
    for start in range(0, len(newest), AT_ONCE):
        some = newest[start : start + AT_ONCE]
        numbers.update(
            db.conn.execute(
                f"""SELECT n.id, v.id FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
                    WHERE n.id IN ({",".join("?" * len(some))})""",
                some,
            ).fetchall()
        )
    versions = without_texts(db, list(numbers.values()))
    return {notice: versions[number] for notice, number in numbers.items()}
