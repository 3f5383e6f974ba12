"""Who wants what: subscribe, confirm, list, unsubscribe. Every function is one transaction on subscribers.db."""

from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from notifier import journal, ledger
from notifier.addresses import Address, clean_address
from notifier.channels.addresses import ChannelAddress
from notifier.channels.targets import keep_target
from notifier.errors import BadAddress, SubscriptionExists, SubscriptionNotFound
from notifier.journal import Journal
from notifier.link_tokens import read_token, token_for
from notifier.personal_data import stopped_line
from notifier.subscription_rows import address_key, get_subscription, list_subscriptions, rows_where
from notifier.texts import plain, shorten
from notifier.wishes import Subscription, Wish
from storage.clock import moment, stamp
from storage.database import writing

# Someone who types another's address again and again must not fill that person's box.
CONFIRM_AGAIN_AFTER = timedelta(hours=1)


def subscribe(db: Database, email: str | ChannelAddress, wish: Wish, *, confirmed: bool, now: datetime) -> Subscription:
    """Store a wish. Without `confirmed` it sleeps until the mailed link is followed; the mail waits in the outbox. A
    channel has no box for such a link: whoever knows its address may write to it, so it is awake at once.

    Raises BadAddress, or SubscriptionExists when this address already asks for the same equally often.
    """
    address = email if isinstance(email, ChannelAddress) else clean_address(email)
    confirmed = confirmed or isinstance(address, ChannelAddress)
    with writing(db):
        suppressed = db.conn.execute("SELECT reason FROM suppressions WHERE address_key = ?", [address.key]).fetchone()
        if suppressed:
            remedy = f"`regwatch barred --lift {address}` allows it again"
            raise BadAddress(f"{address} must not be written to ({suppressed[0]}); {remedy}")
        reader = _reader(db, address, now)
        if isinstance(address, ChannelAddress):
            keep_target(db, reader, address, now)
        row = db.conn.execute(
            "SELECT id, state FROM subscriptions WHERE reader = ? AND wish_key = ? AND state <> 'ended'",
            [reader, wish.key],
        ).fetchone()
        if row is None:
            ident = _insert(db, reader, wish, confirmed, now)
        elif row[1] == "unconfirmed" and confirmed:
            ident = int(row[0])
            _activate(db, ident, now)
        elif row[1] == "unconfirmed":
            ident = int(row[0])
        else:
            raise SubscriptionExists(
                f"{address} already has this {wish.frequency} subscription (number {row[0]}); "
                "change a filter or unsubscribe it first"
            )
        mail_queued = not confirmed and _queue_confirmation(db, reader, ident, now)
    if row is not None and not confirmed:
        remedy = "a new confirmation mail waits to be sent" if mail_queued else "follow the link already mailed"
        raise SubscriptionExists(
            f"{address} already has this {wish.frequency} subscription (number {ident}), unconfirmed; {remedy}"
        )
    return get_subscription(db, ident)


def _reader(db: Database, address: Address | ChannelAddress, now: datetime) -> int:
    row = db.conn.execute("SELECT id FROM readers WHERE address_key = ?", [address.key]).fetchone()
    if row:
        return int(row[0])
    cursor = db.conn.execute(
        "INSERT INTO readers (email, address_key, created_at) VALUES (?, ?, ?)",
        [str(address), address.key, stamp(now)],
    )
    return int(cursor.lastrowid or 0)


def _insert(db: Database, reader: int, wish: Wish, confirmed: bool, now: datetime) -> int:
    cursor = db.conn.execute(
        """INSERT INTO subscriptions (reader, frequency, wish, wish_key, own_hours, state, created_at, confirmed_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            reader,
            wish.frequency,
            wish.stored(),
            wish.key,
            wish.schedule.key if wish.schedule else "",
            "active" if confirmed else "unconfirmed",
            stamp(now),
            stamp(now) if confirmed else None,
        ],
    )
    ident = int(cursor.lastrowid or 0)
    # The links of later mails are made now, so that composing a mail writes nothing.
    token_for(db, "unsubscribe", reader, None, now)
    token_for(db, "manage", reader, None, now)
    token_for(db, "unsubscribe", reader, ident, now)
    return ident


def _activate(db: Database, ident: int, now: datetime) -> None:
    db.conn.execute(
        "UPDATE subscriptions SET state = 'active', confirmed_at = ? WHERE id = ? AND state = 'unconfirmed'",
        [stamp(now), ident],
    )


def _queue_confirmation(db: Database, reader: int, subscription: int, now: datetime) -> bool:
    newest = db.conn.execute(
        "SELECT max(created_at) FROM deliveries WHERE kind = 'confirm' AND reader = ?", [reader]
    ).fetchone()[0]
    first = not db.conn.execute(
        "SELECT 1 FROM deliveries WHERE kind = 'confirm' AND subscription = ?", [subscription]
    ).fetchone()
    if not first and newest is not None and moment(newest) > now - CONFIRM_AGAIN_AFTER:
        return False
    token_for(db, "confirm", reader, subscription, now)
    ledger.queue_confirmation(db, reader, subscription, now)
    return True


def confirm(db: Database, token: str, now: datetime) -> Subscription:
    """Wake the subscription of a mailed token; followed twice it answers the same. Raises LinkNotGood."""
    with writing(db):
        link = read_token(db, "confirm", token, now)
        ident = int(link.subscription or 0)
        _activate(db, ident, now)
    return get_subscription(db, ident)


def peek(db: Database, purpose: str, token: str, now: datetime) -> list[Subscription]:
    """What following a link would act on, for the page with the button; changes nothing. Raises LinkNotGood."""
    link = read_token(db, "confirm" if purpose == "confirm" else "unsubscribe", token, now)
    chosen = list_subscriptions(db, reader=link.reader)
    return [one for one in chosen if link.subscription is None or one["id"] == link.subscription]


def unsubscribe(db: Database, email_or_id: str, now: datetime) -> list[Subscription]:
    """End all of an address's subscriptions, or the one with this number; answers what was ended.

    Raises SubscriptionNotFound.
    """
    wanted = email_or_id.strip()
    with writing(db):
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
            rows = rows_where(db, "s.id = ? AND s.state <> 'ended'", [int(wanted)])
        else:
            rows = rows_where(db, "r.address_key = ? AND s.state <> 'ended'", [address_key(wanted)])
        if not rows:
            raise SubscriptionNotFound(
                f"'{shorten(plain(wanted), 80)}' has no subscription; `regwatch subscriptions` lists all"
            )
        return _end(db, rows, "asked for by the operator", now)


def unsubscribe_by_link(db: Database, token: str, now: datetime) -> list[Subscription]:
    """What the one-click POST and the page's button do: end one or all; a second time nothing is left and that is
    fine. Raises LinkNotGood."""
    with writing(db):
        link = read_token(db, "unsubscribe", token, now)
        if link.subscription is None:
            rows = rows_where(db, "s.reader = ? AND s.state <> 'ended'", [link.reader])
        else:
            rows = rows_where(db, "s.id = ? AND s.state <> 'ended'", [link.subscription])
        return _end(db, rows, "asked for by the reader", now)


def unsubscribe_of_reader(db: Database, reader: int, ident: int | None, now: datetime) -> list[Subscription]:
    """End one of a reader's subscriptions, or all; from the reader's own page."""
    with writing(db):
        rows = rows_where(db, "s.reader = ? AND s.state <> 'ended' AND (? IS NULL OR s.id = ?)", [reader, ident, ident])
        return _end(db, rows, "asked for by the reader", now)


def _end(db: Database, rows: list[Any], why: str, now: datetime, *, barred: bool = False) -> list[Subscription]:
    log = Journal.of(db, "stopped") if rows else None
    for row in rows:
        if log:
            journal.remember(db, "stopped", log.append(stopped_line(db, int(row[0]), why, barred=barred), now))
        db.conn.execute(
            "UPDATE subscriptions SET state = 'ended', ended_at = ?, ended_why = ? WHERE id = ?",
            [stamp(now), why, row[0]],
        )
        db.conn.execute(
            "UPDATE links SET revoked_at = ? WHERE subscription = ? AND purpose = 'confirm' AND revoked_at IS NULL",
            [stamp(now), row[0]],
        )
    return [get_subscription(db, int(row[0])) for row in rows]


def suppress(db: Database, email: str, reason: str, now: datetime) -> list[Subscription]:
    """Never write to this address again (a complaint, a dead box); ends what it had. Raises BadAddress."""
    address = clean_address(email)
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO suppressions (address_key, reason, created_at) VALUES (?, ?, ?)",
            [address.key, plain(reason), stamp(now)],
        )
        rows = rows_where(db, "r.address_key = ? AND s.state <> 'ended'", [address.key])
        return _end(db, rows, plain(reason), now, barred=True)


def lift(db: Database, email: str) -> bool:
    """Let this address be written to again, when its box works again; answers whether it was barred."""
    with writing(db):
        cursor = db.conn.execute("DELETE FROM suppressions WHERE address_key = ?", [clean_address(email).key])
    return int(cursor.rowcount) > 0
