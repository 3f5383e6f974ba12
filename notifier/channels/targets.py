"""The addresses of channels in subscribers.db: a channel is a reader whose address is kept apart, because it is a
password. A reader's shown address holds an @ when it is a mailbox, and none when it is a channel."""

from datetime import datetime

from sqlite_utils import Database

from notifier.channels.addresses import ChannelAddress
from storage.clock import stamp


def is_channel(shown: str) -> bool:
    return "@" not in shown


def kind_of(shown: str) -> str:
    """`mail`, or the kind of the channel."""
    return shown.partition(":")[0] if is_channel(shown) else "mail"


def keep_target(db: Database, reader: int, address: ChannelAddress, now: datetime) -> None:
    """Part of the caller's transaction. A new secret replaces the old one; no secret leaves it."""
    db.conn.execute(
        """INSERT INTO channel_targets (reader, kind, url, secret, created_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (reader) DO UPDATE SET secret = excluded.secret WHERE excluded.secret <> ''""",
        [reader, address.kind, address.url, address.secret, stamp(now)],
    )


def target_of(db: Database, reader: int) -> ChannelAddress | None:
    row = db.conn.execute("SELECT kind, url, secret FROM channel_targets WHERE reader = ?", [reader]).fetchone()
    return ChannelAddress(row[0], row[1], row[2]) if row else None


def any_channel(db: Database) -> bool:
    """Whether a channel has an awake subscription."""
    row = db.conn.execute(
        """SELECT 1 FROM channel_targets t JOIN subscriptions s ON s.reader = t.reader
           WHERE s.state = 'active' LIMIT 1"""
    ).fetchone()
    return row is not None
