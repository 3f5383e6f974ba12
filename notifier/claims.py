"""From a waiting mail to a claimed one and to what became of it. A mail is read once and claimed in the same
transaction, so that who leaves, or begins a quiet night, a moment before is still heeded."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from notifier import journal
from notifier.errors import Undelivered
from notifier.ledger import Delivery, unpacked
from notifier.retries import fate
from notifier.schedules import quiet_until
from storage.clock import moment, stamp
from storage.database import writing

NOT_WANTED = "no longer wanted when it was about to be sent"
_CLAIMABLE = ("rendered", "deferred", "failed")
# `<> 'ended'` and the reader of `deadlines_told` are there for the indexes alone.
_STANDING = """
    SELECT d.state, t.eml, d.changes, g.frequency, g.since, g.until, g.whole, r.address_key,
           CASE WHEN r.paused_why = 'bounces' THEN r.paused_until END,
           EXISTS (SELECT 1 FROM suppressions b WHERE b.address_key = r.address_key),
           (SELECT json_group_array(json_array(json_extract(s.wish, '$.quiet'), json_extract(s.wish, '$.zone')))
            FROM subscriptions s WHERE s.reader = d.reader AND s.state = ? AND s.state <> 'ended'
            AND (d.subscription IS NULL OR s.id = d.subscription)),
           (SELECT json_group_array(json_array(e.notice, e.kind, e.day)) FROM deadlines_told e
            WHERE e.reader = d.reader AND e.delivery = d.id)
    FROM deliveries d JOIN readers r ON r.id = d.reader LEFT JOIN digest_runs g ON g.id = d.run
    LEFT JOIN mail_texts t ON t.delivery = d.id WHERE d.id = ?"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is this process's to send: the message, byte for byte as it was or will be sent, and what the
    journal keeps of it (enough to tell a restored ledger of it, and no address)."""

    mail: bytes
    line: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that stays here: for good (`dropped`), or until the reader may be written to again."""

    dropped: bool


def claim(db: Database, delivery: Delivery, now: datetime, barred: str = "") -> Claimed | Kept | None:
    """Lock one delivery for sending; None when it is no longer to be sent. `barred` says why this installation does
    not write to this address."""
    wanted = "unconfirmed" if delivery.kind == "confirm" else "active"
    with writing(db):
        row = db.conn.execute(_STANDING, [wanted, delivery.id]).fetchone()
        if row is None or row[0] not in _CLAIMABLE or not row[1]:
            return None
        hours = json.loads(row[10])
        still_wanted = delivery.kind == "operator" or (bool(hours) and not row[9])
        if not still_wanted or barred:
            db.conn.execute(
                """UPDATE deliveries SET state = 'dead', settled_at = ?, last_error = ?, next_attempt_at = NULL
                   WHERE id = ?""",
                [stamp(now), barred if still_wanted else NOT_WANTED, delivery.id],
            )
            return Kept(dropped=True)
        until = _held_until(hours, row[8], now) if delivery.kind == "digest" else None
        if until is not None:
            db.conn.execute("UPDATE deliveries SET next_attempt_at = ? WHERE id = ?", [stamp(until), delivery.id])
            return Kept(dropped=False)
        db.conn.execute(
            "UPDATE deliveries SET state = 'sending', sending_at = ?, attempts = attempts + 1 WHERE id = ?",
            [stamp(now), delivery.id],
        )
    line = {
        "key": delivery.message_key,
        "to": journal.hashed(db, row[7]),
        "kind": delivery.kind,
        "frequency": row[3],
        "since": row[4],
        "until": row[5],
        "whole": row[6],
        "changes": json.loads(row[2]),
        "deadlines": json.loads(row[11]),
    }
    return Claimed(unpacked(row[1]), line)


def _held_until(hours: list[list[str | None]], paused_until: str | None, now: datetime) -> datetime | None:
    """When this reader may be written to again: after their quiet hours, and after a pause that bounces caused."""
    ends = [moment(paused_until)] if paused_until and paused_until > stamp(now) else []
    ends += [end for quiet, zone in hours if (end := quiet_until(quiet or "", zone or "", now)) is not None]
    return max(ends, default=None)


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
