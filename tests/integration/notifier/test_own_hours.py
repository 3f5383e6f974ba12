"""Readers with a day, an hour and a zone of their own, beside those who follow the publisher's week."""

import mailbox
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from digest_samples import change
from post_office import archive_of

from notifier import ledger
from notifier.amending import amend
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.run_windows import due_own
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import moment, stamp

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
WEEKS = 8
EVERY_4_HOURS = [
    change(number, at=stamp(START + timedelta(hours=4 * number)), title=f"第{number}号")
    for number in range(1, WEEKS * 42)
]
ARCHIVE = archive_of(EVERY_4_HOURS)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


@pytest.fixture
def settings(tmp_path: Path) -> MailSettings:
    return MailSettings(transport=f"maildir:{tmp_path / 'box'}", sender="Regwatch <digest@example.org>")


def told(db: Database, email: str) -> list[int]:
    """Every change that this reader was mailed, in the order of the mails."""
    rows = db.conn.execute(
        """SELECT d.changes FROM deliveries d JOIN readers r ON r.id = d.reader
           WHERE r.email = ? AND d.state = 'sent' ORDER BY d.id""",
        [email],
    ).fetchall()
    return [number for row in rows for number in sorted(ledger.changes_of(row[0]))]


def test_each_reader_is_told_once_over_a_change_of_the_clock(db: Database, settings: MailSettings) -> None:
    subscribe(
        db, "berlin@example.com", wish("weekly", day="fri", hour=8, zone="Europe/Berlin"), confirmed=True, now=START
    )
    subscribe(db, "york@example.com", wish("daily", hour=2, zone="America/New_York"), confirmed=True, now=START)
    subscribe(db, "common@example.com", wish("weekly"), confirmed=True, now=START)
    now, until = START, START + timedelta(weeks=WEEKS)
    while now < until:
        for frequency in ("daily", "weekly"):
            for one in due_own(db, frequency, now):  # type: ignore[arg-type]
                run_digest(
                    db,
                    frequency,
                    archive=ARCHIVE,
                    settings=settings,
                    now=now,
                    until=one.until,
                    hours="own",  # type: ignore[arg-type]
                )
        run_digest(db, "weekly", archive=ARCHIVE, settings=settings, now=now, hours="common")
        now += timedelta(hours=7)
    berlin, york, common = (told(db, f"{name}@example.com") for name in ("berlin", "york", "common"))
    for numbers in (berlin, york, common):
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert berlin[0] == 1 and york[0] == 1
    assert len(york) > 7.8 * 42 and len(berlin) > 7 * 42


def test_a_reader_who_moves_about_is_told_everything_once(db: Database, settings: MailSettings) -> None:
    made = subscribe(db, "mover@example.com", wish("weekly"), confirmed=True, now=START)
    wishes = [
        wish("weekly", day="fri", hour=8, zone="Europe/Berlin"),
        wish("daily", hour=2, zone="America/New_York"),
        wish("weekly", day="sun", hour=23, zone="America/New_York"),
        wish("daily"),
        wish("weekly"),
    ]
    now, until, moved = START, START + timedelta(weeks=WEEKS), 0
    while now < until:
        for frequency in ("daily", "weekly"):
            run_digest(db, frequency, archive=ARCHIVE, settings=settings, now=now, hours="common")  # type: ignore[arg-type]
            for one in due_own(db, frequency, now):  # type: ignore[arg-type]
                run_digest(
                    db,
                    frequency,
                    archive=ARCHIVE,
                    settings=settings,
                    now=now,
                    until=one.until,
                    hours="own",  # type: ignore[arg-type]
                )
        if moved < len(wishes) and now > START + timedelta(hours=230 * (moved + 1)):
            amend(db, made["id"], wishes[moved], now)
            moved += 1
        now += timedelta(hours=5)
    assert moved == len(wishes)
    numbers = told(db, "mover@example.com")
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert len(numbers) > 7 * 42 - 6


def test_by_hand_all_windows_are_made_and_the_answer_names_them(
    db: Database, settings: MailSettings, tmp_path: Path
) -> None:
    for number in range(2):
        own = wish("weekly", day="wed", hour=8, zone="Europe/Berlin", any_subject=bool(number))
        subscribe(db, "berlin@example.com", own, confirmed=True, now=START)
    subscribe(db, "common@example.com", wish("weekly"), confirmed=True, now=START)
    subscribe(db, "same@example.com", wish("weekly", hour=0), confirmed=True, now=START)
    result = run_digest(db, "weekly", archive=ARCHIVE, settings=settings, now=moment("2026-03-19"))
    assert result["window"]["until"] == "2026-03-16T00:00:00+08:00"
    assert result["windows"] == [{"from": "2026-03-11T15:00:00+08:00", "until": "2026-03-18T15:00:00+08:00"}]
    assert (result["due"], result["sent"]) == (3, 3)
    received = sorted(str(message["To"]) for message in mailbox.Maildir(tmp_path / "box"))
    assert received == ["berlin@example.com", "common@example.com", "same@example.com"]
    assert run_digest(db, "weekly", archive=ARCHIVE, settings=settings, now=moment("2026-03-19"))["sent"] == 0
