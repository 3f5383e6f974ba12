"""The same mails without sending: as plain text, or as files. The ledger is only read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from notifier import ledger
from notifier.audience import Reader, audience
from notifier.config import MailSettings
from notifier.digest_mail import Archive, Mail, gather_material
from notifier.digests import DigestResult, added_up, nothing_due
from notifier.eml_files import write_eml
from notifier.press import Press, look_for_watched
from notifier.readying import ready, run_of
from notifier.run_windows import spans_for
from notifier.windows import Frequency


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail that would go, as its reader would read it in plain text."""

    email: str
    subject: str
    text: str


def preview_digest(
    db: Database,
    frequency: Frequency,
    *,
    archive: Archive,
    settings: MailSettings,
    now: datetime,
    until: datetime | None = None,
) -> tuple[DigestResult, list[Preview]]:
    """What would go, whether or not it went before; the ledger is not touched and `sent` is 0."""
    result, mails = _compose_all(db, frequency, archive, settings, now, until)
    return result, [Preview(reader.email, mail.subject, mail.text) for reader, mail in mails]


def write_digest(
    db: Database,
    frequency: Frequency,
    out: Path,
    *,
    archive: Archive,
    settings: MailSettings,
    now: datetime,
    until: datetime | None = None,
) -> DigestResult:
    """Write one `.eml` a reader into `out`; nothing is marked as sent, `sent` counts the files."""
    result, mails = _compose_all(db, frequency, archive, settings, now, until)
    for reader, mail in mails:
        write_eml(out, reader.email, mail.eml)
    return {**result, "sent": len(mails)}


def _compose_all(
    db: Database,
    frequency: Frequency,
    archive: Archive,
    settings: MailSettings,
    now: datetime,
    until: datetime | None,
) -> tuple[DigestResult, list[tuple[Reader, Mail]]]:
    mails: list[tuple[Reader, Mail]] = []
    results: list[DigestResult] = []
    for span in spans_for(db, frequency, until, now):
        material = gather_material(db, frequency, span.window, archive)
        press = Press(db, material, settings, now)
        due, made = 0, len(mails)
        people = audience(db, frequency, span.window, whole=span.whole)
        look_for_watched(people, [*material.found, *material.soon])
        for reader in press.in_order(ready(db, people, material, run_of(db, frequency, span.window))):
            key = ledger.digest_message_key(db, frequency, span.window, reader.address_key)
            mail = press.mail(reader, key)
            due += mail is not None or not reader.urgent_only
            if mail is not None:
                mails.append((reader, mail))
        results.append({**nothing_due(span.window), "due": due, "skipped_empty": due - (len(mails) - made)})
    return added_up(results), mails
