"""Which readers have digest windows of their own, and which of those windows are due. Nothing here writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from notifier.schedules import Schedule, schedule_of
from notifier.windows import Frequency, Window, newest_boundary, window
from storage.clock import moment, stamp

CARRIED_FOR = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class DueTo:
    """When one subscription's windows end. After a change of hours the first new window, which ends at `carry_until`,
    begins where the last old one ended (`carry_from`), so that nothing is told twice and nothing falls between."""

    schedule: Schedule | None
    carry_from: str = ""
    carry_until: str = ""

    def shared(self, until: datetime) -> bool:
        """Whether the publisher's own week or day is meant at this moment."""
        return self.schedule is None and not (self.carry_until and stamp(until) <= self.carry_until)

    def window(self, frequency: Frequency, at: datetime) -> Window | None:
        """The newest completed one at `at`; None before the first."""
        plain = self.schedule.window(frequency, at) if self.schedule else window(frequency, None, at)
        if not self.carry_until or stamp(plain.until) > self.carry_until:
            return plain
        return Window(moment(self.carry_from), plain.until) if stamp(plain.until) == self.carry_until else None

    def carried(self, at: datetime) -> Window | None:
        """The one window between old hours and the publisher's own, for some days after it ended."""
        if not self.carry_until or not stamp(at - CARRIED_FOR) < self.carry_until <= stamp(at):
            return None
        return Window(moment(self.carry_from), moment(self.carry_until))

    def first_after(self, frequency: Frequency, at: datetime) -> datetime:
        """The first boundary later than `at`."""
        if self.schedule:
            return self.schedule.next_boundary(frequency, at)
        here = newest_boundary(frequency, at)
        return here + (window(frequency, here, here).until - window(frequency, here, here).since)


def own_windows(db: Database, frequency: Frequency, at: datetime) -> list[tuple[Window, str]]:
    """The newest window of each schedule that awake readers chose, and since when the first of them did; those that
    are the publisher's own week or day are left out."""
    rows = db.conn.execute(
        """SELECT own_hours, coalesce(carry_from, ''), coalesce(carry_until, ''),
           min(coalesce(confirmed_at, created_at)) FROM subscriptions
           WHERE state = 'active' AND frequency = ? AND (own_hours <> '' OR carry_until IS NOT NULL)
           GROUP BY own_hours, carry_from, carry_until""",
        [frequency],
    ).fetchall()
    found: dict[tuple[str, str], tuple[Window, str]] = {}
    for hours, carry_from, carry_until, since in rows:
        due = DueTo(schedule_of(hours), carry_from, carry_until)
        span = due.window(frequency, at) if due.schedule else due.carried(at)
        if span is None or (span == window(frequency, span.until, at) and span.until == newest_boundary(frequency, at)):
            continue
        key = (stamp(span.since), stamp(span.until))
        since = carry_from or since
        found[key] = (span, min(since, found[key][1]) if key in found else since)
    return [found[key] for key in sorted(found, key=lambda key: key[1])]


def owing(db: Database, frequency: Frequency, at: datetime, most: int) -> Iterator[Window]:
    """Windows of readers' own hours that have ended and have no run yet, at most `most` a schedule; what ended before
    anybody had chosen it is not owed."""
    for newest, since in own_windows(db, frequency, at):
        span: Window | None = newest
        for _ in range(most):
            if span is None or stamp(span.until) <= since or _run_made(db, frequency, span):
                break
            yield span
            span = _before(db, frequency, span)


def _before(db: Database, frequency: Frequency, span: Window) -> Window | None:
    return next((one for one, _ in own_windows(db, frequency, span.since) if one.until == span.since), None)


def _run_made(db: Database, frequency: Frequency, span: Window) -> bool:
    row = db.conn.execute(
        "SELECT 1 FROM digest_runs WHERE frequency = ? AND since = ? AND until = ?",
        [frequency, stamp(span.since), stamp(span.until)],
    ).fetchone()
    return row is not None
