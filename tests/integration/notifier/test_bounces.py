"""What comes back ends or rests a subscription, when it is ours, and changes nothing when it is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from digest_samples import change
from post_office import NOW, Peer, archive_of, post_office
from reports_made import away, complaint, dsn

from notifier import ledger
from notifier.bounces import take_files, take_maildir, take_report
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.errors import BadAddress, BadMailSettings
from notifier.ledger_answers import answer_deliveries
from notifier.mail_options import BounceSettings
from notifier.outbox import flush
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscription_rows import list_barred, list_subscriptions
from notifier.subscriptions import lift, subscribe
from notifier.wishes import wish
from storage.clock import moment

WEEK = archive_of([change(1)])
BUYER = "buyer@example.com"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    opened = open_subscribers(tmp_path / "subscribers.db")
    subscribe(opened, BUYER, wish("weekly"), confirmed=True, now=NOW)
    subscribe(opened, "other@example.com", wish("weekly"), confirmed=True, now=NOW)
    return opened


def settings(transport: str = "") -> MailSettings:
    return MailSettings(
        transport=transport,
        sender="Regwatch <digest@example.org>",
        bounces=BounceSettings(address="bounces@example.org"),
    )


def envelope_of(db: Database, email: str = BUYER, days: int = 0) -> str:
    """Send this week's (or a later week's) digest; the envelope sender that the server saw for one reader."""
    seen: dict[str, str] = {}
    peer = Peer(on_data=lambda envelope: seen.__setitem__(envelope.rcpt_tos[0], str(envelope.mail_from)))
    with post_office(peer) as transport:
        now = NOW + timedelta(days=days)
        archive = archive_of([change(1 + days, at=f"{(now - timedelta(days=2)).date()}T09:00:00+08:00")])
        run_digest(db, "weekly", archive=archive, settings=settings(transport), now=now)
    return seen[email]


def states(db: Database) -> dict[str, str]:
    return {one["email"]: one["state"] for one in list_subscriptions(db, ended=True)}


def test_each_mail_leaves_under_a_name_of_its_own_that_its_server_can_carry(db: Database) -> None:
    mine, other = envelope_of(db), ""
    assert mine.startswith("bounces+b") and mine.endswith("@example.org")
    local = mine.partition("@")[0]
    assert len(local) <= 64 and local == local.lower()
    other = envelope_of(db, "other@example.com", days=7)
    assert other != mine


def test_a_dead_box_ends_its_subscriptions_and_is_not_written_to_again(db: Database) -> None:
    report = dsn(envelope_of(db))
    assert take_report(db, settings(), report, NOW) == "hard"
    assert take_report(db, settings(), report, NOW) == "known"
    assert states(db) == {BUYER: "ended", "other@example.com": "active"}
    assert list_barred(db)[0]["reason"].startswith("mail came back: 5.1.1")
    with pytest.raises(BadAddress, match=r"barred --lift buyer@example.com"):
        subscribe(db, BUYER, wish("daily"), confirmed=True, now=NOW)
    told = answer_deliveries(db, email=BUYER)[0]
    assert told["state"] == "sent" and told["said"].startswith("250")
    assert [(one["kind"], one["status"]) for one in told["came_back"]] == [("hard", "5.1.1")]
    assert lift(db, BUYER)
    assert subscribe(db, BUYER, wish("daily"), confirmed=True, now=NOW)["state"] == "active"


def test_a_complaint_ends_at_once(db: Database) -> None:
    sender = envelope_of(db)
    assert take_report(db, settings(), complaint(sender, "not-spam"), NOW) == "foreign"
    assert states(db)[BUYER] == "active"
    assert take_report(db, settings(), complaint(sender), NOW) == "complaint"
    assert states(db)[BUYER] == "ended"


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.1", "5.1.8", "5.0.0"])
def test_what_may_pass_does_not_end_anything(db: Database, status: str) -> None:
    report = dsn(envelope_of(db), status, said="smtp; 552 mailbox full")
    assert take_report(db, settings(), report, NOW) == "soft"
    assert states(db)[BUYER] == "active"


def test_plain_words_of_servers_without_codes_are_understood(db: Database) -> None:
    report = dsn(envelope_of(db), "5.0.0", said="smtp; 550 User not found: buyer@example.com")
    assert take_report(db, settings(), report, NOW) == "hard"


def test_a_box_in_trouble_gets_a_rest_and_then_everything_that_waited(db: Database) -> None:
    for number in range(3):
        at = NOW + timedelta(days=7 * number, hours=1) if number < 2 else NOW + timedelta(days=13)
        sender = envelope_of(db, days=7 * number)
        assert take_report(db, settings(), dsn(sender, "5.2.2", said="smtp; 552 full", ident=str(number)), at) == "soft"
    assert states(db)[BUYER] == "active"
    peer = Peer()
    with post_office(peer) as transport:
        mail = settings(transport)
        archive = archive_of([change(50, at="2026-05-13T09:00:00+08:00")])
        subscribe(db, BUYER, wish("daily"), confirmed=True, now=NOW)
        subscribe(db, "other@example.com", wish("daily"), confirmed=True, now=NOW)
        result = run_digest(db, "daily", archive=archive, settings=mail, now=at, until=moment("2026-05-14"))
        assert (result["sent"], result["held"]) == (1, 1)
        assert flush(db, mail, at + timedelta(days=6, hours=23)).sent == 0
        assert flush(db, mail, at + timedelta(days=7)).sent == 1
    assert [to for to, _ in peer.taken] == ["other@example.com", BUYER]


def test_nothing_that_is_not_ours_changes_anything(db: Database) -> None:
    sender = envelope_of(db)
    before = db.conn.execute("SELECT * FROM subscriptions").fetchall()
    local, _, domain = sender.partition("@")
    flipped = local[:-1] + ("a" if local[-1] != "a" else "b")
    forged = [
        dsn(f"{flipped}@{domain}"),
        dsn(f"{local}@elsewhere.example"),
        dsn("bounces+b0000000000000000aaaaaaaaaaaaaaaa@example.org"),
        dsn("bounces@example.org"),
        dsn(BUYER),
        away(sender),
        complaint("digest@example.org"),
        b"",
        b"\x00\xff" * 400,
        b"To: " + sender.encode() + b"\r\n\r\n550 5.1.1 user unknown",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 3000,
    ]
    assert [take_report(db, settings(), raw, NOW) for raw in forged] == ["foreign"] * len(forged)
    assert take_report(db, settings(), dsn(sender, "4.4.1", "delayed"), NOW) == "delayed"
    assert db.conn.execute("SELECT * FROM subscriptions").fetchall() == before
    assert db.conn.execute("SELECT count(*) FROM bounces").fetchone()[0] == 0


def test_a_maildir_is_read_once(db: Database, tmp_path: Path) -> None:
    box = tmp_path / "box"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1.mail").write_bytes(dsn(envelope_of(db)))
    (box / "new" / "2.mail").write_bytes(away("bounces@example.org"))
    assert take_maildir(db, settings(), box, NOW) | {"foreign": 1} == {
        "read": 2, "hard": 1, "soft": 0, "complaint": 0, "delayed": 0, "known": 0, "foreign": 1,
    }  # fmt: skip
    assert take_maildir(db, settings(), box, NOW)["read"] == 0
    assert sorted(one.name for one in (box / "cur").iterdir()) == ["1.mail:2,S", "2.mail:2,S"]


def test_without_an_address_nothing_is_guessed(db: Database) -> None:
    with pytest.raises(BadMailSettings, match=r"mail.bounces.address is not set"):
        take_files(db, MailSettings(), [dsn("x@example.org")], NOW)


def test_a_refusal_at_the_door_ends_it_when_it_stays(db: Database) -> None:
    peer = Peer(on_rcpt=lambda address: "550 5.1.1 no such user here" if address == BUYER else None)
    with post_office(peer) as transport:
        mail = settings(transport)
        run_digest(db, "weekly", archive=WEEK, settings=mail, now=NOW)
        for day in (1, 2):
            assert states(db)[BUYER] == "active"
            flush(db, mail, NOW + timedelta(days=day, minutes=1))
    assert states(db)[BUYER] == "ended"
    assert ledger.deliveries(db, states=("dead",))[0].email == BUYER
