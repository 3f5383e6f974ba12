"""What each reader was told before, and which deadlines are to be told now: read from the ledger before composing."""

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from notifier import ledger
from notifier.audience import Reader
from notifier.digest_mail import Material
from notifier.urgency import asked_for, deadlines_of
from notifier.windows import Frequency, Window
from storage.clock import stamp


def ready(db: Database, readers: Sequence[Reader], material: Material, run: int | None) -> list[Reader]:
    """The readers with `told` and `soon` filled in. What this very run told does not count, so that a run which is
    taken up again after a crash makes the same mails."""
    told = _told(db, material, run)
    known = _deadlines_told(db, run) if material.soon else set()
    today = material.window.until.date()
    dated = [(one, deadlines_of(one, today)) for one in material.soon]
    made = []
    for reader in readers:
        wishes = [asked.wish for asked in reader.asked]
        soon = [
            deadline
            for one, deadlines in dated
            for deadline in deadlines
            if (reader.id, *deadline) not in known and asked_for(wishes, one)
        ]
        before = tuple(sorted(told.get(reader.id, {}).items()))
        made.append(replace(reader, told=before, soon=tuple(soon)) if soon or before else reader)
    return made


def run_of(db: Database, frequency: Frequency, window: Window) -> int | None:
    """The run that was made for this window, if one was."""
    row = db.conn.execute(
        "SELECT id FROM digest_runs WHERE frequency = ? AND since = ? AND until = ?",
        [frequency, stamp(window.since), stamp(window.until)],
    ).fetchone()
    return int(row[0]) if row else None


def _told(db: Database, material: Material, run: int | None) -> dict[int, dict[int, str]]:
    """By reader: changes of this window that stand in another mail which went out or is on its way, and the day."""
    wanted = {one.change["id"] for one in material.found}
    if not wanted:
        return {}
    rows = db.conn.execute(
        """SELECT reader, changes, coalesce(settled_at, rendered_at, created_at) FROM deliveries
           WHERE kind = 'digest' AND run IS NOT ? AND changes <> '[]' AND created_at >= ?
           AND state IN ('rendered', 'sending', 'sent', 'deferred', 'failed') ORDER BY id""",
        [run, stamp(material.window.since)],
    ).fetchall()
    found: dict[int, dict[int, str]] = {}
    for reader, changes, at in rows:
        for change in wanted.intersection(ledger.changes_of(changes)):
            found.setdefault(int(reader), {}).setdefault(change, str(at)[:10])
    return found


def _deadlines_told(db: Database, run: int | None) -> set[tuple[int, str, str, str]]:
    rows = db.conn.execute(
        """SELECT t.reader, t.notice, t.kind, t.day FROM deadlines_told t JOIN deliveries d ON d.id = t.delivery
           WHERE d.run IS NOT ?""",
        [run],
    ).fetchall()
    return {(int(row[0]), row[1], row[2], row[3]) for row in rows}
