"""What keeps a mail back: quiet hours, a domain's share, the allow list; dead mail, and what the ledger answers."""

from datetime import timedelta
from pathlib import Path

import pytest
from digest_samples import change
from post_office import NOW, Peer, archive_of, post_office

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.errors import NotifierError
from notifier.ledger_answers import answer_deliveries, counts, retry
from notifier.outbox import flush, outbox_lock, send_waiting
from notifier.pace import DomainPace
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish

WEEK = archive_of([change(1)])


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


def test_quiet_hours_hold_a_mail_until_they_are_over(db: Database) -> None:
    subscribe(db, "berlin@example.com", wish("weekly", zone="Europe/Berlin", quiet="22-7"), confirmed=True, now=NOW)
    subscribe(db, "china@example.com", wish("weekly"), confirmed=True, now=NOW)
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport)
        at = NOW + timedelta(days=2)  # Wednesday 0:00 in Berlin, 6:00 in China
        result = run_digest(db, "weekly", archive=WEEK, settings=settings, now=at)
        assert (result["sent"], result["deferred"], result["held"]) == (1, 1, 1)
        assert flush(db, settings, at + timedelta(hours=6, minutes=59)).sent == 0
        assert flush(db, settings, at + timedelta(hours=7)).sent == 1
    assert [to for to, _ in peer.taken] == ["china@example.com", "berlin@example.com"]


def test_a_domain_gets_its_share_and_the_others_do_not_wait_for_it(db: Database) -> None:
    for number in range(7):
        subscribe(db, f"r{number}@slow.example", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "one@quick.example", wish("weekly"), confirmed=True, now=NOW)
    clock = [0.0]
    sent_at: list[tuple[float, str]] = []
    peer = Peer(on_data=lambda envelope: sent_at.append((clock[0], envelope.rcpt_tos[0])))
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport)
        run_digest(db, "weekly", archive=WEEK, settings=MailSettings(transport="smtp://127.0.0.1:1?tls=none"), now=NOW)
        pace = DomainPace(3, clock=lambda: clock[0], sleep=lambda seconds: clock.__setitem__(0, clock[0] + seconds))
        with outbox_lock(db):
            tally = send_waiting(db, settings, NOW + timedelta(hours=1), pace=pace)
    assert tally.sent == 8
    slow = [at for at, to in sent_at if to.endswith("slow.example")]
    assert all(later - earlier >= 60 for earlier, later in zip(slow, slow[3:], strict=False))
    assert next(at for at, to in sent_at if to == "one@quick.example") == 0
    assert clock[0] == 120


def test_a_round_does_not_wait_for_ever(db: Database) -> None:
    for number in range(15):
        subscribe(db, f"r{number}@slow.example", wish("weekly"), confirmed=True, now=NOW)
    clock = [0.0]
    peer = Peer()
    with post_office(peer) as transport:
        run_digest(db, "weekly", archive=WEEK, settings=MailSettings(transport="smtp://127.0.0.1:1?tls=none"), now=NOW)
        pace = DomainPace(1, clock=lambda: clock[0], sleep=lambda seconds: clock.__setitem__(0, clock[0] + seconds))
        with outbox_lock(db):
            tally = send_waiting(db, MailSettings(transport=transport), NOW + timedelta(hours=1), pace=pace)
        assert tally.sent == 11
        assert "4 mails wait for their turn (slow.example)" in tally.faults[0]
        assert flush(db, MailSettings(transport=transport), NOW + timedelta(hours=2)).sent == 4


def test_outside_production_only_the_allow_list_is_written_to(db: Database) -> None:
    for email in ("me@example.org", "all@Team.example", "customer@example.com"):
        subscribe(db, email, wish("weekly"), confirmed=True, now=NOW)
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport, only_to=("me@example.org", "@team.example"))
        result = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
        assert (result["sent"], result["failed"], result["deferred"]) == (2, 0, 0)
        assert flush(db, MailSettings(transport=transport), NOW + timedelta(days=1)).sent == 0
    assert [to for to, _ in peer.taken] == ["me@example.org", "all@team.example"]
    assert answer_deliveries(db, email="customer@example.com")[0]["said"] == (
        "not on mail.only_to, so never sent from here"
    )
    with pytest.raises(ValueError, match=r"not a bare address|no valid domain"):
        MailSettings(only_to=("@",))


def test_the_ledger_answers_who_received_what_when_and_what_the_server_said(db: Database) -> None:
    for name in ("ann", "bob"):
        subscribe(db, f"{name}@example.com", wish("weekly"), confirmed=True, now=NOW)
    peer = Peer(on_rcpt=lambda address: "554 5.7.1 spam" if address.startswith("bob") else None)
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport, sender="Regwatch <digest@example.org>")
        run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
        for day in (1, 2):
            flush(db, settings, NOW + timedelta(days=day, minutes=1))
        ann, bob = answer_deliveries(db, email="ANN@example.com")[0], answer_deliveries(db, states=["dead"])[0]
        assert (ann["state"], ann["code"], ann["said"], ann["changes"]) == ("sent", 250, "250 taken", [1])
        assert ann["sent_at"] == "2026-05-04T06:00:00+08:00"
        assert ann["message_id"].startswith("<regwatch.") and ann["message_id"].endswith("@example.org>")
        assert (bob["email"], bob["attempts"]) == ("bob@example.com", 3)
        assert "554 5.7.1 spam" in bob["said"]
        assert counts(db, NOW) == {"dead": 1, "sent": 1}
        peer.on_rcpt = lambda _address: None
        assert retry(db, bob["id"], NOW + timedelta(days=3)) == 1
        assert flush(db, settings, NOW + timedelta(days=3)).sent == 1
    assert answer_deliveries(db, email="bob@example.com")[0]["state"] == "sent"
    assert answer_deliveries(db, since=NOW + timedelta(days=3))[0]["email"] == "bob@example.com"
    with pytest.raises(NotifierError, match="is not dead"):
        retry(db, ann["id"], NOW)
    with pytest.raises(NotifierError, match="no state of a delivery"):
        answer_deliveries(db, states=["lost"])


def test_a_server_that_is_gone_for_three_days_loses_nothing(db: Database) -> None:
    for number in range(5):
        subscribe(db, f"r{number}@example.com", wish("weekly"), confirmed=True, now=NOW)
    gone = MailSettings(transport="smtp://127.0.0.1:1?tls=none")
    run_digest(db, "weekly", archive=WEEK, settings=gone, now=NOW)
    at = NOW
    while at < NOW + timedelta(days=3):
        at += timedelta(minutes=30)
        assert flush(db, gone, at).sent == 0
    peer = Peer()
    with post_office(peer) as transport:
        back = MailSettings(transport=transport)
        while len(peer.taken) < 5 and at < NOW + timedelta(days=4):
            at += timedelta(minutes=30)
            flush(db, back, at)
    assert sorted(to for to, _ in peer.taken) == [f"r{number}@example.com" for number in range(5)]
