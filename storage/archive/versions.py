"""From a reading to a version and a change, in one transaction.

A reading is compared with the last state, never with an older one, so A→B→A is two changes. What differs because our
own reader is a newer one is a version with cause `technical` and no change.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage import blobs
from storage.archive import contents, edits, identity
from storage.archive.captures import CaptureRef
from storage.clock import stamp
from storage.database import Database, writing
from storage.model import Attachment, Reading
from storage.normal import content_digest, copy_digest
from storage.shapes import ChangeKind, Edit

Cause = Literal["publisher", "technical", "completed"]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a reading did: the notice it belongs to, its version, and the change if the publisher made one."""

    notice: str
    version: int
    change: ChangeKind | None


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


def derive(db: Database, origin: Origin, reading: Reading, observed_at: datetime) -> Derived:
    """Store what was read of an address; decides whether it is a new notice, an edit, a return or nothing new."""
    with writing(db):
        known = db.conn.execute("SELECT notice, content FROM addresses WHERE id = ?", [origin.address]).fetchone()
        digest = content_digest(reading)
        copy = copy_digest(reading)
        notice = known[0] or identity.find_notice(db, origin.source, origin.external_id, copy)
        if notice is None:
            derived = _publish(db, origin, reading, digest, copy, observed_at)
        else:
            derived = _compare(db, notice, origin, reading, digest, copy, known[1], observed_at)
        db.conn.execute(
            "UPDATE addresses SET notice = ?, content = ? WHERE id = ?", [derived.notice, digest, origin.address]
        )
        if origin.capture is not None:
            db.conn.execute("UPDATE captures SET reading = 'read' WHERE id = ?", [origin.capture.id])
    return derived


def upgrade(db: Database, origin: Origin, reading: Reading, observed_at: datetime) -> bool:
    """Store what a newer reader makes of a kept capture. True when it differs; never a change of the publisher's."""
    with writing(db):
        row = db.conn.execute(
            "SELECT n.id, n.content, n.version FROM addresses a JOIN notices n ON n.id = a.notice WHERE a.id = ?",
            [origin.address],
        ).fetchone()
        if row is None:
            return False
        digest = content_digest(reading)
        last = last_version(db, row[0])
        same = digest == row[1] and last is not None and _same_facts(last, reading)
        if not same:
            _add_version(db, row[0], int(row[2]) + 1, origin, reading, digest, "technical", observed_at)
            _describe(db, row[0], reading, digest, copy_digest(reading), int(row[2]) + 1)
        else:
            db.conn.execute(
                "UPDATE versions SET reader = ? WHERE notice = ? AND number = ?", [reading.reader, row[0], row[2]]
            )
        db.conn.execute("UPDATE addresses SET content = ? WHERE id = ?", [digest, origin.address])
    return not same


def _same_facts(last: "StoredVersion", reading: Reading) -> bool:
    return last.facts == contents.facts_json(reading) and last.rule_count == len(reading.facts.penalties)


def _publish(db: Database, origin: Origin, reading: Reading, digest: str, copy: str, observed_at: datetime) -> Derived:
    notice = identity.free_id(db, origin.source, origin.external_id, origin.url)
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
    _add_version(db, notice, 1, origin, reading, digest, "publisher", observed_at)
    _add_change(db, notice, "published", origin, None, 1, [], observed_at)
    return Derived(notice, 1, "published")


def _compare(
    db: Database,
    notice: str,
    origin: Origin,
    reading: Reading,
    digest: str,
    copy: str,
    address_digest: str,
    observed_at: datetime,
) -> Derived:
    row = db.conn.execute("SELECT content, version, state, pointer FROM notices WHERE id = ?", [notice]).fetchone()
    notice_digest, version, state, pointer = str(row[0]), int(row[1]), str(row[2]), bool(row[3])
    returned = state == "withdrawn"
    if digest in (address_digest, notice_digest) or (origin.pointer and not pointer):
        return _unchanged(db, notice, origin, version, returned, observed_at)
    last = last_version(db, notice)
    assert last is not None
    found = edits.edits_between(last.content(db), _content(reading))
    if not found and not returned:
        completed: Cause = "completed" if _was_incomplete(last.attachments) else "technical"
        _add_version(db, notice, version + 1, origin, reading, digest, completed, observed_at)
        _describe(db, notice, reading, digest, copy, version + 1)
        return Derived(notice, version + 1, None)
    if pointer and not origin.pointer:
        found = []
    _add_version(db, notice, version + 1, origin, reading, digest, "publisher", observed_at)
    _describe(db, notice, reading, digest, copy, version + 1)
    if pointer and not origin.pointer and not returned:
        db.conn.execute("UPDATE notices SET pointer = 0, url = ? WHERE id = ?", [origin.url, notice])
        return Derived(notice, version + 1, None)
    kind: ChangeKind = "restored" if returned else "edited"
    _add_change(db, notice, kind, origin, version, version + 1, found, observed_at)
    db.conn.execute("UPDATE notices SET state = 'live', changed_at = ? WHERE id = ?", [stamp(observed_at), notice])
    return Derived(notice, version + 1, kind)


def _unchanged(
    db: Database, notice: str, origin: Origin, version: int, returned: bool, observed_at: datetime
) -> Derived:
    if not returned:
        return Derived(notice, version, None)
    _add_change(db, notice, "restored", origin, version, version, [], observed_at)
    db.conn.execute("UPDATE notices SET state = 'live', changed_at = ? WHERE id = ?", [stamp(observed_at), notice])
    return Derived(notice, version, "restored")


def _was_incomplete(attachments: tuple[Attachment, ...]) -> bool:
    return any(not attachment.sha256 for attachment in attachments)


def _content(reading: Reading) -> edits.Content:
    return edits.Content(reading.title, reading.text, reading.tables, reading.fields, reading.attachments)


def _describe(db: Database, notice: str, reading: Reading, digest: str, copy: str, version: int) -> None:
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


def _add_version(
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
    body = blobs.put(
        db,
        contents.body_json(reading.text, reading.tables, reading.fields, reading.warnings),
        f"{origin.source}/text",
        base=page,
    )
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
        [
            (
                version,
                position,
                entry.register,
                entry.action,
                entry.company,
                entry.uscc,
                entry.province,
                entry.entry_type,
                entry.batch,
                entry.former,
                entry.where,
                entry.row,
                json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
            )
            for position, entry in enumerate(reading.facts.entries)
        ],
    )


def _add_attachment(db: Database, version: int, position: int, attachment: Attachment, source: str) -> None:
    blob = None
    if attachment.sha256:
        row = db.conn.execute("SELECT id FROM blobs WHERE sha256 = ?", [attachment.sha256]).fetchone()
        blob = int(row[0]) if row else None
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


def _add_change(
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


class StoredVersion:
    """A version as it is kept; its text and tables are unpacked when they are asked for."""

    def __init__(self, row: tuple[object, ...], attachments: tuple[Attachment, ...]) -> None:
        self.id = int(str(row[0]))
        self.number = int(str(row[1]))
        self.title = str(row[2])
        self.facts = str(row[3])
        self.body_blob = int(str(row[4]))
        self.reader = str(row[5])
        self.rule_count = int(str(row[6]))
        self.rules_blob = None if row[7] is None else int(str(row[7]))
        self.observed_at = str(row[8])
        self.attachments = attachments

    def content(self, db: Database) -> edits.Content:
        body = json.loads(blobs.get(db, self.body_blob))
        return edits.Content(self.title, body["text"], contents.tables_of(body), body["fields"], self.attachments)


_VERSION = "id, number, title, facts, body, reader, rule_count, rules, observed_at"


def last_version(db: Database, notice: str) -> StoredVersion | None:
    row = db.conn.execute(
        f"SELECT {_VERSION} FROM versions WHERE notice = ? ORDER BY number DESC LIMIT 1", [notice]
    ).fetchone()
    return None if row is None else StoredVersion(tuple(row), attachments_of(db, int(row[0])))


def version_number(db: Database, notice: str, number: int) -> StoredVersion | None:
    row = db.conn.execute(
        f"SELECT {_VERSION} FROM versions WHERE notice = ? AND number = ?", [notice, number]
    ).fetchone()
    return None if row is None else StoredVersion(tuple(row), attachments_of(db, int(row[0])))


def attachments_of(db: Database, version: int) -> tuple[Attachment, ...]:
    rows = db.conn.execute(
        """SELECT v.name, v.url, b.sha256, v.media_type, b.size, v.readable, v.fault, v.body
           FROM version_attachments v LEFT JOIN blobs b ON b.id = v.blob WHERE v.version = ? ORDER BY v.position""",
        [version],
    ).fetchall()
    return tuple(_attachment(db, row) for row in rows)


def _attachment(db: Database, row: tuple[object, ...]) -> Attachment:
    name, url, sha256, media_type, size, readable, fault, body = row
    document: dict[str, Any] = {"text": "", "tables": []}
    if body is not None:
        document = json.loads(blobs.get(db, int(str(body))))
    return Attachment(
        name=str(name),
        url=str(url),
        sha256=str(sha256 or ""),
        media_type=str(media_type),
        size=int(str(size or 0)),
        readable=bool(readable),
        fault=str(fault),
        text=document["text"],
        tables=contents.tables_of(document),
    )
