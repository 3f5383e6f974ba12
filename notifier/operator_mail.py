"""Telling the operator: findings that opened, that are over and that go on, one mail for all, through the ledger.

That a finding was told and the finished mail that tells it are written in one transaction, so a crash anywhere neither
loses a mail nor makes a second one; from there the outbox sends it as any other mail.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from notifier import ledger
from notifier.addresses import clean_address
from notifier.config import MailSettings
from notifier.messages import Letter, build
from notifier.operator_views import Key, News, Told, key_of, lines, news, subject
from notifier.rendering import render_operator_mail
from storage.clock import stamp
from storage.database import writing
from storage.queries.health import Finding

CLOSED_WITHIN = timedelta(days=8)
DEAD_WITHIN = timedelta(days=3)
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")

Names = Mapping[tuple[str, str], str]


def pending_news(db: Database, open_now: Sequence[Finding], closed: Sequence[Finding], now: datetime) -> News:
    """What would be told now. `closed` are those of the last days (`CLOSED_WITHIN`). Reads alone."""
    rows = db.conn.execute(
        "SELECT source, channel, kind, opened_at, detail, told_at, over_told_at FROM operator_told"
    ).fetchall()
    told = {Key(*row[:4]): Told(row[4], row[5]) for row in rows if row[6] is None}
    moments = [moment for row in rows for moment in (row[5], row[6]) if moment]
    return news(now, open_now, closed, told, [Key(*row[:4]) for row in rows], max(moments, default=None))


def queue_operator_mail(
    db: Database,
    settings: MailSettings,
    open_now: Sequence[Finding],
    closed: Sequence[Finding],
    now: datetime,
    names: Names,
) -> int | None:
    """Put one mail with all that is to be told into the outbox; its delivery, or None when there is nothing to tell or
    no operator is configured."""
    if not settings.operator:
        return None
    with writing(db):
        found = pending_news(db, open_now, closed, now)
        if not found.due:
            return None
        delivery = _queue(db, settings, found, now, names)
        _note(db, found, delivery, now)
    return delivery


def _queue(db: Database, settings: MailSettings, found: News, now: datetime, names: Names) -> int:
    recipient = clean_address(settings.operator)
    told = [":".join(key_of(one)) for one in (*found.opened, *found.over, *found.standing)]
    key = ledger.message_key(db, "operator", recipient.key, stamp(now), *told)
    title = subject(found)
    parts = render_operator_mail(
        title=title,
        opened=lines(found.opened, names),
        over=lines(found.over, names),
        standing=lines(found.standing, names),
        now=stamp(now)[:16].replace("T", " "),
        base_url=settings.base_url,
    )
    letter = Letter(
        sender_name=settings.sender_name,
        sender=settings.sender_address,
        recipient=recipient,
        subject=title,
        text=parts.text,
        html=parts.html,
        message_key=key,
        sent_at=now,
        is_list=False,
    )
    return ledger.queue_operator_mail(
        db, str(recipient), recipient.key, key=key, subject=title, sender=str(settings.sender_address),
        eml=build(letter), now=now,
    )  # fmt: skip


def _note(db: Database, found: News, delivery: int, now: datetime) -> None:
    for one in (*found.opened, *found.standing):
        db.conn.execute(
            """INSERT INTO operator_told (source, channel, kind, opened_at, detail, told_at, delivery)
               VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET detail = excluded.detail, told_at = excluded.told_at,
               delivery = excluded.delivery, over_told_at = NULL""",
            [*key_of(one), one["detail"], stamp(now), delivery],
        )
    for one in found.over:
        db.conn.execute(
            """INSERT INTO operator_told (source, channel, kind, opened_at, detail, told_at, over_told_at, delivery)
               VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET over_told_at = excluded.over_told_at,
               delivery = excluded.delivery""",
            [*key_of(one), one["detail"], stamp(now), stamp(now), delivery],
        )


def dead_letters(db: Database, now: datetime) -> str:
    """The mails that were given up in the last days, in one sentence, or nothing. A mail that was no longer wanted, or
    never allowed, is none of them. No reader is named: findings are kept with the public facts."""
    rows = db.conn.execute(
        """SELECT d.last_error FROM deliveries d
           WHERE d.state = 'dead' AND d.settled_at >= ? AND d.last_error NOT LIKE 'no longer wanted%'
           AND d.last_error NOT LIKE 'unsubscribed before%' AND d.last_error NOT LIKE 'not on mail.%'
           ORDER BY d.settled_at DESC, d.id DESC""",
        [stamp(now - DEAD_WITHIN)],
    ).fetchall()
    if not rows:
        return ""
    said = _ADDRESS.sub("(a reader)", rows[0][0])
    return (
        f"{len(rows)} mails were given up in the last {DEAD_WITHIN.days} days, the newest because {said}; "
        "`regwatch deliveries --state dead` lists them"
    )
