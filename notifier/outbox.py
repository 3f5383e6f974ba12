"""Sending what the ledger holds: one holder at a time, each mail claimed, sent, marked.

The lock belongs to the process, so the system takes it back when the process dies; whoever holds it may put mails left
in `sending` back to `rendered`. Between a server's "accepted" and our line in the journal nothing can be known: that
one mail is offered again under the same Message-ID, by which mail programs and servers recognise it.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from notifier import claims, confirmations, ledger
from notifier.bounces import note_refusal
from notifier.carriers import Carriers
from notifier.channels.targets import any_channel, is_channel
from notifier.claims import Claimed, Kept
from notifier.config import MailSettings
from notifier.errors import OutboxBusy, Undelivered
from notifier.hooks import Hook, no_hook
from notifier.ledger import Delivery
from notifier.pace import DomainPace
from notifier.records import Records
from notifier.subscribers_db import file_of
from notifier.transports import Transport, transport_for
from notifier.verp import envelope_sender
from storage.clock import now as clock
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
        ledger.recover(db, now)
        tally = send_waiting(db, settings, now, hook=hook, opener=opener)
        ledger.prune(db, now)
        return tally


def send_waiting(
    db: Database,
    settings: MailSettings,
    now: datetime,
    *,
    run: int | None = None,
    impatient: bool = False,
    hook: Hook = no_hook,
    opener: Opener | None = None,
    pace: DomainPace | None = None,
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
        open_with = opener or (lambda: transport_for(settings, hook=hook))
        records = Records(db, hook)
        carriers = Carriers(db, open_with, settings.channels, clock, hook, records.settle)
        if opener is None and not settings.transport and any_channel(db):
            carriers.close_mail()
            tally.note("no [mail] transport is set in regwatch.toml, so mail waits; the channels are served")
        pace = pace or DomainPace(settings.per_domain_per_minute)
        try:
            with _marks_backed_by_the_journal(db):
                try:
                    _send_all(db, carriers, records, settings, pace.in_turn(due), now, tally, hook)
                finally:
                    records.close()
        finally:
            carriers.close()
        if pace.left:
            names = ", ".join(sorted({delivery.domain for delivery in pace.left})[:5])
            tally.note(f"{len(pace.left)} mails wait for their turn ({names}); mail.per_domain_per_minute bounds them")
    return tally


@contextmanager
def _marks_backed_by_the_journal(db: Database) -> Iterator[None]:
    """While mails leave, the journal is what reaches the disk for each; the ledger's own commits may follow later."""
    lazy = file_of(db) is not None and db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    if lazy:
        db.conn.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        if lazy:
            db.conn.execute("PRAGMA synchronous=FULL")


def _is_due(delivery: Delivery, now: datetime, impatient: bool) -> bool:
    if delivery.next_attempt_at is None or delivery.next_attempt_at <= stamp(now):
        return True
    # A service that said when to come again is not asked sooner.
    return impatient and delivery.state == "deferred" and not is_channel(delivery.email)


def _send_all(
    db: Database,
    carriers: Carriers,
    records: Records,
    settings: MailSettings,
    due: Iterable[Delivery],
    now: datetime,
    tally: Tally,
    hook: Hook,
) -> None:
    for delivery in due:
        if carriers.waits(delivery):
            # It would meet what another met; it stays as it is and goes with the next round.
            continue
        barred = settings.barred(delivery.email)
        hook("claim:before")
        claimed = claims.claim(db, delivery, now, barred)
        if isinstance(claimed, Kept):
            tally.dropped += claimed.dropped
            if barred and claimed.dropped:
                tally.note(f"{delivery.email} (and it may be others) is {barred}")
        if not isinstance(claimed, Claimed):
            continue
        hook("claim:after")
        try:
            said = carriers.carry(delivery, envelope_sender(db, settings, delivery), claimed.mail)
        except Undelivered as fault:
            state = claims.mark_undelivered(db, delivery.id, fault, now)
            if state == "dead" and fault.permanent and not is_channel(delivery.email):
                note_refusal(db, settings.bounces, delivery, fault, now)
            tally.note(fault.sentence)
            tally.deferred += state == "deferred"
            tally.failed += state != "deferred"
            hook("fault:marked")
            continue
        records.taken(delivery, claimed, said, now)
        tally.sent += 1
