"""Finding notices by words: `storage.search` finds them, here they become answers.

What is found is exactly what reading every notice would find: a word counts where, folded (width, case and whitespace
apart), it stands within the title, a number, an issuer, one paragraph, one table cell, or a name, paragraph or cell of
an attachment. A word that would have to reach over the border of two paragraphs or cells is not there.
"""

from collections import Counter
from datetime import datetime
from typing import Any, TypedDict

from storage.archive.stored import StoredVersion
from storage.database import Database
from storage.model import Attachment
from storage.queries import notices
from storage.search import finding, passages, texts
from storage.search.language import Query, parse
from storage.search.nodes import wanted_words
from storage.search.texts import Piece


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
    if wanted.empty or limit < 1:
        return []
    words = list(dict.fromkeys(wanted_words(wanted.node)))
    return [_answer(db, hit, words, as_of) for hit in finding.find(db, wanted, limit, as_of)]


def facets(db: Database, query: str | Query, as_of: datetime | None = None, **filters: str) -> Facets:
    """Counts over everything the query finds, the commonest first (years: the newest first)."""
    wanted = reading_of(query, **filters)
    found = [] if wanted.empty else list(finding.properties(db, wanted, as_of))
    years = Counter(one.year for one in found if one.year)
    return {
        "total": len(found),
        "source": dict(Counter(one.source for one in found).most_common()),
        "topic": dict(Counter(topic for one in found for topic in one.topics).most_common()),
        "province": dict(Counter(one.province for one in found if one.province).most_common()),
        "year": dict(sorted(years.items(), reverse=True)),
    }


def reading_of(query: str | Query, **filters: str) -> Query:
    """How a query is understood; its `notes` tell the reader what could not be read as meant."""
    read = parse(query) if isinstance(query, str) else query
    return read.narrowed(**filters) if any(filters.values()) else read


def _answer(db: Database, hit: finding.Hit, words: list[str], as_of: datetime | None) -> dict[str, Any]:
    version = _version(db, hit.version)
    shown: dict[str, Any] = dict(notices.summary(db, hit.notice, version))
    if as_of is not None:
        shown["state"] = notices.state_at(db, hit.notice, as_of)
    passage = _passage(db, hit, version.title, words)
    return shown | {"passage": passage.text, "marks": passage.marks, "where": passage.where}


def _passage(db: Database, hit: finding.Hit, title: str, words: list[str]) -> passages.Passage:
    """From the title when it shows the words, else from the text; a query of filters alone shows the opening."""
    heading = Piece("title", title)
    if hit.in_title and words and (passage := passages.cut(heading, words)).marks:
        return passage
    pieces = texts.pieces_of(db, hit.version)
    if not words:
        opening = next((piece for piece in pieces if piece.where == "body"), heading)
        return passages.cut(opening, [])
    return passages.best(pieces, words) or passages.cut(heading, words)


def _version(db: Database, version: int) -> StoredVersion:
    """A version without its attachments' texts, which no summary shows."""
    row = db.conn.execute(
        """SELECT id, number, title, facts, body, reader, rule_count, rules, observed_at, capture, address, content
           FROM versions WHERE id = ?""",
        [version],
    ).fetchone()
    attached = db.conn.execute(
        """SELECT v.name, v.url, b.sha256, v.media_type, b.size, v.readable, v.fault
           FROM version_attachments v LEFT JOIN blobs b ON b.id = v.blob WHERE v.version = ? ORDER BY v.position""",
        [version],
    ).fetchall()
    return StoredVersion(
        tuple(row),
        tuple(
            Attachment(name, url, sha256 or "", media_type, int(size or 0), bool(readable), fault)
            for name, url, sha256, media_type, size, readable, fault in attached
        ),
    )


__all__ = ["Facets", "facets", "reading_of", "search"]
