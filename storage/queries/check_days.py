"""How each channel was looked at, day by day (the publisher's days)."""

from datetime import date, datetime, timedelta
from typing import Any

from storage.clock import stamp
from storage.database import Database


def check_days(db: Database, first: date, last: date) -> dict[tuple[str, str], dict[str, dict[str, int]]]:
    """By (source, channel), by ISO day: how many checks ended with each outcome. Both days are included."""
    rows: list[Any] = db.conn.execute(
        """SELECT source, channel, substr(observed_at, 1, 10), outcome, count(*) FROM checks
           WHERE observed_at >= ? AND observed_at < ? GROUP BY 1, 2, 3, 4""",
        [first.isoformat(), (last + timedelta(days=1)).isoformat()],
    ).fetchall()
    days: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for source, channel, day, outcome, times in rows:
        days.setdefault((source, channel), {}).setdefault(day, {})[outcome] = times
    return days


def newest_check(db: Database, at: datetime) -> str | None:
    """When anything was last looked at, up to a moment."""
    row = db.conn.execute("SELECT max(observed_at) FROM checks WHERE observed_at <= ?", [stamp(at)]).fetchone()
    return None if row is None or row[0] is None else str(row[0])
