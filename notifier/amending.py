"""A reader changes what they asked for, goes away for a while and comes back."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from notifier.errors import BadWish, SubscriptionExists, SubscriptionNotFound
from notifier.own_hours import DueTo
from notifier.subscription_rows import get_subscription
from notifier.windows import Frequency, newest_boundary
from notifier.wishes import Subscription, Wish, restored
from storage.clock import moment, stamp
from storage.database import writing

LONGEST_PAUSE = timedelta(days=366)


def amend(db: Database, ident: int, wish: Wish, now: datetime) -> Subscription:
    """Give one awake subscription another wish. With other hours or another frequency the first new window begins where
    the last old one ended, so that nothing is told twice and nothing falls between.

    Raises SubscriptionNotFound, or SubscriptionExists when the reader already asks for the same.
    """
    with writing(db):
        row = db.conn.execute(
            "SELECT reader, wish, carry_from, carry_until FROM subscriptions WHERE id = ? AND state = 'active'", [ident]
        ).fetchone()
        if row is None:
            raise SubscriptionNotFound(f"there is no awake subscription {ident}; `regwatch subscriptions` lists all")
        old = restored(row[1])
        twin = db.conn.execute(
            "SELECT id FROM subscriptions WHERE reader = ? AND wish_key = ? AND state <> 'ended' AND id <> ?",
            [row[0], wish.key, ident],
        ).fetchone()
        if twin:
            raise SubscriptionExists(f"subscription {twin[0]} already asks for the same; stop one of them instead")
        carry: tuple[str | None, str | None] = (row[2], row[3])
        if (old.frequency, old.schedule) != (wish.frequency, wish.schedule):
            carry = _carry(db, int(row[0]), old, wish, row[2], now)
        db.conn.execute(
            """UPDATE subscriptions SET frequency = ?, wish = ?, wish_key = ?, own_hours = ?, carry_from = ?,
               carry_until = ? WHERE id = ?""",
            [
                wish.frequency,
                wish.stored(),
                wish.key,
                wish.schedule.key if wish.schedule else "",
                *carry,
                ident,
            ],
        )
    return get_subscription(db, ident)


def _carry(
    db: Database, reader: int, old: Wish, new: Wish, carried: str | None, now: datetime
) -> tuple[str | None, str | None]:
    """Where the last window of the old hours ended that is told or on its way, and where the first new one ends."""
    if new.frequency == "immediate":
        return None, None
    last = db.conn.execute(
        """SELECT max(g.until) FROM deliveries d JOIN digest_runs g ON g.id = d.run
           WHERE d.reader = ? AND g.frequency = ? AND d.state NOT IN ('pending') AND g.until <= ?""",
        [reader, old.frequency, stamp(now)],
    ).fetchone()[0]
    start = max(last or "", carried or "") or stamp(_newest(old, now))
    after = max(now, moment(start))
    return start, stamp(DueTo(new.schedule).first_after(new.frequency, after))


def _newest(wish: Wish, now: datetime) -> datetime:
    frequency: Frequency = wish.frequency
    return wish.schedule.boundary(frequency, now) if wish.schedule else newest_boundary(frequency, now)


def pause(db: Database, reader: int, until: datetime | None, now: datetime) -> str | None:
    """Send this reader no digest whose window ends before `until`; None ends the pause. Answers until when it holds.

    Raises BadWish when the moment is past or more than a year away.
    """
    if until is not None and not timedelta() < until - now <= LONGEST_PAUSE:
        raise BadWish("a pause ends on a day to come, within a year; name such a day, or stop the subscription instead")
    value = stamp(until) if until else None
    with writing(db):
        db.conn.execute(
            "UPDATE readers SET paused_until = ?, paused_why = ? WHERE id = ?",
            [value, "reader" if value else "", reader],
        )
    return value
