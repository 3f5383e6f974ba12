"""What a subscription's filter brings, as a feed behind a signed link that can be withdrawn. Nothing of the reader is
in it: neither address nor watch list nor filter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from notifier.digest_mail import Archive
from notifier.errors import LinkNotGood, SubscriptionNotFound
from notifier.filters import Findable, matches
from notifier.link_tokens import Wanted, live_tokens, read_token, token_for
from notifier.wishes import Wish, restored
from storage.clock import stamp
from storage.database import writing
from storage.shapes import Change

LOOK_BACK = timedelta(days=90)
_STRETCH = timedelta(days=10)
MOST = 50


@dataclass(frozen=True, slots=True)
class Feed:
    """Newest first."""

    wish: Wish
    changes: list[Change]


def feed_token(db: Database, subscription: int, now: datetime) -> str:
    """The token of the subscription's feed, made at the first call. Raises SubscriptionNotFound."""
    return token_for(db, "feed", _reader_of(db, subscription), subscription, now)


def live_feeds(db: Database, reader: int, now: datetime) -> dict[int, str]:
    """The tokens of a reader's feeds that can be read now, by subscription; nothing is made."""
    rows = db.conn.execute("SELECT id FROM subscriptions WHERE reader = ? AND state = 'active'", [reader]).fetchall()
    wanted: list[Wanted] = [("feed", reader, int(row[0])) for row in rows]
    return {int(one[2] or 0): token for one, token in live_tokens(db, wanted, now).items()}


def withdraw_feed(db: Database, subscription: int, now: datetime) -> bool:
    """Let the link lead nowhere from now on; the next one that is asked for is another. Raises SubscriptionNotFound."""
    _reader_of(db, subscription)
    with writing(db):
        cursor = db.conn.execute(
            "UPDATE links SET revoked_at = ? WHERE purpose = 'feed' AND subscription = ? AND revoked_at IS NULL",
            [stamp(now), subscription],
        )
    return int(cursor.rowcount) > 0


def _reader_of(db: Database, subscription: int) -> int:
    row = db.conn.execute(
        "SELECT reader FROM subscriptions WHERE id = ? AND state = 'active'", [subscription]
    ).fetchone()
    if row is None:
        raise SubscriptionNotFound(f"there is no awake subscription {subscription}; `regwatch subscriptions` lists all")
    return int(row[0])


def wish_of_token(db: Database, token: str, now: datetime) -> Wish:
    """Raises LinkNotGood when the token is none of ours, was withdrawn, or its subscription has ended."""
    link = read_token(db, "feed", token, now)
    row = db.conn.execute(
        "SELECT wish FROM subscriptions WHERE id = ? AND state = 'active'", [link.subscription]
    ).fetchone()
    if row is None:
        raise LinkNotGood("this feed's subscription has ended; subscribe again for a new one")
    return restored(row[0])


def feed_changes(archive: Archive, wish: Wish, now: datetime) -> list[Change]:
    """What the filter brought in the last 90 days, newest first, at most 50. Looks back in stretches, so a filter that
    brings much does not read the whole time."""
    in_full = archive.text_of if wish.query or wish.watch else None
    found: list[Change] = []
    until = now + timedelta(seconds=1)
    while until > now - LOOK_BACK and len(found) < MOST:
        since = max(until - _STRETCH, now - LOOK_BACK)
        for change in reversed(archive.changes(since, until)):
            text = in_full(change) if in_full and change["kind"] == "published" else ""
            if matches(wish, Findable(change, text)) and not change.get("backlog"):
                found.append(change)
        until = since
    return found[:MOST]
