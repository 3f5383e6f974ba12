"""One round of the service's mail: what came back, what arrived, what waits to be sent."""

from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from notifier.bounces import take_maildir, waiting_in
from notifier.canary import safely_kept, see_arrivals
from notifier.config import MailSettings
from notifier.errors import BadMailSettings
from notifier.outbox import Tally, flush


def mail_round(db: Database, settings: MailSettings, now: datetime) -> Tally:
    """Bounces first, so that nothing more goes to a dead box. Raises BadMailSettings, OutboxBusy."""
    fault = ""
    if settings.bounces.maildir and settings.bounces.address:
        try:
            take_maildir(db, settings, Path(settings.bounces.maildir), now)
        except BadMailSettings as error:
            fault = str(error)
    safely_kept(db, settings, now)
    see_arrivals(db, settings, now)
    tally = flush(db, settings, now)
    tally.note(fault)
    return tally


def round_waits(db: Database, settings: MailSettings) -> bool:
    """Whether something came back or arrived, or the canary is not subscribed yet."""
    if (settings.bounces.address and waiting_in(settings.bounces.maildir)) or waiting_in(settings.canary_maildir):
        return True
    return bool(settings.canary) and not db.conn.execute("SELECT 1 FROM readers LIMIT 1").fetchone()
