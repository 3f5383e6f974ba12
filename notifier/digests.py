"""A digest from window to mail: found or created once, composed for each reader, stored, sent, marked.

Each step can be repeated after a crash and then goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from sqlite_utils import Database

from notifier import ledger, outbox
from notifier.audience import Reader, audience
from notifier.channels.targets import any_channel
from notifier.composing import concerns
from notifier.config import MailSettings
from notifier.digest_mail import Archive, Material, gather_material
from notifier.errors import BadTemplate
from notifier.hooks import Hook, no_hook
from notifier.ledger import Delivery, Run
from notifier.press import Press, look_for_watched
from notifier.readying import ready
from notifier.rendering import checked_templates
from notifier.run_windows import Hours, Span, note_seen, spans_for, window_for
from notifier.transports import transport_for
from notifier.windows import Frequency, Window
from storage.clock import stamp
from storage.database import writing

BATCH = 100


class DigestResult(TypedDict):
    """What became of the mails that were still to be made or sent; `due` is the sum of the other four.

    `window` is the publisher's own; `windows` are further ones, of readers with hours of their own. `held` of the
    deferred wait for a reader's quiet hours to end. `faults` are sentences on what was deferred or failed.
    """

    window: dict[str, str]
    due: int
    sent: int
    skipped_empty: int
    deferred: int
    failed: int
    windows: NotRequired[list[dict[str, str]]]
    held: NotRequired[int]
    faults: NotRequired[list[str]]


def run_digest(
    db: Database,
    frequency: Frequency,
    *,
    archive: Archive,
    settings: MailSettings,
    now: datetime,
    until: datetime | None = None,
    hours: Hours = "all",
    hook: Hook = no_hook,
    opener: outbox.Opener | None = None,
) -> DigestResult:
    """Send the digests of one window, and of the windows of readers with hours of their own. The same window is never
    sent twice; what was deferred is tried again.

    Raises BadMailSettings without a transport, BadTemplate, OutboxBusy, storage.errors.StorageError.
    """
    if opener is None and (settings.transport or not any_channel(db)):
        transport_for(settings).close()  # a wrong setting is told before anything is written
    checked_templates(settings.templates)  # and so is a template that cannot be used
    with outbox.outbox_lock(db):
        ledger.recover(db, now)
        spans = spans_for(db, frequency, until, now, hours)
        results = [_run_span(db, frequency, span, archive, settings, now, hook, opener) for span in spans]
    return added_up(results) if results else nothing_due(window_for(db, frequency, until, now))


def _run_span(
    db: Database,
    frequency: Frequency,
    span: Span,
    archive: Archive,
    settings: MailSettings,
    now: datetime,
    hook: Hook,
    opener: outbox.Opener | None,
) -> DigestResult:
    run = ledger.find_or_create_run(db, frequency, span.window, now, whole=span.whole)
    hook("run:created")
    material = gather_material(db, frequency, run.window, archive)
    people = audience(db, frequency, run.window, whole=run.whole)
    look_for_watched(people, [*material.found, *material.soon])
    people = ready(db, people, material, run.id)
    # A reader of another frequency is part of an immediate run only when something urgent is there for them.
    readers = [one for one in people if not one.urgent_only or one.soon or concerns(one, material.found)]
    ledger.enlist(db, run, [(reader.id, reader.address_key) for reader in readers], now)
    hook("run:enlisted")
    # Only now does the run count as done: a crash before leaves it for the schedule to find.
    note_seen(db, run.id, run.window, [one.change for one in material.found], now)
    hook("run:seen")
    concerned = {one.id for one in ledger.deliveries(db, run=run.id)}
    skipped = _render_pending(db, run, people, material, settings, now, hook)
    tally = outbox.send_waiting(db, settings, now, run=run.id, impatient=True, hook=hook, opener=opener)
    return _result(db, run, concerned, skipped, tally, now)


def nothing_due(window: Window) -> DigestResult:
    return {"window": window.shape(), "due": 0, "sent": 0, "skipped_empty": 0, "deferred": 0, "failed": 0}


def added_up(results: Sequence[DigestResult]) -> DigestResult:
    """One answer for all windows; the first is the one it names."""
    total = results[0]
    for one in results[1:]:
        total = {
            **total,
            "due": total["due"] + one["due"],
            "sent": total["sent"] + one["sent"],
            "skipped_empty": total["skipped_empty"] + one["skipped_empty"],
            "deferred": total["deferred"] + one["deferred"],
            "failed": total["failed"] + one["failed"],
        }
    held = sum(one.get("held", 0) for one in results)
    faults = list(dict.fromkeys(fault for one in results for fault in one.get("faults", [])))
    if len(results) > 1:
        total = {**total, "windows": [one["window"] for one in results[1:]]}
    if held:
        total = {**total, "held": held}
    return {**total, "faults": faults} if faults else total


def _render_pending(
    db: Database,
    run: Run,
    people: Sequence[Reader],
    material: Material,
    settings: MailSettings,
    now: datetime,
    hook: Hook,
) -> int:
    """In batches, a transaction each: a crash loses the batch it was in, which is made again the same."""
    skipped = 0
    press = Press(db, material, settings, now)
    pending = {one.reader: one for one in ledger.deliveries(db, run=run.id, states=("pending",))}
    readers = press.in_order(reader for reader in people if reader.id in pending)
    for batch in batched(readers, BATCH):
        with writing(db):
            press.prepare(batch)
            for reader in batch:
                skipped += _render_one(db, pending.pop(reader.id), reader, press, settings, now) == "skipped_empty"
                hook("mail:rendered")
        hook("batch:rendered")
    for delivery in pending.values():
        ledger.mark_settled(db, delivery.id, "dead", now, "unsubscribed before the mail was made")
    return skipped


def batched(readers: Sequence[Reader], size: int) -> Iterator[Sequence[Reader]]:
    return (readers[start : start + size] for start in range(0, len(readers), size))


def _render_one(
    db: Database, delivery: Delivery, reader: Reader, press: Press, settings: MailSettings, now: datetime
) -> str:
    try:
        mail = press.mail(reader, delivery.message_key)
    except BadTemplate:
        raise  # the operator's to mend: what is not made yet waits
    except (ValueError, TypeError, LookupError) as error:
        # One reader's odd data must not keep the others from their mail.
        why = f"the mail could not be made ({type(error).__name__}: {error}); report this as a fault of Regwatch"
        ledger.mark_settled(db, delivery.id, "dead", now, why)
        return "dead"
    if mail is None:
        ledger.mark_settled(db, delivery.id, "skipped_empty", now)
        return "skipped_empty"
    ledger.mark_rendered(
        db,
        delivery.id,
        eml=mail.eml,
        subject=mail.subject,
        sender=str(settings.sender_address),
        changes=mail.changes,
        deadlines=mail.deadlines,
        now=now,
    )
    return "rendered"


def _result(
    db: Database, run: Run, concerned: set[int], skipped: int, tally: outbox.Tally, now: datetime
) -> DigestResult:
    """From the ledger's states, so that the numbers are what is stored."""
    left = [one for one in ledger.deliveries(db, run=run.id) if one.id in concerned]
    dead = ledger.deliveries(db, run=run.id, states=("dead",))
    deferred = sum(one.state in ("deferred", "rendered", "sending", "pending") for one in left)
    failed = sum(one.state == "failed" for one in left) + sum(one.id in concerned for one in dead) - tally.dropped
    held = sum(one.state == "rendered" and (one.next_attempt_at or "") > stamp(now) for one in left)
    result: DigestResult = {
        "window": run.window.shape(),
        "due": tally.sent + skipped + deferred + failed,
        "sent": tally.sent,
        "skipped_empty": skipped,
        "deferred": deferred,
        "failed": failed,
    }
    if held:
        result = {**result, "held": held}
    faults = list(tally.faults) or ledger.last_faults(db, run.id)
    return {**result, "faults": faults} if faults and (deferred or failed) else result
