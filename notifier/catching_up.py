"""A ledger that knows less than the journal beside it was put back from a copy: it learns what went out since."""

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from notifier import journal
from notifier.journal import Journal
from notifier.personal_data import erase_rows
from storage.clock import stamp
from storage.database import writing


def catch_up(db: Database, now: datetime) -> int:
    """Take over mails that were sent and stops that were asked for after the copy was made; answers how many."""
    return _sent(db) + _stopped(db, now)


def _sent(db: Database) -> int:
    log = Journal.of(db, "sent")
    lines = log.unknown() if log else []
    if not lines:
        return 0
    readers = _readers(db)
    with writing(db):
        for line in lines:
            reader = readers.get(line["to"])
            if reader is not None:
                _take_over(db, line, reader)
            journal.remember(db, "sent", line["n"])
    return len(lines)


def _take_over(db: Database, line: dict[str, Any], reader: int) -> None:
    changed = db.conn.execute(
        """UPDATE deliveries SET state = 'sent', settled_at = ?, next_attempt_at = NULL, last_error = '', changes = ?
           WHERE message_key = ? AND state <> 'sent'""",
        [line["at"], json.dumps(line["changes"]), line["key"]],
    ).rowcount
    known = changed or db.conn.execute("SELECT 1 FROM deliveries WHERE message_key = ?", [line["key"]]).fetchone()
    if not known and line["kind"] == "digest":
        run = _run(db, line)
        db.conn.execute(
            """INSERT INTO deliveries (kind, run, reader, state, message_key, sender, subject, changes, created_at,
               rendered_at, settled_at, attempts) VALUES ('digest', ?, ?, 'sent', ?, '', '', ?, ?, ?, ?, 1)
               ON CONFLICT DO NOTHING""",
            [run, reader, line["key"], json.dumps(line["changes"]), line["at"], line["at"], line["at"]],
        )
    delivery = db.conn.execute("SELECT id FROM deliveries WHERE message_key = ?", [line["key"]]).fetchone()
    for notice, kind, day in line.get("deadlines", []):
        if delivery:
            db.conn.execute(
                "INSERT OR IGNORE INTO deadlines_told (reader, notice, kind, day, delivery) VALUES (?, ?, ?, ?, ?)",
                [reader, notice, kind, day, delivery[0]],
            )


def _run(db: Database, line: dict[str, Any]) -> int:
    values = [line["frequency"], line["since"], line["until"]]
    db.conn.execute(
        "INSERT OR IGNORE INTO digest_runs (frequency, since, until, created_at, whole) VALUES (?, ?, ?, ?, ?)",
        [*values, line["at"], line["whole"]],
    )
    row = db.conn.execute(
        "SELECT id FROM digest_runs WHERE frequency = ? AND since = ? AND until = ?", values
    ).fetchone()
    return int(row[0])


def _stopped(db: Database, now: datetime) -> int:
    log = Journal.of(db, "stopped")
    lines = log.unknown() if log else []
    if not lines:
        return 0
    readers = _readers(db)
    with writing(db):
        for line in lines:
            reader = readers.get(line["to"])
            if reader is not None:
                for ident, wish_key in db.conn.execute(
                    "SELECT id, wish_key FROM subscriptions WHERE reader = ? AND state <> 'ended' AND created_at <= ?",
                    [reader, line["at"]],
                ).fetchall():
                    if not line["wish"] or line["wish"] == journal.hashed(db, wish_key):
                        db.conn.execute(
                            "UPDATE subscriptions SET state = 'ended', ended_at = ?, ended_why = ? WHERE id = ?",
                            [line["at"], line["why"], ident],
                        )
                if line.get("erased"):
                    erase_rows(db, reader)
                elif line.get("barred"):
                    db.conn.execute(
                        """INSERT OR IGNORE INTO suppressions (address_key, reason, created_at)
                           SELECT address_key, ?, ? FROM readers WHERE id = ?""",
                        [line["why"], stamp(now), reader],
                    )
            journal.remember(db, "stopped", line["n"])
    return len(lines)


def _readers(db: Database) -> dict[str, int]:
    rows = db.conn.execute("SELECT id, address_key FROM readers").fetchall()
    return {journal.hashed(db, key): int(ident) for ident, key in rows}
