"""A copy of subscribers.db that is put back sends nothing again and writes to nobody who has left since."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from digest_samples import change
from post_office import NOW, Peer, archive_of, post_office

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.journal import Journal
from notifier.ledger_answers import answer_deliveries
from notifier.outbox import flush
from notifier.personal_data import erase
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe, suppress, unsubscribe
from notifier.wishes import wish
from storage.backup import backup
from storage.clock import stamp
from storage.database import connect

CHANGES = [change(number, at=stamp(NOW - timedelta(days=number))) for number in range(1, 6)]
CHANGES += [change(10 + number, at=stamp(NOW + timedelta(hours=number))) for number in range(1, 4)]
ARCHIVE = archive_of(CHANGES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    connect(tmp_path / "data" / "archive.db").close()
    return tmp_path / "data"


def opened(folder: Path) -> Database:
    return open_subscribers(folder / "subscribers.db")


def restore(folder: Path, copy: Path) -> Database:
    for rest in folder.glob("subscribers.db*"):
        rest.unlink()
    shutil.copy(copy.with_name(f"{copy.stem}.subscribers.db"), folder / "subscribers.db")
    return opened(folder)


def test_mails_of_all_kinds_are_not_sent_again(folder: Path, tmp_path: Path) -> None:
    db = opened(folder)
    for number in range(3):
        subscribe(db, f"r{number}@example.com", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "now@example.com", wish("immediate"), confirmed=True, now=NOW)
    subscribe(db, "asleep@example.com", wish("daily"), confirmed=False, now=NOW)
    backup([folder / "archive.db", folder / "subscribers.db"], tmp_path / "copy.db")
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport)

        def everything(db: Database, hours: int) -> None:
            at = NOW + timedelta(hours=hours)
            run_digest(db, "weekly", archive=ARCHIVE, settings=settings, now=at)
            run_digest(db, "immediate", archive=ARCHIVE, settings=settings, now=at)
            flush(db, settings, at)

        everything(db, 0)
        everything(db, 2)
        first = sorted(to for to, _ in peer.taken)
        assert len(first) == 6
        db.close()
        db = restore(folder, tmp_path / "copy.db")
        everything(db, 2)
        assert sorted(to for to, _ in peer.taken) == first
        everything(db, 5)
    assert sorted(to for to, _ in peer.taken) == sorted([*first, "now@example.com"])
    told = [one["changes"] for one in answer_deliveries(db, email="now@example.com")]
    assert sorted(number for one in told for number in one) == [1, 11, 12, 13]


def test_who_left_since_stays_away_and_who_was_erased_is_erased_again(folder: Path, tmp_path: Path) -> None:
    db = opened(folder)
    for name in ("leaver", "dead", "erased", "stays"):
        subscribe(db, f"{name}@example.com", wish("weekly"), confirmed=True, now=NOW)
    backup([folder / "archive.db", folder / "subscribers.db"], tmp_path / "copy.db")
    unsubscribe(db, "leaver@example.com", NOW)
    suppress(db, "dead@example.com", "mail came back", NOW)
    erased = db.conn.execute("SELECT id FROM readers WHERE email = 'erased@example.com'").fetchone()[0]
    erase(db, int(erased), NOW)
    db.close()
    assert b"erased@example.com" not in (folder / "subscribers.stopped").read_bytes()
    db = restore(folder, tmp_path / "copy.db")
    peer = Peer()
    with post_office(peer) as transport:
        run_digest(db, "weekly", archive=ARCHIVE, settings=MailSettings(transport=transport), now=NOW)
    assert [to for to, _ in peer.taken] == ["stays@example.com"]
    assert not db.conn.execute("SELECT 1 FROM readers WHERE email = 'erased@example.com'").fetchone()
    db.close()
    assert b"erased@example.com" not in (folder / "subscribers.db").read_bytes()


def test_a_line_that_was_cut_off_does_not_count_and_the_next_one_does(folder: Path) -> None:
    db = opened(folder)
    log = Journal.of(db, "sent")
    assert log is not None
    assert [log.append({"key": key}, NOW) for key in "ab"] == [1, 2]
    path = folder / "subscribers.sent"
    assert path.stat().st_mode & 0o077 == 0
    with path.open("ab") as file:
        file.write(b'{"n":3,"at":"2026')
    again = Journal.of(db, "sent")
    assert again is not None
    assert [one["key"] for one in again.entries()] == ["a", "b"]
    assert again.append({"key": "c"}, NOW) == 3
    assert [one["key"] for one in again.entries()] == ["a", "b", "c"]
