"""Sites that are left alone: one that refused us is not asked again until the publisher's next day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from storage.clock import ZONE, stamp
from storage.database import Database, writing

AT_LEAST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """`since` and `until` are ISO 8601 in UTC+8; `why` is the sentence that sent us away."""

    source: str
    since: str
    until: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.why} at {self.since}; the site is left alone until {self.until} "
            f"(`regwatch crawl {self.source}` asks it all the same)"
        )


def next_day(at: datetime) -> datetime:
    """The publisher's next midnight (UTC+8), or an hour later where that is nearer."""
    midnight = datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)
    return max(midnight, at + AT_LEAST)


def leave_alone(db: Database, source: str, why: str, at: datetime) -> LeftAlone:
    """Record that a site is not to be asked until its next day; a second time the same moment changes nothing."""
    rest = LeftAlone(source, stamp(at), stamp(next_day(at)), why)
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO left_alone(source, since, until, why) VALUES (?,?,?,?)",
            [rest.source, rest.since, rest.until, rest.why],
        )
    return rest


def lift(db: Database, source: str, at: datetime) -> None:
    """The site answers again (somebody asked it): what was recorded ends now."""
    with writing(db):
        db.conn.execute(
            "UPDATE left_alone SET until = ? WHERE source = ? AND since <= ? AND until > ?",
            [stamp(at), source, stamp(at), stamp(at)],
        )


def left_alone(db: Database, source: str, at: datetime) -> LeftAlone | None:
    """Why and until when a site is left alone at a moment, or None: it may be asked."""
    row = db.conn.execute(
        """SELECT source, since, until, why FROM left_alone WHERE source = ? AND since <= ? AND until > ?
           ORDER BY since DESC LIMIT 1""",
        [source, stamp(at), stamp(at)],
    ).fetchone()
    return LeftAlone(*row) if row else None
