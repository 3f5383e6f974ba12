"""The canary: a subscription of our own whose daily mail has to arrive.

It goes the way of every other reader (found by the run, composed, rendered, sent, taken), and then its arrival is seen
in a Maildir to which the address is delivered. What is late there tells that mail does not arrive, though a server
took it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path

from sqlite_utils import Database

from notifier.addresses import clean_address
from notifier.config import MailSettings
from notifier.errors import NotifierError
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import stamp
from storage.database import writing

HEADER_BYTES = 64 * 1024
DAY = timedelta(days=1)


def keep_canary(db: Database, settings: MailSettings, now: datetime) -> None:
    """See to it that the canary is subscribed, daily, with a mail also when all is quiet."""
    if not settings.canary:
        return
    known = db.conn.execute(
        "SELECT 1 FROM readers WHERE address_key = ?", [clean_address(settings.canary).key]
    ).fetchone()
    if not known:
        subscribe(db, settings.canary, wish("daily", all_quiet=True), confirmed=True, now=now)


def see_arrivals(db: Database, settings: MailSettings, now: datetime) -> int:
    """Note which of the canary's mails have arrived; answers how many are new."""
    if not settings.canary or not settings.canary_maildir:
        return 0
    found = 0
    for file in _new_files(Path(settings.canary_maildir)):
        try:
            with file.open("rb") as opened:
                head = BytesHeaderParser().parsebytes(opened.read(HEADER_BYTES))
            file.replace(file.parent.parent / "cur" / f"{file.name}:2,S")
        except OSError:
            continue
        key = str(head.get("Message-ID") or "").strip().removeprefix("<regwatch.").partition("@")[0]
        with writing(db):
            found += db.conn.execute(
                """INSERT OR IGNORE INTO arrivals (delivery, seen_at) SELECT d.id, ? FROM deliveries d
                   JOIN readers r ON r.id = d.reader WHERE d.message_key = ? AND r.address_key = ?""",
                [stamp(now), key, clean_address(settings.canary).key],
            ).rowcount
    return found


def canary_faults(db: Database, settings: MailSettings, now: datetime) -> list[str]:
    """What the operator must know of the canary; empty while its mails arrive."""
    if not settings.canary:
        return []
    if not settings.canary_maildir:
        return ["mail.canary is set without mail.canary_maildir, so nobody sees whether its mails arrive; set both"]
    key = clean_address(settings.canary).key
    subscribed = db.conn.execute(
        """SELECT min(s.confirmed_at) FROM subscriptions s JOIN readers r ON r.id = s.reader
           WHERE r.address_key = ? AND s.state = 'active'""",
        [key],
    ).fetchone()[0]
    if subscribed is None:
        return [
            f"the canary {settings.canary} is not subscribed any more; see `regwatch barred` and subscribe it again"
        ]
    late = timedelta(hours=settings.canary_late_h)
    lost = db.conn.execute(
        """SELECT count(*), min(d.settled_at) FROM deliveries d JOIN readers r ON r.id = d.reader
           LEFT JOIN arrivals a ON a.delivery = d.id WHERE r.address_key = ? AND d.state = 'sent' AND d.kind = 'digest'
           AND a.delivery IS NULL AND d.settled_at <= ? AND d.settled_at > ?""",
        [key, stamp(now - late), stamp(now - 7 * DAY)],
    ).fetchone()
    faults = []
    if lost[0]:
        faults.append(
            f"{lost[0]} of the canary's mails have not arrived in {settings.canary_maildir} (the first was taken at "
            f"{lost[1]}); mail may not reach readers either: look into the mail server's log"
        )
    newest = db.conn.execute(
        """SELECT max(d.settled_at) FROM deliveries d JOIN readers r ON r.id = d.reader
           WHERE r.address_key = ? AND d.state = 'sent' AND d.kind = 'digest'""",
        [key],
    ).fetchone()[0]
    if (newest or subscribed) <= stamp(now - 2 * DAY - late):
        since = newest or subscribed
        faults.append(
            f"no mail has left for the canary since {since}; see `regwatch deliveries --email {settings.canary}`"
        )
    return faults


def _new_files(folder: Path) -> Iterator[Path]:
    try:
        (folder / "cur").mkdir(parents=True, exist_ok=True)
        yield from sorted((folder / "new").iterdir())
    except OSError:
        return


def safely_kept(db: Database, settings: MailSettings, now: datetime) -> None:
    """As `keep_canary`; an address that was barred meanwhile is told by `canary_faults`."""
    try:
        keep_canary(db, settings, now)
    except NotifierError:
        return
