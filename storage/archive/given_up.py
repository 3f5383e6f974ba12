"""Files whose reading ran out of memory or time: how often, and when each is tried again."""

from dataclasses import dataclass
from datetime import datetime

from storage.clock import stamp
from storage.database import Database, writing


def tries_of(db: Database, blob: int) -> int:
    """How often in a row reading these bytes was given up."""
    row = db.conn.execute("SELECT tries FROM given_up WHERE blob = ?", [blob]).fetchone()
    return int(row[0]) if row else 0


def record(db: Database, blob: int, tries: int, fault: str, at: datetime, due_at: datetime) -> None:
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO given_up(blob, tries, tried_at, due_at, fault) VALUES (?,?,?,?,?)",
            [blob, tries, stamp(at), stamp(due_at), fault],
        )


def settle(db: Database, blob: int, at: datetime) -> None:
    """The bytes were read after all: every notice that still holds them as unread may have them at its next look."""
    with writing(db):
        db.conn.execute(
            "UPDATE given_up SET tries = 0, tried_at = ?, due_at = ? WHERE blob = ? AND tries > 0",
            [stamp(at), stamp(at), blob],
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """When a given-up file was tried last, and when it is tried again (ISO 8601, UTC+8)."""

    tried_at: str
    due_at: str


def given_up_files(db: Database, version: int) -> dict[str, Tried]:
    """The files of a version that were given up, by SHA-256."""
    rows = db.conn.execute(
        """SELECT b.sha256, g.tried_at, g.due_at FROM version_attachments f JOIN given_up g ON g.blob = f.blob
           JOIN blobs b ON b.id = f.blob WHERE f.version = ? AND (f.readable = 0 OR g.tries > 0)""",
        [version],
    ).fetchall()
    return {str(sha256): Tried(*tried) for sha256, *tried in rows}


def due_of_notice(db: Database, notice: str | None) -> list[str]:
    """When the given-up files of a notice's newest version are tried again."""
    row = db.conn.execute(
        "SELECT v.id FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version WHERE n.id = ?",
        [notice],
    ).fetchone()
    return [tried.due_at for tried in given_up_files(db, int(row[0])).values()] if row else []
