"""What is done about mail that came back: a dead box or a complaint ends it, a box in trouble gets a rest.

Hard bounces and complaints bar the address and end its subscriptions. Soft ones are counted; when there are many, the
reader's mails are held back for some days and then go out. Everything is a row beside the delivery it is about.
"""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypedDict

from sqlite_utils import Database

from notifier.config import MailSettings
from notifier.errors import BadMailSettings, Undelivered
from notifier.ledger import Delivery
from notifier.mail_options import BounceSettings
from notifier.reports import MOST_BYTES, Report, is_hard, read_report, status_in
from notifier.subscriptions import suppress
from notifier.verp import delivery_of
from storage.clock import stamp
from storage.database import writing

Kind = Literal["hard", "soft", "complaint"]
Fate = Literal["hard", "soft", "complaint", "delayed", "known", "foreign"]


class Round(TypedDict):
    """How many reports were read, and what they were: `delayed` is still on its way, `known` was read before,
    `foreign` is none of ours (an absence note, a forged or damaged report)."""

    read: int
    hard: int
    soft: int
    complaint: int
    delayed: int
    known: int
    foreign: int


def take_report(db: Database, settings: MailSettings, raw: bytes, now: datetime) -> Fate:
    """Read one mail that came back and do what it asks for; a second time it changes nothing."""
    report = read_report(raw)
    if report.kind == "other":
        return "foreign"
    delivery = _whose(db, settings, report)
    if delivery is None:
        return "foreign"
    if report.kind == "delayed":
        return "delayed"
    kind: Kind = "complaint" if report.kind == "complaint" else "soft"
    if report.kind == "failed" and is_hard(report.status, report.said):
        kind = "hard"
    identity = report.message_id or hashlib.sha256(raw).hexdigest()
    fingerprint = hashlib.sha256(f"{delivery}\x1f{kind}\x1f{identity}".encode("utf-8", "replace")).hexdigest()
    noted = _note(db, settings.bounces, delivery, kind, report.status, report.said, fingerprint, now)
    return kind if noted else "known"


def note_refusal(db: Database, settings: BounceSettings, delivery: Delivery, fault: Undelivered, now: datetime) -> None:
    """A server that refused a mail for good at its door says the same as one that sends it back."""
    said = fault.sentence
    status = status_in(said)
    fingerprint = hashlib.sha256(f"refused\x1f{delivery.message_key}\x1f{delivery.attempts}".encode()).hexdigest()
    _note(db, settings, delivery.id, "hard" if is_hard(status, said) else "soft", status, said, fingerprint, now)


def _whose(db: Database, settings: MailSettings, report: Report) -> int | None:
    return next((one for address in report.addressed if (one := delivery_of(db, settings, address)) is not None), None)


def _note(
    db: Database,
    settings: BounceSettings,
    delivery: int,
    kind: Kind,
    status: str,
    said: str,
    fingerprint: str,
    now: datetime,
) -> bool:
    with writing(db):
        reader, email = db.conn.execute(
            "SELECT r.id, r.email FROM deliveries d JOIN readers r ON r.id = d.reader WHERE d.id = ?", [delivery]
        ).fetchone()
        added = db.conn.execute(
            """INSERT INTO bounces (delivery, reader, kind, status, said, received_at, fingerprint)
               VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING""",
            [delivery, reader, kind, status, said, stamp(now), fingerprint],
        ).rowcount
        if not added:
            return False
        if kind == "soft":
            _rest(db, settings, int(reader), now)
        else:
            why = "a complaint was made about a mail" if kind == "complaint" else f"mail came back: {status} {said}"
            suppress(db, email, why.strip()[:300], now)
    return True


def _rest(db: Database, settings: BounceSettings, reader: int, now: datetime) -> None:
    """Hold a reader's mails back when too many came back of late; those before an earlier rest do not count."""
    paused_until, why = db.conn.execute(
        "SELECT coalesce(paused_until, ''), paused_why FROM readers WHERE id = ?", [reader]
    ).fetchone()
    if paused_until > stamp(now):
        return
    since = max(stamp(now - timedelta(days=settings.soft_days)), paused_until if why == "bounces" else "")
    times = db.conn.execute(
        "SELECT count(*) FROM bounces WHERE reader = ? AND kind = 'soft' AND received_at > ?", [reader, since]
    ).fetchone()[0]
    if times >= settings.soft_limit:
        db.conn.execute(
            "UPDATE readers SET paused_until = ?, paused_why = 'bounces' WHERE id = ?",
            [stamp(now + timedelta(days=settings.pause_days)), reader],
        )


def take_files(db: Database, settings: MailSettings, files: list[bytes], now: datetime) -> Round:
    """Raises BadMailSettings when no bounce address is set: then nothing can be told apart."""
    if not settings.bounces.address:
        raise BadMailSettings(
            "mail.bounces.address is not set, so no report can be told from a forged one; "
            "write [mail.bounces] address = 'bounces@example.org'"
        )
    return _round(Counter(take_report(db, settings, raw, now) for raw in files))


def take_maildir(db: Database, settings: MailSettings, folder: Path, now: datetime) -> Round:
    """Read what is new in a Maildir; each mail is moved to `cur` as seen once what it asks for is done.

    Raises BadMailSettings when the folder cannot be read.
    """
    fates: Counter[Fate] = Counter()
    try:
        (folder / "cur").mkdir(parents=True, exist_ok=True)
        for file in sorted((folder / "new").iterdir()) if (folder / "new").exists() else []:
            with file.open("rb") as opened:
                raw = opened.read(MOST_BYTES)
            fates.update([take_report(db, settings, raw, now)])
            file.replace(folder / "cur" / f"{file.name}:2,S")
    except OSError as error:
        why = error.strerror or error
        raise BadMailSettings(f"the Maildir {folder} cannot be read ({why}); mend its permissions") from None
    return _round(fates)


def waiting_in(folder: str) -> bool:
    """Whether a Maildir holds something new."""
    try:
        return bool(folder) and any((Path(folder) / "new").iterdir())
    except OSError:
        return False


def _round(fates: "Counter[Fate]") -> Round:
    return {
        "read": fates.total(),
        "hard": fates["hard"],
        "soft": fates["soft"],
        "complaint": fates["complaint"],
        "delayed": fates["delayed"],
        "known": fates["known"],
        "foreign": fates["foreign"],
    }
