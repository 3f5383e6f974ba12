"""Sending to a real SMTP server that refuses, puts off, hangs up, or is not there."""

import socket
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from digest_samples import a_full_week
from post_office import NOW, Peer, archive_of, post_office

from notifier import ledger
from notifier.config import MailSettings
from notifier.digests import DigestResult, run_digest
from notifier.errors import Undelivered
from notifier.outbox import flush
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.transports import open_transport
from notifier.wishes import wish

WEEK = archive_of(a_full_week())
NAMES = ("ann", "bob", "cyd", "dan")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    opened = open_subscribers(tmp_path / "subscribers.db")
    for name in NAMES:
        subscribe(opened, f"{name}@example.com", wish("weekly"), confirmed=True, now=NOW)
    return opened


def send(db: Database, transport: str, now: object = NOW) -> DigestResult:
    settings = MailSettings(transport=transport, sender="Regwatch <digest@example.org>")
    return run_digest(db, "weekly", archive=WEEK, settings=settings, now=now)  # type: ignore[arg-type]


def counts(result: DigestResult) -> tuple[int, int, int, int]:
    return result["due"], result["sent"], result["deferred"], result["failed"]


def test_many_mails_go_over_one_connection(db: Database) -> None:
    peer = Peer()
    with post_office(peer) as transport:
        assert counts(send(db, transport)) == (4, 4, 0, 0)
    assert peer.connections == 1
    assert [to for to, _ in peer.taken] == [f"{name}@example.com" for name in NAMES]
    message = message_from_bytes(peer.taken[0][1], policy=policy.default)
    assert not message.defects
    assert str(message["To"]) == "ann@example.com"
    assert "处[-50万元-]{+500万元+}以上罚款" in message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_a_greylisting_server_is_asked_again(db: Database) -> None:
    seen: set[str] = set()

    def greylist(address: str) -> str | None:
        first = address not in seen
        seen.add(address)
        return "451 4.7.1 greylisted, come back" if first and address != "bob@example.com" else None

    peer = Peer(on_rcpt=greylist)
    with post_office(peer) as transport:
        first = send(db, transport)
        assert counts(first) == (4, 1, 3, 0)
        assert "451 4.7.1 greylisted" in first["faults"][0]
        settings = MailSettings(transport=transport)
        assert flush(db, settings, NOW + timedelta(minutes=4)).sent == 0  # the back-off is kept
        assert flush(db, settings, NOW + timedelta(minutes=5)).sent == 3
        assert counts(send(db, transport))[1] == 0
    assert sorted(to for to, _ in peer.taken) == sorted(f"{name}@example.com" for name in NAMES)


def test_asking_for_the_same_window_again_retries_what_was_put_off(db: Database) -> None:
    answers = iter(["450 busy"] * 4)
    peer = Peer(on_data=lambda _envelope: next(answers, None))
    with post_office(peer) as transport:
        assert counts(send(db, transport)) == (4, 0, 4, 0)
        assert counts(send(db, transport)) == (4, 4, 0, 0)
        assert counts(send(db, transport)) == (0, 0, 0, 0)


def test_a_refused_address_fails_alone_and_dies_after_three_days(db: Database) -> None:
    peer = Peer(on_rcpt=lambda address: "550 5.1.1 no such box" if address.startswith("bob") else None)
    with post_office(peer) as transport:
        assert counts(send(db, transport)) == (4, 3, 0, 1)
        again = send(db, transport)
        assert counts(again) == (1, 0, 0, 1)
        assert "550 5.1.1 no such box" in again["faults"][0]
        assert counts(send(db, transport, NOW + timedelta(days=1)))[3] == 1
        assert counts(send(db, transport, NOW + timedelta(days=2)))[3] == 1
        assert ledger.deliveries(db, states=("dead",))[0].email == "bob@example.com"
        assert counts(send(db, transport, NOW + timedelta(days=6))) == (0, 0, 0, 0)
    assert len(peer.taken) == 3


def test_a_hang_up_in_data_loses_nothing(db: Database) -> None:
    times = iter(["before taking", "before taking"])
    peer = Peer(hang_up=lambda envelope: next(times, None) if envelope.rcpt_tos[0].startswith("bob") else None)
    with post_office(peer) as transport:
        assert counts(send(db, transport)) == (4, 3, 1, 0)
        assert counts(send(db, transport)) == (1, 0, 1, 0)
        assert counts(send(db, transport)) == (1, 1, 0, 0)
    assert sorted(to for to, _ in peer.taken) == sorted(f"{name}@example.com" for name in NAMES)


def test_a_hang_up_after_taking_is_the_one_window_and_keeps_the_message_id(db: Database) -> None:
    times = iter(["after taking"])
    peer = Peer(hang_up=lambda envelope: next(times, None) if envelope.rcpt_tos[0].startswith("bob") else None)
    with post_office(peer) as transport:
        assert counts(send(db, transport)) == (4, 3, 1, 0)
        assert counts(send(db, transport)) == (1, 1, 0, 0)
    to_bob = [content for to, content in peer.taken if to.startswith("bob")]
    assert len(to_bob) == 2
    assert to_bob[0] == to_bob[1]


def test_a_server_that_is_not_there_defers_all_after_one_try(db: Database) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result = send(db, f"smtp://127.0.0.1:{port}")
    assert counts(result) == (4, 0, 4, 0)
    assert len(result["faults"]) == 1
    assert "cannot be reached" in result["faults"][0]
    attempts = [one.attempts for one in ledger.deliveries(db)]
    assert attempts == [1, 0, 0, 0]


def test_encryption_that_is_not_offered_is_not_done_without(db: Database) -> None:
    peer = Peer()
    with post_office(peer) as transport:
        result = send(db, transport.replace("tls=none", "tls=starttls"))
    assert counts(result) == (4, 0, 4, 0)
    assert "does not offer the encryption" in result["faults"][0]
    assert peer.taken == []


class LoginPeer(Controller):
    """Takes mail only after the login `user` / `p@ss`."""

    def factory(self) -> object:
        self.SMTP_kwargs.update(auth_require_tls=False, auth_required=True, authenticator=self._check)
        return super().factory()

    @staticmethod
    def _check(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (b"user", b"p@ss"), handled=False)


def test_a_login_is_made_and_a_wrong_one_is_told_without_the_password(db: Database) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    peer = Peer()
    controller = LoginPeer(peer, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        wrong = send(db, f"smtp://user:s3cret@127.0.0.1:{port}?tls=none")
        assert counts(wrong) == (4, 0, 4, 0)
        assert "refused the user name or password" in wrong["faults"][0]
        assert "s3cret" not in str(wrong)
        none = send(db, f"smtp://127.0.0.1:{port}?tls=none")
        assert counts(none) == (4, 0, 4, 0)
        assert "wants a login" in none["faults"][0]
        assert counts(send(db, f"smtp://user:p%40ss@127.0.0.1:{port}?tls=none")) == (4, 4, 0, 0)
    finally:
        controller.stop()


def test_a_maildir_that_cannot_be_written_defers(db: Database, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = send(db, f"maildir:{blocked}/box")
    assert counts(result) == (4, 0, 4, 0)
    assert "cannot be written" in result["faults"][0]
    with pytest.raises(Undelivered) as fault:
        open_transport(f"maildir:{blocked}/box").send("a@example.org", "b@example.org", b"x")
    assert fault.value.channel_down
