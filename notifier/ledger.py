"""The ledger of mail: runs, deliveries and their states. Each function is one step that is whole or not at all.

pending -> rendered -> sending -> sent | deferred | failed | dead;  pending -> skipped_empty
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import zstandard
from sqlite_utils import Database

from notifier.catching_up import catch_up
from notifier.windows import Frequency, Window
from storage.clock import moment, stamp
from storage.database import writing

KEEP_MAIL = timedelta(days=7)
UNSETTLED = ("pending", "rendered", "sending", "deferred", "failed")


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    frequency: Frequency
    window: Window
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """`message_key` makes the Message-ID: the same for the same window and reader in any copy of the file."""

    id: int
    kind: str
    run: int | None
    reader: int
    subscription: int | None
    email: str
    state: str
    message_key: str
    attempts: int
    next_attempt_at: str | None
    sender: str

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].casefold()


_COLUMNS = """SELECT d.id, d.kind, d.run, d.reader, d.subscription, r.email, d.state, d.message_key, d.attempts,
              d.next_attempt_at, d.sender FROM deliveries d JOIN readers r ON r.id = d.reader"""


def message_key(db: Database, *parts: str) -> str:
    """Keyed, so that nobody can tell an address from a Message-ID by trying."""
    secret = db.conn.execute("SELECT value FROM secrets WHERE name = 'links'").fetchone()[0]
    return hmac.new(secret, "\x1f".join(("message", *parts)).encode(), hashlib.sha256).hexdigest()[:32]


def digest_message_key(db: Database, frequency: str, window: Window, address_key: str) -> str:
    return message_key(db, "digest", frequency, stamp(window.since), stamp(window.until), address_key)


def find_or_create_run(db: Database, frequency: Frequency, window: Window, now: datetime, *, whole: bool = True) -> Run:
    """`whole`: readers without hours of their own belong to it. Once they do, they stay part of it."""
    values = [frequency, stamp(window.since), stamp(window.until)]
    with writing(db):
        db.conn.execute(
            """INSERT INTO digest_runs (frequency, since, until, created_at, whole) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (frequency, since, until) DO UPDATE SET whole = max(whole, excluded.whole)""",
            [*values, stamp(now), int(whole)],
        )
        row = db.conn.execute(
            "SELECT id, whole FROM digest_runs WHERE frequency = ? AND since = ? AND until = ?", values
        ).fetchone()
    return Run(int(row[0]), frequency, window, bool(row[1]))


def enlist(db: Database, run: Run, readers: Iterable[tuple[int, str]], now: datetime) -> None:
    """One delivery a reader (id and address key); those already there stay as they are. A part that was empty is
    looked at again: nothing of it was sent."""
    with writing(db):
        for reader, address_key in readers:
            key = digest_message_key(db, run.frequency, run.window, address_key)
            db.conn.execute(
                """INSERT INTO deliveries (kind, run, reader, state, message_key, created_at)
                   VALUES ('digest', ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING""",
                [run.id, reader, key, stamp(now)],
            )
        db.conn.execute(
            "UPDATE deliveries SET state = 'pending', settled_at = NULL WHERE run = ? AND state = 'skipped_empty'",
            [run.id],
        )


def queue_confirmation(db: Database, reader: int, subscription: int, now: datetime) -> None:
    """Part of the caller's transaction."""
    times = db.conn.execute("SELECT count(*) FROM deliveries WHERE subscription = ?", [subscription]).fetchone()[0]
    db.conn.execute(
        """INSERT INTO deliveries (kind, reader, subscription, state, message_key, created_at)
           VALUES ('confirm', ?, ?, 'pending', ?, ?)""",
        [reader, subscription, message_key(db, "confirm", str(subscription), str(times), stamp(now)), stamp(now)],
    )


def queue_operator_mail(
    db: Database, email: str, address_key: str, *, key: str, subject: str, sender: str, eml: bytes, now: datetime
) -> int:
    """Part of the caller's transaction: a finished mail to the operator, who need not be a reader. Gives its id."""
    db.conn.execute(
        "INSERT INTO readers (email, address_key, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [email, address_key, stamp(now)],
    )
    reader = db.conn.execute("SELECT id FROM readers WHERE address_key = ?", [address_key]).fetchone()[0]
    cursor = db.conn.execute(
        """INSERT INTO deliveries (kind, reader, state, message_key, sender, subject, created_at, rendered_at)
           VALUES ('operator', ?, 'rendered', ?, ?, ?, ?, ?)""",
        [reader, key, sender, subject, stamp(now), stamp(now)],
    )
    ident = int(cursor.lastrowid or 0)
    _keep_text(db, ident, eml)
    return ident


def recover(db: Database, now: datetime) -> int:
    """Put back what a crashed sender left claimed, but for what the journal knows as taken; only the holder of the
    outbox lock may call this."""
    catch_up(db, now)
    with writing(db):
        cursor = db.conn.execute("UPDATE deliveries SET state = 'rendered' WHERE state = 'sending'")
    return int(cursor.rowcount)


def deliveries(db: Database, *, run: int | None = None, states: Iterable[str] = UNSETTLED) -> list[Delivery]:
    """In the order they were made; `run` None means all runs and confirmations."""
    chosen = list(states)
    condition = f"d.state IN ({', '.join('?' * len(chosen))})"
    values: list[Any] = list(chosen)
    if run is not None:
        condition, values = condition + " AND d.run = ?", [*values, run]
    rows = db.conn.execute(f"{_COLUMNS} WHERE {condition} ORDER BY d.id", values).fetchall()
    return [Delivery(*row) for row in rows]


def find_run(db: Database, ident: int) -> Run:
    row = db.conn.execute("SELECT frequency, since, until FROM digest_runs WHERE id = ?", [ident]).fetchone()
    return Run(ident, row[0], Window(moment(row[1]), moment(row[2])))


def changes_of(stored: str) -> list[int]:
    """The ids of the changes that a delivery told of."""
    return [int(ident) for ident in json.loads(stored)]


def mark_rendered(
    db: Database,
    delivery: int,
    *,
    eml: bytes,
    subject: str,
    sender: str,
    changes: list[int],
    now: datetime,
    deadlines: Iterable[tuple[str, str, str]] = (),
) -> None:
    """`deadlines` are those within the week (notice, kind, day) of which the mail tells: none is told again at once."""
    with writing(db):
        for notice, kind, day in deadlines:
            db.conn.execute(
                """INSERT OR IGNORE INTO deadlines_told (reader, notice, kind, day, delivery)
                   SELECT reader, ?, ?, ?, id FROM deliveries WHERE id = ?""",
                [notice, kind, day, delivery],
            )
        made = db.conn.execute(
            """UPDATE deliveries SET state = 'rendered', subject = ?, sender = ?, changes = ?, rendered_at = ?
               WHERE id = ? AND state = 'pending'""",
            [subject, sender, json.dumps(changes), stamp(now), delivery],
        )
        if made.rowcount:
            _keep_text(db, delivery, eml)


def _keep_text(db: Database, delivery: int, eml: bytes) -> None:
    db.conn.execute("INSERT OR REPLACE INTO mail_texts (delivery, eml) VALUES (?, ?)", [delivery, packed(eml)])


def mark_settled(db: Database, delivery: int, state: str, now: datetime, why: str = "") -> None:
    with writing(db):
        db.conn.execute(
            "UPDATE deliveries SET state = ?, settled_at = ?, last_error = ?, next_attempt_at = NULL WHERE id = ?",
            [state, stamp(now), why, delivery],
        )


def mail_of(db: Database, delivery: int) -> bytes:
    """The stored message, byte for byte as it was or will be sent; empty once it was pruned."""
    row = db.conn.execute("SELECT eml FROM mail_texts WHERE delivery = ?", [delivery]).fetchone()
    return unpacked(row[0]) if row and row[0] else b""


def packed(eml: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(eml)


def unpacked(stored: bytes) -> bytes:
    """What `packed` made; a ledger may still hold mails that were packed with zlib, as all once were."""
    if stored.startswith(zstandard.FRAME_HEADER):
        return zstandard.ZstdDecompressor().decompress(stored)
    return zlib.decompress(stored)


def prune(db: Database, now: datetime) -> int:
    """Forget the text of mails settled a week ago; who got what when stays. Answers how many were emptied."""
    with writing(db):
        cursor = db.conn.execute(
            """DELETE FROM mail_texts WHERE delivery IN
               (SELECT d.id FROM mail_texts t JOIN deliveries d ON d.id = t.delivery WHERE d.settled_at < ?)""",
            [stamp(now - KEEP_MAIL)],
        )
    return int(cursor.rowcount)


def last_faults(db: Database, run: int) -> list[str]:
    """Why mails of this run are not out, each sentence once."""
    rows = db.conn.execute(
        """SELECT DISTINCT last_error FROM deliveries WHERE run = ? AND state IN ('deferred', 'failed', 'dead')
           AND last_error <> '' ORDER BY id LIMIT 20""",
        [run],
    ).fetchall()
    return [str(row[0]) for row in rows]
