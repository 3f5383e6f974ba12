"""What the ledger knows of windows: where the last one ended, which are due, and what came in too late for one."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from notifier.own_hours import owing, own_windows
from notifier.windows import Frequency, Window, newest_boundary, window
from storage.clock import moment, stamp
from storage.database import writing
from storage.shapes import Change

# A change is stamped when its page was fetched and readable only when its transaction ends.
COMMIT_LAG = timedelta(hours=2)
MOST_CAUGHT_UP = 8

Hours = Literal["all", "common", "own"]
HOURS: tuple[Hours, ...] = ("all", "common", "own")
Changes = Callable[[datetime, datetime], Sequence[Change]]


def window_for(db: Database, frequency: Frequency, until: datetime | None, now: datetime) -> Window:
    """The window to work on. An immediate one begins where the last immediate run before it ended; asked for a moment
    at which one already ended, it is that same window."""
    if frequency != "immediate":
        return window(frequency, until, now)
    end = stamp(window(frequency, until, now).until)
    same = db.conn.execute(
        "SELECT since FROM digest_runs WHERE frequency = 'immediate' AND until = ? ORDER BY since LIMIT 1", [end]
    ).fetchone()
    if same:
        return Window(moment(same[0]), moment(end))
    last = db.conn.execute(
        "SELECT max(until) FROM digest_runs WHERE frequency = 'immediate' AND until < ?", [end]
    ).fetchone()[0]
    return window(frequency, until, now, moment(last) if last else None)


@dataclass(frozen=True, slots=True)
class Span:
    """A window to work on; `whole` when readers without hours of their own belong to it."""

    window: Window
    whole: bool


def spans_for(
    db: Database, frequency: Frequency, until: datetime | None, now: datetime, hours: Hours = "all"
) -> list[Span]:
    """The publisher's own window first, then those of readers' own hours that are complete at `until` (or `now`).

    `hours` leaves one of the two out; `own` with `until` means just the windows that end there.
    """
    found = [] if hours == "own" else [Span(window_for(db, frequency, until, now), True)]
    if hours == "common" or frequency == "immediate":
        return found
    own = [one for one, _ in own_windows(db, frequency, until or now)]
    if hours == "own" and until is not None:
        own = [one for one in own if stamp(one.until) == stamp(until)]
    return found + [Span(one, False) for one in own if one not in [span.window for span in found]]


def due_own(db: Database, frequency: Frequency, now: datetime) -> list[Window]:
    """The windows of readers' own hours that the service has to make now, oldest first."""
    found = {stamp(one.until): one for one in owing(db, frequency, now, MOST_CAUGHT_UP)}
    return [found[key] for key in sorted(found)]


def due_windows(db: Database, frequency: Frequency, now: datetime) -> list[Window]:
    """The completed windows since the last run, oldest first: what a service that was down has to catch up on.

    At most eight; without any earlier run only the newest. For `immediate` it is the one window up to now.
    """
    if frequency == "immediate":
        return [window_for(db, frequency, None, now)]
    newest = window(frequency, None, now)
    last = db.conn.execute("SELECT max(until) FROM digest_runs WHERE frequency = ? AND whole", [frequency]).fetchone()[
        0
    ]
    if last is None:
        return [newest]
    found: list[Window] = []
    end = newest_boundary(frequency, now)
    while end > moment(last) and len(found) < MOST_CAUGHT_UP:
        found.append(window(frequency, end, now))
        end = found[-1].since
    return found[::-1]


def gather(db: Database, frequency: Frequency, span: Window, changes: Changes) -> list[Change]:
    """The changes of the window, led by those of the window before that were not yet readable when its run looked."""
    found = list(changes(span.since, span.until))
    row = db.conn.execute(
        """SELECT seen_from, seen_ids FROM digest_runs WHERE frequency = ? AND until = ? AND seen_ids IS NOT NULL
           ORDER BY id LIMIT 1""",
        [frequency, stamp(span.since)],
    ).fetchone()
    if row is None or moment(row[0]) >= span.since:
        return found
    seen = set(json.loads(row[1]))
    present = {change["id"] for change in found}
    late = [one for one in changes(moment(row[0]), span.since) if one["id"] not in seen | present]
    return late + found


def note_seen(db: Database, run: int, span: Window, found: Sequence[Change], now: datetime) -> None:
    """Remember which changes near the window's end this run saw, so that the next can tell latecomers. A run made
    before its window was over remembers from then on."""
    seen_from = max(min(span.until, now) - COMMIT_LAG, span.since)
    first = stamp(seen_from)
    ids = sorted(change["id"] for change in found if stamp(moment(change["observed_at"])) >= first)
    with writing(db):
        db.conn.execute(
            "UPDATE digest_runs SET seen_from = ?, seen_ids = ? WHERE id = ? AND seen_ids IS NULL",
            [first, json.dumps(ids), run],
        )
