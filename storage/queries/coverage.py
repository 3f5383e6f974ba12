"""What was looked at and what was not: coverage of a window, and the state of every channel now."""

import json
from datetime import datetime, timedelta
from typing import Any

from storage.archive.left_alone import left_alone
from storage.clock import moment, stamp
from storage.database import Database
from storage.queries.health import LATE_AFTER, Finding, open_findings
from storage.shapes import ChannelCoverage, ChannelState, Coverage
from storage.usual import looks, usual

_BAD: dict[str, ChannelState] = {
    "challenged": "challenged",
    "drifted": "drifted",
    "unreachable": "unreachable",
    "failed": "unreachable",
}


IN_PART = (
    "fewer_rows",
    "skipped_rows",
    "fields_missing",
    "pages_unread",
    "attachments_unread",
    "rechecks_overdue",
)
NOT_SEEN_LENGTH = 300


def coverage(db: Database, since: datetime, until: datetime) -> Coverage:
    """How each enabled channel was watched in the half-open window."""
    channels = [_channel(db, row, since, until) for row in _declared(db)]
    return {"since": stamp(since), "until": stamp(until), "channels": channels}


def _declared(db: Database) -> list[tuple[Any, ...]]:
    rows = db.conn.execute(
        """SELECT source, channel, name, name_en, expected_every_h FROM channels WHERE enabled = 1
           ORDER BY source, channel"""
    )
    return [tuple(row) for row in rows.fetchall()]


def _channel(db: Database, row: tuple[Any, ...], since: datetime, until: datetime) -> ChannelCoverage:
    source, channel, name, name_en, every_h = row
    checks = db.conn.execute(
        """SELECT outcome, observed_at, error FROM checks WHERE source = ? AND channel = ? AND observed_at >= ?
           AND observed_at < ? ORDER BY observed_at, id""",
        [source, channel, stamp(since), stamp(until)],
    ).fetchall()
    outcomes: dict[str, int] = {}
    for outcome, _, _ in checks:
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    last_success, failing_since, last_error = _streak(db, source, channel, until)
    answer: ChannelCoverage = {
        "source": source,
        "channel": channel,
        "name": name,
        "name_en": name_en,
        "checks": len(checks),
        "ok": outcomes.get("ok", 0),
        "expected": max(1, int((until - since) / timedelta(hours=every_h))),
        "outcomes": outcomes,
        "last_success_at": last_success,
        "first_failure_at": failing_since,
        "last_error": last_error,
        "state": channel_state(db, source, channel, every_h, until - timedelta(seconds=1)),
    }
    in_part = _in_part(db, source, channel, since, until)
    return {**answer, "in_part": in_part} if in_part else answer


def _in_part(db: Database, source: str, channel: str, since: datetime, until: datetime) -> dict[str, str]:
    """Findings that were open within the window and say that a list that was read was not seen whole."""
    marks = ",".join("?" * len(IN_PART))
    rows = db.conn.execute(
        f"""SELECT kind, detail FROM findings WHERE source = ? AND channel = ? AND kind IN ({marks}) AND opened_at < ?
            AND (closed_at IS NULL OR closed_at > ?) ORDER BY opened_at, id""",
        [source, channel, *IN_PART, stamp(until), stamp(since)],
    ).fetchall()
    return {str(kind): str(detail) for kind, detail in rows}


def _streak(db: Database, source: str, channel: str, until: datetime) -> tuple[str | None, str | None, str]:
    """Last success before `until`, the first failure after it, and the newest failure's words."""
    success = db.conn.execute(
        """SELECT observed_at, id FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok' AND observed_at < ?
           ORDER BY observed_at DESC, id DESC LIMIT 1""",
        [source, channel, stamp(until)],
    ).fetchone()
    last_success, last_id = (success[0], success[1]) if success else (None, 0)
    failures = db.conn.execute(
        """SELECT observed_at, error FROM checks WHERE source = ? AND channel = ? AND outcome != 'ok'
           AND observed_at < ? AND (observed_at, id) > (?, ?) ORDER BY observed_at, id""",
        [source, channel, stamp(until), last_success or "", last_id],
    ).fetchall()
    if not failures:
        return last_success, None, ""
    return last_success, failures[0][0], failures[-1][1]


def channel_state(db: Database, source: str, channel: str, every_h: float, at: datetime) -> ChannelState:
    """The newest check decides; a channel that was not looked at for two of its periods is late."""
    newest = db.conn.execute(
        """SELECT outcome, observed_at FROM checks WHERE source = ? AND channel = ? AND observed_at <= ?
           ORDER BY observed_at DESC, id DESC LIMIT 1""",
        [source, channel, stamp(at)],
    ).fetchone()
    if newest is None:
        return "never"
    if newest[0] != "ok":
        return _BAD[newest[0]]
    if at - moment(newest[1]) > timedelta(hours=LATE_AFTER * every_h):
        return "late"
    return "healthy"


def not_seen(state: ChannelState, failing_since: str | None, error: str, found: list[Finding]) -> str:
    """Pure. What of a channel was not seen, in one line; empty when all of it was. JSON has the findings whole."""
    said = [f"nothing since {failing_since}: {error}"] if failing_since else []
    said += ["never looked at"] if state == "never" else []
    said += [one["detail"] for one in found if one["kind"] == "late" or one["kind"] in IN_PART]
    lines = (" ".join(one.split()) for one in said)
    return "; ".join(line if len(line) <= NOT_SEEN_LENGTH else f"{line[: NOT_SEEN_LENGTH - 1]}…" for line in lines)


def sources(db: Database, at: datetime) -> list[dict[str, Any]]:
    """Every channel's state at a moment, as `sources` prints it."""
    answer = []
    findings = open_findings(db, at)
    for source, channel, name, name_en, every_h in _declared(db):
        totals = db.conn.execute(
            """SELECT count(*), sum(outcome = 'ok'), max(CASE WHEN outcome = 'ok' THEN observed_at END),
               max(CASE WHEN published + edited > 0 THEN observed_at END)
               FROM checks WHERE source = ? AND channel = ? AND observed_at <= ?""",
            [source, channel, stamp(at)],
        ).fetchone()
        last_success, failing_since, last_error = _streak(db, source, channel, at + timedelta(seconds=1))
        newest = db.conn.execute(
            """SELECT listed, total, parameters FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok'
               AND observed_at <= ? ORDER BY observed_at DESC, id DESC LIMIT 1""",
            [source, channel, stamp(at)],
        ).fetchone()
        state = channel_state(db, source, channel, every_h, at)
        here = [one for one in findings if (one["source"], one["channel"]) == (source, channel)]
        seen = looks(db, source, channel, at + timedelta(seconds=1))
        common = usual(seen)
        answer.append(
            {
                "source": source,
                "channel": channel,
                "name": name,
                "name_en": name_en,
                "state": state,
                "not_seen": not_seen(state, failing_since, last_error, here),
                "last_success_at": last_success,
                "last_new_at": totals[3],
                "checks": totals[0],
                "ok": totals[1] or 0,
                "expected_every_h": every_h,
                "failing_since": failing_since,
                "error": last_error,
                "left_alone_until": rest.until if (rest := left_alone(db, source, at)) else None,
                "rows": newest[0] if newest else None,
                "first_page_rows": seen[0].rows if seen else None,
                "usual_rows": common.rows,
                "fields": {name: round(share, 3) for name, share in seen[0].shares.items()} if seen else {},
                "usual_fields": {name: round(share, 3) for name, share in common.shares.items()},
                "requests_per_item": seen[0].requests_per_item if seen else None,
                "usual_requests_per_item": common.requests_per_item,
                "rows_claimed": newest[1] if newest else None,
                "parameters": json.loads(newest[2]) if newest else {},
                "findings": here,
            }
        )
    return answer
