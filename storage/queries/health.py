"""The findings that are open, and whether a site refused everything a short while ago. Nothing here writes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict

from storage.clock import moment, stamp
from storage.database import Database

LATE_AFTER = 2.0
LEFT_ALONE = timedelta(hours=1)
NOT_ASKED = "not asked"


class Finding(TypedDict):
    """`times` counts the checks that found it; `detail` is the newest one's words."""

    source: str
    channel: str
    kind: str
    opened_at: str
    last_at: str
    times: int
    detail: str


def open_findings(db: Database, at: datetime) -> list[Finding]:
    """What was wrong at a moment, the oldest first; with `late` for each enabled channel that was not looked at for
    two of its periods, or not once since it is watched for as long."""
    rows = db.conn.execute(
        """SELECT f.source, f.channel, f.kind, f.opened_at, f.last_at, f.times, f.detail FROM findings f
           JOIN channels c ON c.source = f.source AND c.channel = f.channel AND c.enabled = 1
           WHERE f.opened_at <= ? AND (f.closed_at IS NULL OR f.closed_at > ?)""",
        [stamp(at), stamp(at)],
    )
    found = [
        Finding(source=source, channel=channel, kind=kind, opened_at=opened, last_at=last, times=times, detail=detail)
        for source, channel, kind, opened, last, times, detail in rows.fetchall()
    ]
    return sorted([*found, *_late(db, at)], key=lambda one: (one["opened_at"], one["source"], one["channel"]))


def _late(db: Database, at: datetime) -> list[Finding]:
    late: list[Finding] = []
    rows: list[tuple[Any, ...]] = db.conn.execute(
        """SELECT c.source, c.channel, c.expected_every_h, c.first_watched_at,
           (SELECT max(k.observed_at) FROM checks k WHERE k.source = c.source AND k.channel = c.channel
            AND k.observed_at <= ?) FROM channels c WHERE c.enabled = 1 AND c.first_watched_at <= ?""",
        [stamp(at), stamp(at)],
    ).fetchall()
    for source, channel, every_h, watched, looked in rows:
        since = moment(looked or watched) + timedelta(hours=LATE_AFTER * every_h)
        if at <= since:
            continue
        missed = int((at - since) / timedelta(hours=every_h)) + 1
        said = f"the last look was {looked}" if looked else f"it was never looked at since {watched}"
        detail = f"{said}; one is expected every {every_h:g} hours. Is the service running?"
        late.append(Finding(source=source, channel=channel, kind="late", opened_at=stamp(since), last_at=stamp(at),
                            times=missed, detail=detail))  # fmt: skip
    return late


def recently_challenged(db: Database, source: str, channels: Sequence[str], at: datetime) -> str:
    """Why the site is left alone now: every channel was challenged by the last run that asked it, within the hour
    before `at` (a moment of the real clock, as runs are stamped). Empty when it may be asked."""
    row = db.conn.execute(
        """SELECT r.id, r.started_at FROM runs r WHERE EXISTS (SELECT 1 FROM checks k WHERE k.run = r.id
           AND k.source = ? AND (k.requests > 0 OR k.outcome != 'challenged')) ORDER BY r.id DESC LIMIT 1""",
        [source],
    ).fetchone()
    if row is None or not timedelta() <= at - moment(row[1]) < LEFT_ALONE:
        return ""
    outcomes = db.conn.execute("SELECT channel, outcome FROM checks WHERE run = ? AND source = ?", [row[0], source])
    challenged = {channel for channel, outcome in outcomes.fetchall() if outcome == "challenged"}
    if not set(channels) <= challenged:
        return ""
    until = stamp(moment(row[1]) + LEFT_ALONE)
    return f"every channel was challenged at {row[1]}; the site is left alone until {until} (name it to ask it now)"
