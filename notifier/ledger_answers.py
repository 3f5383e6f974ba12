"""Who received what, when, and what did the server say: questions to the ledger. Only `retry` writes."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from notifier.errors import NotifierError
from notifier.subscription_rows import address_key
from storage.clock import stamp
from storage.database import writing

STATES = ("pending", "rendered", "sending", "sent", "skipped_empty", "deferred", "failed", "dead")


def answer_deliveries(
    db: Database,
    *,
    email: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    states: Sequence[str] = (),
    most: int = 1000,
) -> list[dict[str, Any]]:
    """Newest first. `sent_at` is when the server took it, `said` its answer or why it waits or never went;
    `came_back` what was reported about it later. Raises NotifierError for an unknown state."""
    unknown = next((one for one in states if one not in STATES), None)
    if unknown is not None:
        raise NotifierError(f"'{unknown[:20]}' is no state of a delivery; the states are {', '.join(STATES)}")
    conditions, values = ["1"], list[Any]()
    if email:
        conditions.append("r.address_key = ?")
        values.append(address_key(email))
    if since is not None:
        conditions.append("coalesce(d.settled_at, d.created_at) >= ?")
        values.append(stamp(since))
    if until is not None:
        conditions.append("coalesce(d.settled_at, d.created_at) < ?")
        values.append(stamp(until))
    if states:
        conditions.append(f"d.state IN ({', '.join('?' * len(states))})")
        values += states
    rows = db.conn.execute(
        f"""SELECT d.id, d.kind, r.email, d.state, d.subject, g.frequency, g.since, g.until, d.attempts, d.created_at,
            d.rendered_at, d.settled_at, d.next_attempt_at, d.last_code, d.last_error, d.changes, d.message_key,
            d.sender
            FROM deliveries d JOIN readers r ON r.id = d.reader LEFT JOIN digest_runs g ON g.id = d.run
            WHERE {" AND ".join(conditions)} ORDER BY d.id DESC LIMIT ?""",
        [*values, most],
    ).fetchall()
    return [_answer(db, row) for row in rows]


def _answer(db: Database, row: Any) -> dict[str, Any]:
    came_back = db.conn.execute(
        "SELECT kind, status, said, received_at FROM bounces WHERE delivery = ? ORDER BY id", [row[0]]
    ).fetchall()
    arrived = db.conn.execute("SELECT seen_at FROM arrivals WHERE delivery = ?", [row[0]]).fetchone()
    domain = str(row[17]).rpartition("@")[2]
    return {
        "id": row[0],
        "kind": row[1],
        "email": row[2],
        "state": row[3],
        "subject": row[4],
        "frequency": row[5],
        "window": {"from": row[6], "until": row[7]} if row[6] else None,
        "attempts": row[8],
        "created_at": row[9],
        "rendered_at": row[10],
        "sent_at": row[11] if row[3] == "sent" else None,
        "settled_at": row[11],
        "next_attempt_at": row[12],
        "code": row[13],
        "said": row[14],
        "changes": json.loads(row[15]),
        "message_id": f"<regwatch.{row[16]}@{domain}>" if domain else None,
        "came_back": [dict(zip(("kind", "status", "said", "received_at"), one, strict=True)) for one in came_back],
        "arrived_at": arrived[0] if arrived else None,
    }


def retry(db: Database, ident: int | None, now: datetime) -> int:
    """Let dead mails be tried again as if for the first time: one, or all; answers how many. A mail whose text was
    forgotten after a week cannot be. Raises NotifierError when a single one is not dead or not there."""
    with writing(db):
        changed = db.conn.execute(
            """UPDATE deliveries SET state = 'rendered', attempts = 0, next_attempt_at = NULL, settled_at = NULL,
               rendered_at = ? WHERE state = 'dead' AND (? IS NULL OR id = ?)
               AND EXISTS (SELECT 1 FROM mail_texts WHERE delivery = id)""",
            [stamp(now), ident, ident],
        ).rowcount
    if ident is not None and not changed:
        raise NotifierError(
            f"delivery {ident} is not dead with its text kept; `regwatch deliveries --state dead` lists those that are"
        )
    return int(changed)


def counts(db: Database, since: datetime) -> dict[str, int]:
    """Deliveries by state; settled ones since a moment, waiting ones all. `dropped` are those that nobody wanted any
    more or that an `only_to` forbids."""
    rows = db.conn.execute(
        """SELECT CASE WHEN state = 'dead' AND (last_error LIKE 'no longer wanted%'
           OR last_error LIKE 'unsubscribed before%' OR last_error LIKE 'not on mail.%') THEN 'dropped'
           ELSE state END AS fate, count(*) FROM deliveries WHERE settled_at IS NULL OR settled_at >= ?
           GROUP BY fate""",
        [stamp(since)],
    ).fetchall()
    return {str(state): int(number) for state, number in rows}
