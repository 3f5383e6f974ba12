"""The rows that a reading leaves: notice, version with its files and entries, and the change. What is to be written is
decided elsewhere (`versions.py`); all of it is called within its transaction."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage import blobs
from storage.archive import contents
from storage.archive.captures import CaptureRef
from storage.archive.comparing import entry_values
from storage.clock import stamp
from storage.database import Database
from storage.model import Attachment, Reading
from storage.search import index
from storage.shapes import ChangeKind, Edit

Cause = Literal["publisher", "technical", "completed"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a reading comes from. `capture` is None for a pointer, which is read from its list row alone. `backlog`
    marks what a channel's first reading found there from long before: stored as published, told to nobody as news."""

    source: str
    channel: str
    url: str
    address: int
    external_id: str
    capture: CaptureRef | None
    pointer: bool = False
    backlog: bool = False


def add_notice(
    db: Database, notice: str, origin: Origin, reading: Reading, digest: str, copy: str, observed_at: datetime
) -> None:
    """A notice that was not known, by what its first version says."""
    facts = reading.facts
    db.conn.execute(
        """INSERT INTO notices(id, source, channel, url, external_id, title, doc_number, identity, stage, topics,
           on_subject, province, published_on, content, state, pointer, version, first_observed_at, changed_at)
           VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        [
            notice,
            origin.source,
            origin.channel,
            origin.url,
            origin.external_id,
            reading.title,
            facts.doc_number,
            copy,
            facts.stage,
            json.dumps(facts.topics),
            int(facts.on_subject),
            facts.province,
            contents.iso(facts.published_on),
            digest,
            "live",
            int(origin.pointer),
            1,
            stamp(observed_at),
            stamp(observed_at),
        ],
    )


def describe(db: Database, notice: str, reading: Reading, digest: str, copy: str, version: int) -> None:
    facts = reading.facts
    db.conn.execute(
        """UPDATE notices SET title=?, doc_number=?, identity=?, stage=?, topics=?, on_subject=?, province=?,
           published_on=?, content=?, version=? WHERE id=?""",
        [
            reading.title,
            facts.doc_number,
            copy,
            facts.stage,
            json.dumps(facts.topics),
            int(facts.on_subject),
            facts.province,
            contents.iso(facts.published_on),
            digest,
            version,
            notice,
        ],
    )


def add_version(
    db: Database,
    notice: str,
    number: int,
    origin: Origin,
    reading: Reading,
    digest: str,
    cause: Cause,
    observed_at: datetime,
) -> None:
    page = origin.capture.blob if origin.capture else None
    base = _text_before(db, notice) or page
    body = blobs.put(db, contents.reading_json(reading), f"{origin.source}/text", base=base)
    rules = reading.facts.penalties
    rules_blob = blobs.put(db, contents.rules_json(rules), f"{origin.source}/rules").id if rules else None
    cursor = db.conn.execute(
        """INSERT INTO versions(notice, number, observed_at, capture, address, reader, cause, title, facts, content,
           body, rules, rule_count) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        [
            notice,
            number,
            stamp(observed_at),
            origin.capture.id if origin.capture else None,
            origin.address,
            reading.reader,
            cause,
            reading.title,
            contents.facts_json(reading),
            digest,
            body.id,
            rules_blob,
            len(rules),
        ],
    )
    version = int(cursor.lastrowid or 0)
    for position, attachment in enumerate(reading.attachments):
        _add_attachment(db, version, position, attachment, origin.source)
    db.conn.executemany(
        """INSERT INTO entry_rows(version, position, register, action, company, uscc, province, entry_type, batch,
           former, place, row, detail) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        [(version, position, *entry_values(entry)) for position, entry in enumerate(reading.facts.entries)],
    )
    index.version_added(db, notice, reading)


def _text_before(db: Database, notice: str) -> int | None:
    """The newest version's text, where the next may rest on it: an edit of one word then takes the room of a word."""
    row = db.conn.execute(
        "SELECT body FROM versions WHERE notice = ? ORDER BY number DESC LIMIT 1", [notice]
    ).fetchone()
    return int(row[0]) if row and blobs.carries(db, int(row[0])) else None


def _add_attachment(db: Database, version: int, position: int, attachment: Attachment, source: str) -> None:
    blob = blobs.blob_of(db, attachment.sha256) if attachment.sha256 else None
    body = None
    if attachment.readable:
        content = contents.body_json(attachment.text, attachment.tables, {})
        body = blobs.put(db, content, f"{source}/attachment-text").id
    db.conn.execute(
        """INSERT INTO version_attachments(version, position, name, url, blob, media_type, readable, fault, body)
           VALUES (?,?,?,?,?,?,?,?,?)""",
        [
            version,
            position,
            attachment.name,
            attachment.url,
            blob,
            attachment.media_type,
            int(attachment.readable),
            attachment.fault,
            body,
        ],
    )


def add_change(
    db: Database,
    notice: str,
    kind: ChangeKind,
    origin: Origin,
    from_version: int | None,
    to_version: int | None,
    found: list[Edit],
    observed_at: datetime,
) -> None:
    db.conn.execute(
        """INSERT INTO changes(notice, kind, observed_at, source, channel, from_version, to_version, capture, edits,
           backlog) VALUES (?,?,?,?,?,?,?,?,?,?)""",
        [
            notice,
            kind,
            stamp(observed_at),
            origin.source,
            origin.channel,
            from_version,
            to_version,
            origin.capture.id if origin.capture else None,
            json.dumps(found, ensure_ascii=False, separators=(",", ":")),
            int(origin.backlog and kind == "published"),
        ],
    )
