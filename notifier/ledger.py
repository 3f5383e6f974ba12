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

from sqlite_utils import Database

from notifier import journal
from notifier.catching_up import catch_up
from notifier.errors import Undelivered
from notifier.retries import fate
from notifier.schedules import quiet_until
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
        """INSERT INTO deliveries (kind, reader, state, message_key, sender, subject, eml, created_at, rendered_at)
           VALUES ('operator', ?, 'rendered', ?, ?, ?, ?, ?, ?)""",
        [reader, key, sender, subject, zlib.compress(eml, 6), stamp(now), stamp(now)],
    )
    return int(cursor.lastrowid or 0)


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
        db.conn.execute(
            """UPDATE deliveries SET state = 'rendered', eml = ?, subject = ?, sender = ?, changes = ?, rendered_at = ?
               WHERE id = ? AND state = 'pending'""",
            [zlib.compress(eml, 1), subject, sender, json.dumps(changes), stamp(now), delivery],
        )


def mark_settled(db: Database, delivery: int, state: str, now: datetime, why: str = "") -> None:
    with writing(db):
        db.conn.execute(
            "UPDATE deliveries SET state = ?, settled_at = ?, last_error = ?, next_attempt_at = NULL WHERE id = ?",
            [state, stamp(now), why, delivery],
        )


def mark_sent(db: Database, delivery: int, now: datetime, journalled: int, said: str = "") -> None:
    """The server took it; `journalled` is the number of its line in the journal (0: none is kept)."""
    with writing(db):
        db.conn.execute(
            """UPDATE deliveries SET state = 'sent', settled_at = ?, last_code = 250, last_error = ?,
               next_attempt_at = NULL WHERE id = ?""",
            [stamp(now), said, delivery],
        )
        if journalled:
            journal.remember(db, "sent", journalled)


def hold(db: Database, delivery: int, until: datetime) -> None:
    """Leave a mail where it is until then."""
    with writing(db):
        db.conn.execute("UPDATE deliveries SET next_attempt_at = ? WHERE id = ?", [stamp(until), delivery])


def held_until(db: Database, delivery: Delivery, now: datetime) -> datetime | None:
    """When this reader may be written to again: after their quiet hours, and after a pause that bounces caused."""
    if delivery.kind != "digest":
        return None
    rows = db.conn.execute(
        """SELECT DISTINCT coalesce(json_extract(s.wish, '$.quiet'), ''), coalesce(json_extract(s.wish, '$.zone'), ''),
           CASE WHEN r.paused_why = 'bounces' THEN r.paused_until END FROM subscriptions s
           JOIN readers r ON r.id = s.reader WHERE s.reader = ? AND s.state = 'active'""",
        [delivery.reader],
    ).fetchall()
    ends = [moment(paused) for _, _, paused in rows if paused and paused > stamp(now)]
    ends += [end for quiet, zone, _ in rows if (end := quiet_until(quiet, zone, now)) is not None]
    return max(ends, default=None)


def journal_line(db: Database, delivery: Delivery) -> dict[str, Any]:
    """What the journal keeps of a mail: enough to tell a restored ledger of it, and no address."""
    row = db.conn.execute(
        """SELECT d.changes, g.frequency, g.since, g.until, g.whole, r.address_key FROM deliveries d
           JOIN readers r ON r.id = d.reader LEFT JOIN digest_runs g ON g.id = d.run WHERE d.id = ?""",
        [delivery.id],
    ).fetchone()
    told = db.conn.execute("SELECT notice, kind, day FROM deadlines_told WHERE delivery = ?", [delivery.id]).fetchall()
    return {
        "key": delivery.message_key,
        "to": journal.hashed(db, row[5]),
        "kind": delivery.kind,
        "frequency": row[1],
        "since": row[2],
        "until": row[3],
        "whole": row[4],
        "changes": json.loads(row[0]),
        "deadlines": [list(one) for one in told],
    }


def claim(db: Database, delivery: int, now: datetime) -> bool:
    """Lock one delivery for sending; False when it is no longer to be sent."""
    with writing(db):
        cursor = db.conn.execute(
            """UPDATE deliveries SET state = 'sending', sending_at = ?, attempts = attempts + 1
               WHERE id = ? AND state IN ('rendered', 'deferred', 'failed')""",
            [stamp(now), delivery],
        )
    return int(cursor.rowcount) == 1


def mail_of(db: Database, delivery: int) -> bytes:
    """The stored message, byte for byte as it was or will be sent; empty once it was pruned."""
    row = db.conn.execute("SELECT eml FROM deliveries WHERE id = ?", [delivery]).fetchone()
    return zlib.decompress(row[0]) if row and row[0] else b""


def mark_undelivered(db: Database, delivery: int, fault: Undelivered, now: datetime) -> str:
    """Record what the transport answered and when to try again; answers the new state."""
    with writing(db):
        row = db.conn.execute(
            "SELECT attempts, coalesce(rendered_at, created_at) FROM deliveries WHERE id = ?", [delivery]
        ).fetchone()
        result = fate(fault, int(row[0]), moment(row[1]), now)
        db.conn.execute(
            """UPDATE deliveries SET state = ?, next_attempt_at = ?, last_code = ?, last_error = ?,
               settled_at = CASE WHEN ? = 'dead' THEN ? ELSE NULL END WHERE id = ?""",
            [
                result.state,
                stamp(result.next_attempt_at) if result.next_attempt_at else None,
                fault.code,
                fault.sentence,
                result.state,
                stamp(now),
                delivery,
            ],
        )
    return result.state


def still_wanted(db: Database, delivery: Delivery) -> bool:
    """False when the reader left, or confirmed, or was suppressed, between queueing and sending. What the operator is
    told needs no subscription."""
    if delivery.kind == "operator":
        return True
    wanted = "unconfirmed" if delivery.kind == "confirm" else "active"
    row = db.conn.execute(
        """SELECT 1 FROM subscriptions s JOIN readers r ON r.id = s.reader WHERE s.reader = ? AND s.state = ?
           AND (? IS NULL OR s.id = ?) AND r.address_key NOT IN (SELECT address_key FROM suppressions)""",
        [delivery.reader, wanted, delivery.subscription, delivery.subscription],
    ).fetchone()
    return row is not None


def prune(db: Database, now: datetime) -> int:
    """Forget the text of mails settled a week ago; who got what when stays. Answers how many were emptied."""
    with writing(db):
        cursor = db.conn.execute(
            "UPDATE deliveries SET eml = NULL WHERE eml IS NOT NULL AND settled_at IS NOT NULL AND settled_at < ?",
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
