"""The sending process is killed at every step in turn, then started again: nothing is lost, nothing is doubled but the
one mail that a server took and we had not yet marked, and that one carries the same Message-ID.

A real process dies each time (a forked child ends itself with SIGKILL), so nothing of it can tidy up.
"""

import mailbox
import os
import signal
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from digest_samples import a_full_week
from post_office import NOW, Peer, archive_of, post_office

from notifier import ledger
from notifier.config import MailSettings
from notifier.digests import DigestResult, run_digest
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish

READERS = [f"reader{number}@example.com" for number in range(5)]
WEEK = archive_of(a_full_week()[:2])


def office(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "subscribers.db"
    db = open_subscribers(path)
    for reader in READERS:
        subscribe(db, reader, wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "standards@example.com", wish("weekly", topics=["standard"]), confirmed=True, now=NOW)
    db.close()
    return path


def run(path: Path, settings: MailSettings, hook: Callable[[str], None]) -> DigestResult:
    db = open_subscribers(path)
    try:
        return run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW, hook=hook)
    finally:
        db.close()


def killed_at(path: Path, settings: MailSettings, step: int) -> str | None:
    return killed_while(lambda hook: run(path, settings, hook), step)


def killed_while(work: Callable[[Callable[[str], None]], object], step: int) -> str | None:
    """Do the work in a child that dies at its `step`-th step; the step's name, or None when it came to the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        reached = 0

        def hook(name: str) -> None:
            nonlocal reached
            reached += 1
            if reached == step:
                os.write(writing, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(hook)
        finally:
            os._exit(0)
    os.close(writing)
    name = os.read(reading, 100).decode()
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert bool(name) == os.WIFSIGNALED(status)
    return name or None


def steps_of(folder: Path, settings: MailSettings) -> list[str]:
    names: list[str] = []
    run(office(folder), settings, names.append)
    return names


def check_ledger(path: Path, result: DigestResult) -> None:
    assert (result["deferred"], result["failed"]) == (0, 0)
    db = open_subscribers(path)
    states = Counter(
        one.state for one in ledger.deliveries(db, states=(*ledger.UNSETTLED, "sent", "skipped_empty", "dead"))
    )
    assert states == {"sent": len(READERS), "skipped_empty": 1}
    assert db.conn.execute("SELECT count(*) FROM digest_runs").fetchone()[0] == 1
    again = run_digest(db, "weekly", archive=WEEK, settings=MailSettings(transport="smtp://127.0.0.1:1"), now=NOW)
    assert (again["sent"], again["deferred"], again["failed"]) == (0, 0, 0)
    db.close()


@pytest.mark.timeout(300)
def test_a_maildir_holds_each_mail_exactly_once_wherever_the_sender_dies(tmp_path: Path) -> None:
    def settings(folder: Path) -> MailSettings:
        return MailSettings(transport=f"maildir:{folder / 'box'}")

    steps = steps_of(tmp_path / "whole", settings(tmp_path / "whole"))
    assert len(steps) >= 35
    for step in range(1, len(steps) + 1):
        folder = tmp_path / str(step)
        path = office(folder)
        assert killed_at(path, settings(folder), step) == steps[step - 1]
        check_ledger(path, run(path, settings(folder), lambda _name: None))
        received = Counter(str(message["To"]) for message in mailbox.Maildir(folder / "box", create=False))
        assert received == Counter(READERS), steps[step - 1]
        assert not list((folder / "box" / "tmp").iterdir())


@pytest.mark.timeout(300)
def test_a_server_gets_each_mail_once_but_for_the_one_window_wherever_the_sender_dies(tmp_path: Path) -> None:
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport)
        steps = steps_of(tmp_path / "whole", settings)
        assert len(steps) >= 35
        for step, name in enumerate(steps, 1):
            peer.taken.clear()
            path = office(tmp_path / str(step))
            assert killed_at(path, settings, step) == name
            check_ledger(path, run(path, settings, lambda _name: None))
            received = Counter(to for to, _ in peer.taken)
            assert set(received) == set(READERS), name
            doubled = [to for to, times in received.items() if times > 1]
            assert len(doubled) == (name in ("smtp:accepted", "sent:before-mark")), name
            for to in doubled:
                ids = [message_from_bytes(content)["Message-ID"] for reader, content in peer.taken if reader == to]
                assert len(ids) == 2 and len(set(ids)) == 1


def test_a_sender_that_dies_again_and_again_still_gets_there(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    path = office(folder)
    settings = MailSettings(transport=f"maildir:{folder / 'box'}")
    for step in (3, 2, 8, 9, 7, 10, 6, 5, 4, 11):
        killed_at(path, settings, step)
    check_ledger(path, run(path, settings, lambda _name: None))
    received = Counter(str(message["To"]) for message in mailbox.Maildir(folder / "box", create=False))
    assert received == Counter(READERS)
