"""Sending what the ledger holds: one holder at a time, each mail claimed, sent, marked.

The lock belongs to the process, so the system takes it back when the process dies; whoever holds it may put mails left
in `sending` back to `rendered`. Between a server's "accepted" and our mark nothing can be known: that one mail is
offered again under the same Message-ID, by which mail programs and servers recognise it.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from notifier import confirmations, ledger
from notifier.config import MailSettings
from notifier.errors import OutboxBusy, Undelivered
from notifier.hooks import Hook, no_hook
from notifier.ledger import Delivery
from notifier.subscribers_db import file_of
from notifier.transports import Transport, open_transport
from storage.clock import stamp

WAIT_FOR_LOCK_S = 20.0
Opener = Callable[[], Transport]


@dataclass(slots=True)
class Tally:
    """How a round of sending ended, in mails."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    dropped: int = 0
    faults: tuple[str, ...] = ()

    def note(self, sentence: str) -> None:
        if sentence and sentence not in self.faults and len(self.faults) < 20:
            self.faults = (*self.faults, sentence)


@contextmanager
def outbox_lock(db: Database, wait_s: float = WAIT_FOR_LOCK_S) -> Iterator[None]:
    """Raises OutboxBusy when another process keeps sending for longer than `wait_s`."""
    file = file_of(db)
    if file is None:
        yield
        return
    handle = os.open(file.with_name(f"{file.name}.sending"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise OutboxBusy(
                        f"another process is sending mail from {file}; wait until it has ended and try again"
                    ) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)


def flush(
    db: Database, settings: MailSettings, now: datetime, *, hook: Hook = no_hook, opener: Opener | None = None
) -> Tally:
    """Send everything that waits and whose time has come: confirmations, and digests that were deferred.

    Raises BadMailSettings without a transport, OutboxBusy.
    """
    with outbox_lock(db):
        ledger.recover(db)
        return send_waiting(db, settings, now, hook=hook, opener=opener)


def send_waiting(
    db: Database,
    settings: MailSettings,
    now: datetime,
    *,
    run: int | None = None,
    impatient: bool = False,
    hook: Hook = no_hook,
    opener: Opener | None = None,
) -> Tally:
    """One round; the caller holds the lock. `run` limits it to one run's mails; `impatient` does not wait for the
    next attempt of a deferred mail (never of a refused one)."""
    if run is None:
        for delivery in ledger.deliveries(db, states=("pending",)):
            if delivery.kind == "confirm":
                confirmations.render_pending(db, delivery, settings, now)
                hook("confirmation:rendered")
    waiting = ledger.deliveries(db, run=run, states=("rendered", "deferred", "failed"))
    due = [delivery for delivery in waiting if _is_due(delivery, now, impatient)]
    tally = Tally()
    if due:
        transport = opener() if opener else open_transport(settings.transport, hook=hook)
        try:
            _send_all(db, transport, due, now, tally, hook)
        finally:
            transport.close()
    return tally


def _is_due(delivery: Delivery, now: datetime, impatient: bool) -> bool:
    if delivery.next_attempt_at is None or delivery.next_attempt_at <= stamp(now):
        return True
    return impatient and delivery.state == "deferred"


def _send_all(
    db: Database, transport: Transport, due: Sequence[Delivery], now: datetime, tally: Tally, hook: Hook
) -> None:
    for delivery in due:
        if not ledger.still_wanted(db, delivery):
            ledger.mark_settled(db, delivery.id, "dead", now, "no longer wanted when it was about to be sent")
            tally.dropped += 1
            continue
        hook("claim:before")
        if not ledger.claim(db, delivery.id, now):
            continue
        hook("claim:after")
        try:
            transport.send(delivery.sender, delivery.email, ledger.mail_of(db, delivery.id))
        except Undelivered as fault:
            state = ledger.mark_undelivered(db, delivery.id, fault, now)
            tally.note(fault.sentence)
            tally.deferred += state == "deferred"
            tally.failed += state != "deferred"
            hook("fault:marked")
            if fault.channel_down:
                # The others would meet the same; they stay rendered and go with the next round.
                return
            continue
        hook("sent:before-mark")
        ledger.mark_settled(db, delivery.id, "sent", now)
        tally.sent += 1
        hook("sent:marked")
