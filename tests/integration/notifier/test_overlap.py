"""The disk is written while the next mail is under way, and still no mail is taken before the last one is on record."""

import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from digest_samples import a_full_week
from post_office import NOW, Peer, archive_of, post_office

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish

READERS = 8


@dataclass
class Order:
    events: list[str] = field(default_factory=list)


def test_no_mail_is_taken_before_the_last_one_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order, real = Order(), os.fsync

    def slow(handle: int) -> None:
        time.sleep(0.02)
        real(handle)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            order.events.append("on disk")

    def taking(_envelope: Envelope) -> None:
        order.events.append("taken")

    db = open_subscribers(tmp_path / "subscribers.db")
    for number in range(READERS):
        subscribe(db, f"reader{number}@example.com", wish("weekly"), confirmed=True, now=NOW)
    peer = Peer(on_data=taking)
    with post_office(peer) as transport:
        monkeypatch.setattr(os, "fsync", slow)
        result = run_digest(
            db, "weekly", archive=archive_of(a_full_week()), settings=MailSettings(transport=transport), now=NOW
        )
    assert result["sent"] == len(peer.taken) == READERS
    steps = [event for event in order.events if event == "taken"]
    assert len(steps) == READERS
    for place, event in enumerate(order.events):
        if event == "taken":
            before = order.events[:place]
            assert before.count("on disk") >= before.count("taken")
    assert order.events[-1] == "on disk"


def test_a_server_that_hangs_up_after_each_mail_gets_all_of_them(tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    for number in range(READERS):
        subscribe(db, f"reader{number}@example.com", wish("weekly"), confirmed=True, now=NOW)

    class OneMailAConnection(Peer):
        async def handle_MAIL(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
            if getattr(session, "had_one", False):
                server.transport.abort()
                return "421 gone"
            session.had_one = True
            envelope.mail_from = address
            return "250 OK"

    peer = OneMailAConnection()
    with post_office(peer) as transport:
        result = run_digest(
            db, "weekly", archive=archive_of(a_full_week()), settings=MailSettings(transport=transport), now=NOW
        )
    assert (result["sent"], result["deferred"], result["failed"]) == (READERS, 0, 0)
    assert len({to for to, _ in peer.taken}) == len(peer.taken) == READERS
    assert peer.connections == READERS
