"""Reading subscriptions: rows of subscribers.db as the shape that is answered and printed. Nothing here writes."""

from typing import Any

from sqlite_utils import Database

from notifier.addresses import clean_address
from notifier.channels.targets import kind_of
from notifier.errors import BadAddress, SubscriptionNotFound
from notifier.wishes import Subscription, restored

_COLUMNS = """s.id, r.email, s.wish, s.state, s.created_at, s.confirmed_at, s.ended_at, s.reader
              FROM subscriptions s JOIN readers r ON r.id = s.reader"""


def address_key(wanted: str) -> str:
    try:
        return clean_address(wanted).key
    except BadAddress:
        return ""


def get_subscription(db: Database, ident: int) -> Subscription:
    """Raises SubscriptionNotFound."""
    rows = rows_where(db, "s.id = ?", [ident])
    if not rows:
        raise SubscriptionNotFound(f"there is no subscription {ident}; `regwatch subscriptions` lists all")
    return _shape(rows[0])


def list_subscriptions(
    db: Database, *, email: str = "", reader: int | None = None, ended: bool = False
) -> list[Subscription]:
    """Oldest first; ended ones only when asked for."""
    condition: str = "1" if ended else "s.state <> 'ended'"
    values: list[Any] = []
    if email:
        condition, values = condition + " AND r.address_key = ?", [address_key(email)]
    if reader is not None:
        condition, values = condition + " AND s.reader = ?", [*values, reader]
    return [_shape(row) for row in rows_where(db, condition, values)]


def list_barred(db: Database) -> list[dict[str, str]]:
    """Addresses that must not be written to, oldest first."""
    rows = db.conn.execute(
        "SELECT address_key, reason, created_at FROM suppressions ORDER BY created_at, address_key"
    ).fetchall()
    return [{"email": row[0], "reason": row[1], "since": row[2]} for row in rows]


def rows_where(db: Database, condition: str, values: list[Any]) -> list[Any]:
    # The condition is one of the constants above, never a reader's text.
    sql = f"SELECT {_COLUMNS} WHERE {condition} ORDER BY s.id"
    return list(db.conn.execute(sql, values).fetchall())


def _shape(row: Any) -> Subscription:
    wish = restored(row[2])
    return {
        "id": int(row[0]),
        "email": row[1],
        "channel": kind_of(row[1]),
        "frequency": wish.frequency,
        "topics": list(wish.topics),
        "sources": list(wish.sources),
        "provinces": list(wish.provinces),
        "registers": list(wish.registers),
        "query": wish.query,
        "watch": list(wish.watch),
        "watch_file": wish.watch_file,
        "language": wish.language,
        "any_subject": wish.any_subject,
        "all_quiet": wish.all_quiet,
        "day": wish.day,
        "hour": wish.hour,
        "zone": wish.zone,
        "quiet": wish.quiet,
        "state": row[3],
        "created_at": row[4],
        "confirmed_at": row[5],
        "ended_at": row[6],
    }
