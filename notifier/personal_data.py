"""What is kept of one reader: all of it to take away, all of it to be erased."""

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from notifier import journal
from notifier.journal import Journal
from notifier.subscription_rows import list_subscriptions
from storage.database import writing


def export(db: Database, reader: int) -> dict[str, Any]:
    """Everything on one reader, as JSON values; moments are ISO 8601 in UTC+8."""
    email, created_at, paused_until, paused_why = db.conn.execute(
        "SELECT email, created_at, paused_until, paused_why FROM readers WHERE id = ?", [reader]
    ).fetchone()
    mails = db.conn.execute(
        """SELECT kind, subject, state, created_at, sending_at, settled_at, changes, last_error FROM deliveries
           WHERE reader = ? ORDER BY id""",
        [reader],
    ).fetchall()
    came_back = db.conn.execute(
        "SELECT kind, status, said, received_at FROM bounces WHERE reader = ? ORDER BY id", [reader]
    ).fetchall()
    keys = ("kind", "subject", "state", "created_at", "sent_at", "settled_at", "changes", "said")
    return {
        "email": email,
        "known_since": created_at,
        "paused_until": paused_until if paused_why else None,
        "subscriptions": list_subscriptions(db, reader=reader, ended=True),
        "mails": [{**dict(zip(keys, row, strict=True)), "changes": json.loads(row[6])} for row in mails],
        "came_back": [dict(zip(("kind", "status", "said", "received_at"), row, strict=True)) for row in came_back],
    }


def erase(db: Database, reader: int, now: datetime) -> None:
    """Forget one reader: address, wishes, links, mails. A backup that is put back later forgets them again."""
    row = db.conn.execute("SELECT address_key FROM readers WHERE id = ?", [reader]).fetchone()
    if row is None:
        return
    log = Journal.of(db, "stopped")
    with writing(db):
        if log:
            line = {"to": journal.hashed(db, row[0]), "wish": "", "why": "erased", "erased": True}
            journal.remember(db, "stopped", log.append(line, now))
        erase_rows(db, reader)


def erase_rows(db: Database, reader: int) -> None:
    """Part of the caller's transaction; what is deleted is overwritten (`PRAGMA secure_delete`)."""
    for table in ("arrivals", "operator_told"):
        db.conn.execute(f"DELETE FROM {table} WHERE delivery IN (SELECT id FROM deliveries WHERE reader = ?)", [reader])
    for table in ("deadlines_told", "bounces", "links", "deliveries", "subscriptions"):
        db.conn.execute(f"DELETE FROM {table} WHERE reader = ?", [reader])
    db.conn.execute("DELETE FROM readers WHERE id = ?", [reader])


def stopped_line(db: Database, subscription: int, why: str, *, barred: bool = False) -> dict[str, Any]:
    """What the journal keeps of one subscription that ended."""
    address_key, wish_key = db.conn.execute(
        "SELECT r.address_key, s.wish_key FROM subscriptions s JOIN readers r ON r.id = s.reader WHERE s.id = ?",
        [subscription],
    ).fetchone()
    wish = journal.hashed(db, wish_key)
    return {"to": journal.hashed(db, address_key), "wish": wish, "why": why, "barred": barred}
