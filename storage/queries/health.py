"""The findings that are open. Nothing here writes."""

from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict

from storage.clock import moment, stamp
from storage.database import Database
from storage.health import SERVICE

LATE_AFTER = 2.0
NOT_ASKED = "not asked"


class Finding(TypedDict):
    """`times` counts the checks that found it; `detail` is the newest one's words. The source `service` is Regwatch
    itself. `closed_at` is told of findings that are over."""

    source: str
    channel: str
    kind: str
    opened_at: str
    last_at: str
    times: int
    detail: str
    closed_at: NotRequired[str]


def open_findings(db: Database, at: datetime) -> list[Finding]:
    """What was wrong at a moment, the oldest first; with `late` for each enabled channel that was not looked at for
    two of its periods, or not once since it is watched for as long."""
    rows = db.conn.execute(
        """SELECT f.source, f.channel, f.kind, f.opened_at, f.last_at, f.times, f.detail FROM findings f
           LEFT JOIN channels c ON c.source = f.source AND c.channel = f.channel
           WHERE (c.enabled = 1 OR f.source = ?) AND f.opened_at <= ? AND (f.closed_at IS NULL OR f.closed_at > ?)""",
        [SERVICE, stamp(at), stamp(at)],
    )
    found = [
        Finding(source=source, channel=channel, kind=kind, opened_at=opened, last_at=last, times=times, detail=detail)
        for source, channel, kind, opened, last, times, detail in rows.fetchall()
    ]
    return sorted([*found, *_late(db, at)], key=lambda one: (one["opened_at"], one["source"], one["channel"]))


def closed_findings(db: Database, since: datetime, until: datetime) -> list[Finding]:
    """What was over within the half-open window, in the order in which it closed."""
    rows = db.conn.execute(
        """SELECT source, channel, kind, opened_at, last_at, times, detail, closed_at FROM findings
           WHERE closed_at >= ? AND closed_at < ? ORDER BY closed_at, id""",
        [stamp(since), stamp(until)],
    )
    return [
        Finding(source=source, channel=channel, kind=kind, opened_at=opened, last_at=last, times=times, detail=detail,
                closed_at=closed)
        for source, channel, kind, opened, last, times, detail, closed in rows.fetchall()
    ]  # fmt: skip


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
