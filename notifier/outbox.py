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

from notifier import confirmations, journal, ledger
from notifier.bounces import note_refusal
from notifier.carriers import Carriers
from notifier.channels.targets import any_channel, is_channel
from notifier.config import MailSettings
from notifier.errors import OutboxBusy, Undelivered
from notifier.hooks import Hook, no_hook
from notifier.ledger import Delivery
from notifier.pace import DomainPace
from notifier.subscribers_db import file_of
from notifier.transports import Transport, transport_for
from notifier.verp import envelope_sender
from storage.clock import now as clock
from storage.clock import stamp

WAIT_FOR_LOCK_S = 20.0
NOT_ALLOWED = "not on mail.only_to, so never sent from here"
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
        log = journal.Journal.of(db, "sent")
        carriers = Carriers(db, open_with, settings.channels, clock, hook, log.settle if log else _nothing_to_settle)
        if opener is None and not settings.transport and any_channel(db):
            carriers.close_mail()
            tally.note("no [mail] transport is set in regwatch.toml, so mail waits; the channels are served")
        pace = pace or DomainPace(settings.per_domain_per_minute)
        try:
            with _marks_backed_by_the_journal(db):
                _send_all(db, carriers, log, settings, pace.in_turn(due), now, tally, hook)
        finally:
            if log:
                log.close()
            carriers.close()
        if pace.left:
            names = ", ".join(sorted({delivery.domain for delivery in pace.left})[:5])
            tally.note(f"{len(pace.left)} mails wait for their turn ({names}); mail.per_domain_per_minute bounds them")
    return tally


def _nothing_to_settle() -> None:
    """A ledger in memory has no journal."""


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
    log: journal.Journal | None,
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
        if not _may_go(db, delivery, settings, now, tally):
            continue
        hook("claim:before")
        if not ledger.claim(db, delivery.id, now):
            continue
        hook("claim:after")
        mail = ledger.mail_of(db, delivery.id)
        if not mail:
            continue
        line = ledger.journal_line(db, delivery)
        try:
            said = carriers.carry(delivery, envelope_sender(db, settings, delivery), mail)
        except Undelivered as fault:
            state = ledger.mark_undelivered(db, delivery.id, fault, now)
            if state == "dead" and fault.permanent and not is_channel(delivery.email):
                note_refusal(db, settings.bounces, delivery, fault, now)
            tally.note(fault.sentence)
            tally.deferred += state == "deferred"
            tally.failed += state != "deferred"
            hook("fault:marked")
            continue
        hook("sent:before-mark")
        number = log.append(line, now, later=True) if log else 0
        hook("sent:journalled")
        ledger.mark_sent(db, delivery.id, now, number, said)
        tally.sent += 1
        hook("sent:marked")


def _may_go(db: Database, delivery: Delivery, settings: MailSettings, now: datetime, tally: Tally) -> bool:
    """What keeps a mail here: nobody wants it any more, it is no address for this installation, or it is night."""
    why = ""
    if not ledger.still_wanted(db, delivery):
        why = "no longer wanted when it was about to be sent"
    elif not settings.allows(delivery.email):
        why = NOT_ALLOWED
        tally.note(f"mail.only_to is set: mail to other addresses is not sent from here (the first: {delivery.email})")
    if why:
        ledger.mark_settled(db, delivery.id, "dead", now, why)
        tally.dropped += 1
        return False
    until = ledger.held_until(db, delivery, now)
    if until is not None:
        ledger.hold(db, delivery.id, until)
        return False
    return True
