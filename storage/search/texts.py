"""What of a notice is searched, piece by piece: a word is found within one piece and never across two.

Pieces are the title, each number, each issuer, each paragraph of the text, each table cell, and the same of every
attachment with its name. A paragraph is a line of the stored text: the readers join wrapped lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from storage import blobs
from storage.archive.contents import facts_of
from storage.database import Database
from storage.kept_answers import Kept
from storage.model import Attachment, Reading
from storage.search.folding import fold, mark_term


class Part(NamedTuple):
    """Pieces of one place as the lines of one text. `where` is title, number, issuer, body, table or
    attachment:NAME."""

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


def searchable(title: str, parts: Iterable[Part], properties: Properties) -> Searchable:
    units = dict.fromkeys(fold(line) for part in parts for line in part.text.split("\n"))
    return Searchable(fold(title), tuple(unit for unit in units if unit), properties)


def of_reading(reading: Reading, source: str) -> Searchable:
    """A version that is being written. `source` is the notice's own, whichever address was read."""
    facts = reading.facts
    published = facts.published_on.isoformat() if facts.published_on else None
    properties = Properties(source, facts.topics, facts.province, facts.stage, published)
    parts = [
        Part("body", reading.text),
        Part("table", _cells(table.rows for table in reading.tables)),
        *_fact_parts((facts.doc_number, *facts.doc_numbers), facts.issuers),
        *(part for attachment in reading.attachments for part in _attachment_parts(attachment)),
    ]
    return searchable(reading.title, parts, properties)


def of_version(db: Database, version: int, source: str) -> Searchable:
    """A version as it is kept, by its row id."""
    title, facts, body = db.conn.execute("SELECT title, facts, body FROM versions WHERE id = ?", [version]).fetchone()
    said = facts_of(facts)
    return searchable(title, parts_of(db, version, body, facts), properties_of(said, source))


def properties_of(facts: Mapping[str, Any], source: str) -> Properties:
    return Properties(source, tuple(facts["topics"]), facts["province"], facts["stage"], facts["published_on"])


def parts_of(db: Database, version: int, body: int, kept_facts: str) -> Iterator[Part]:
    """The parts of a kept version but for its title; facts are read and attachments unpacked only when it comes to
    them."""
    document = _document(db, body)
    yield Part("body", document["text"])
    yield Part("table", _cells(table["rows"] for table in document["tables"]))
    facts = facts_of(kept_facts)
    numbers = document.get("doc_numbers") or facts["doc_numbers"]
    yield from _fact_parts((facts["doc_number"], *numbers), facts["issuers"])
    attached = db.conn.execute(
        "SELECT name, readable, body FROM version_attachments WHERE version = ? ORDER BY position", [version]
    ).fetchall()
    for name, readable, blob in attached:
        where = f"attachment:{name}"
        yield Part(where, _one_line(name))
        if readable and blob is not None:
            document = _document(db, int(blob))
            yield Part(where, document["text"])
            yield Part(where, _cells(table["rows"] for table in document["tables"]))


# Texts that were looked through lately stay unpacked: whoever turns pages or asks again reads the same ones. By their
# hash, so that what is kept is right for any archive.
_unpacked: Kept[dict[str, Any]] = Kept(2_000)
_KEPT_AT_MOST = 20_000


def _document(db: Database, blob: int) -> dict[str, Any]:
    row = db.conn.execute("SELECT sha256, size FROM blobs WHERE id = ?", [blob]).fetchone()
    kept = _unpacked.get(row[0]) if row is not None else None
    if kept is not None:
        return kept
    document: dict[str, Any] = json.loads(blobs.get(db, blob))
    if row[1] <= _KEPT_AT_MOST:
        _unpacked.put(row[0], document)
    return document


def _attachment_parts(attachment: Attachment) -> Iterator[Part]:
    where = f"attachment:{attachment.name}"
    yield Part(where, _one_line(attachment.name))
    if attachment.readable:
        yield Part(where, attachment.text)
        yield Part(where, _cells(table.rows for table in attachment.tables))


def _fact_parts(numbers: Iterable[str], issuers: Iterable[str]) -> Iterator[Part]:
    yield Part("number", "\n".join(map(_one_line, numbers)))
    yield Part("issuer", "\n".join(map(_one_line, issuers)))


def _cells(tables: Iterable[Iterable[Iterable[str]]]) -> str:
    return "\n".join(_one_line(cell) for rows in tables for row in rows for cell in row)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
