"""Versions as they are kept: one row each, its text, tables and files unpacked when they are asked for."""

import json
from collections.abc import Sequence
from typing import Any

from storage import blobs
from storage.archive import contents
from storage.archive.contents import Content
from storage.database import Database
from storage.model import Attachment


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
        self.capture = None if row[9] is None else int(str(row[9]))
        self.address = None if row[10] is None else int(str(row[10]))
        self.digest = str(row[11])
        self.attachments = attachments

    def body(self, db: Database) -> dict[str, Any]:
        """The document that `contents.body_json` made."""
        body: dict[str, Any] = json.loads(blobs.get(db, self.body_blob))
        return body

    def content(self, db: Database) -> Content:
        body = self.body(db)
        return Content(self.title, body["text"], contents.tables_of(body), body["fields"], self.attachments)


_AT_ONCE = 400
_VERSION = "id, number, title, facts, body, reader, rule_count, rules, observed_at, capture, address, content"


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


def without_texts(db: Database, versions: Sequence[int]) -> dict[int, StoredVersion]:
    """Versions by their row ids, their attachments without texts and tables: all that summaries need, read at once."""
    found: dict[int, StoredVersion] = {}
    for start in range(0, len(versions), _AT_ONCE):
        some = list(dict.fromkeys(versions[start : start + _AT_ONCE]))
        files: dict[int, list[Attachment]] = {}
        for row in db.conn.execute(
            f"""SELECT v.name, v.url, b.sha256, v.media_type, b.size, v.readable, v.fault, NULL, v.version
                FROM version_attachments v LEFT JOIN blobs b ON b.id = v.blob WHERE v.version IN ({_marks(some)})
                ORDER BY v.version, v.position""",
            some,
        ).fetchall():
            files.setdefault(int(row[8]), []).append(_attachment(db, tuple(row[:8])))
        rows = db.conn.execute(f"SELECT {_VERSION} FROM versions WHERE id IN ({_marks(some)})", some).fetchall()
        found.update((int(row[0]), StoredVersion(tuple(row), tuple(files.get(int(row[0]), ())))) for row in rows)
    return found


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


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
