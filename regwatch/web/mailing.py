"""Sending what waits, behind an answer: whoever asks cannot tell by its time whether a mail was made."""

import logging

from notifier.errors import NotifierError
from notifier.outbox import flush
from regwatch.web.site import Site
from storage.errors import StorageError

_LOG = logging.getLogger("regwatch.web")


def send_waiting(site: Site) -> None:
    """One round of the outbox; a fault stays in the ledger and is tried again by the next round."""
    if not site.settings.mail.transport:
        return
    try:
        with site.people() as db:
            flush(db, site.settings.mail, site.clock())
    except (NotifierError, StorageError, OSError) as fault:
        _LOG.warning("mail waits: %s", fault)
