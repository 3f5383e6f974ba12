"""What of a notice is searched, piece by piece: a word is found within one piece and never across two.

Pieces are the title, each number, each issuer, each paragraph of the text, each table cell, and the same of every
attachment with its name. A paragraph is a line of the stored text: the readers join wrapped lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from storage import blobs
from storage.database import Database
from storage.model import Attachment, Reading, Table
from storage.search.folding import fold, mark_term


class Piece(NamedTuple):
    """`where` is title, number, issuer, body, table or attachment:NAME."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Properties:
    """What filters ask for. `published_on` is `YYYY-MM-DD` or None."""

    source: str
    topics: tuple[str, ...]
    province: str
    stage: str
    published_on: str | None

    @property
    def year(self) -> str:
        return (self.published_on or "")[:4]

    def marks(self) -> list[str]:
        pairs = [("source", self.source), ("province", self.province), ("stage", self.stage), ("year", self.year)]
        pairs += [("topic", topic) for topic in self.topics]
        return [mark_term(key, value) for key, value in pairs if value]


@dataclass(frozen=True, slots=True)
class Searchable:
    """One version as the search sees it, folded."""

    title: str
    units: tuple[str, ...]
    properties: Properties


def searchable(title: str, pieces: Iterable[Piece], properties: Properties) -> Searchable:
    units = dict.fromkeys(fold(piece.text) for piece in pieces)
    return Searchable(fold(title), tuple(unit for unit in units if unit), properties)


def of_reading(reading: Reading, source: str) -> Searchable:
    """A version that is being written. `source` is the notice's own, whichever address was read."""
    facts = reading.facts
    published = facts.published_on.isoformat() if facts.published_on else None
    properties = Properties(source, facts.topics, facts.province, facts.stage, published)
    pieces = [
        *_fact_pieces((facts.doc_number, *facts.doc_numbers), facts.issuers),
        *_content_pieces(reading.text, _cells(reading.tables), "body", "table"),
    ]
    for attachment in reading.attachments:
        pieces += _attachment_pieces(attachment)
    return searchable(reading.title, pieces, properties)


def of_version(db: Database, version: int, source: str) -> Searchable:
    """A version as it is kept, by its row id."""
    title, facts = db.conn.execute("SELECT title, facts FROM versions WHERE id = ?", [version]).fetchone()
    return searchable(title, pieces_of(db, version), properties_of(json.loads(facts), source))


def properties_of(facts: Mapping[str, Any], source: str) -> Properties:
    return Properties(source, tuple(facts["topics"]), facts["province"], facts["stage"], facts["published_on"])


def pieces_of(db: Database, version: int) -> Iterator[Piece]:
    """The pieces of a kept version but for its title; attachments are unpacked only when it comes to them."""
    facts, body = db.conn.execute("SELECT facts, body FROM versions WHERE id = ?", [version]).fetchone()
    said = json.loads(facts)
    yield from _fact_pieces((said["doc_number"], *said["doc_numbers"]), said["issuers"])
    yield from _stored_content(db, body, "body", "table")
    attached = db.conn.execute(
        "SELECT name, readable, body FROM version_attachments WHERE version = ? ORDER BY position", [version]
    ).fetchall()
    for name, readable, blob in attached:
        yield Piece(f"attachment:{name}", name)
        if readable and blob is not None:
            yield from _stored_content(db, blob, f"attachment:{name}", f"attachment:{name}")


def _stored_content(db: Database, blob: int, text_place: str, table_place: str) -> Iterator[Piece]:
    document = json.loads(blobs.get(db, int(blob)))
    cells = (cell for table in document["tables"] for row in table["rows"] for cell in row)
    return _content_pieces(document["text"], cells, text_place, table_place)


def _attachment_pieces(attachment: Attachment) -> Iterator[Piece]:
    where = f"attachment:{attachment.name}"
    yield Piece(where, attachment.name)
    if attachment.readable:
        yield from _content_pieces(attachment.text, _cells(attachment.tables), where, where)


def _fact_pieces(numbers: Iterable[str], issuers: Iterable[str]) -> Iterator[Piece]:
    yield from (Piece("number", number) for number in dict.fromkeys(numbers) if number)
    yield from (Piece("issuer", issuer) for issuer in issuers if issuer)


def _content_pieces(text: str, cells: Iterable[str], text_place: str, table_place: str) -> Iterator[Piece]:
    yield from (Piece(text_place, line) for line in text.split("\n") if line)
    yield from (Piece(table_place, cell) for cell in cells if cell)


def _cells(tables: Iterable[Table]) -> Iterator[str]:
    return (cell for table in tables for row in table.rows for cell in row)
