"""The operator's mail through the real ledger and outbox: once each, whatever dies on the way."""

import mailbox
import os
import signal
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from notifier.config import MailSettings
from notifier.operator_mail import dead_letters, queue_operator_mail
from notifier.outbox import flush
from notifier.subscribers_db import open_subscribers, subscriber_migrations
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import ZONE, stamp
from storage.database import Database, connect, migrate
from storage.queries.health import Finding

AT = datetime(2026, 5, 18, 9, 0, tzinfo=ZONE)
NAMES = {("miit", "wjfb"): "Documents issued 文件发布"}


def finding(kind: str = "challenged", channel: str = "wjfb") -> Finding:
    return Finding(
        source="miit", channel=channel, kind=kind, opened_at=stamp(AT), last_at=stamp(AT), times=1,
        detail="HTTP 521, a script challenge (加速乐) <b>in place</b> of the page",
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> MailSettings:
    return MailSettings(
        transport=f"maildir:{tmp_path / 'mail'}", operator="Ops@example.org", base_url="https://regwatch.example.org"
    )


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


def mails(tmp_path: Path) -> list[bytes]:
    folder = tmp_path / "mail"
    return [bytes(one) for one in mailbox.Maildir(folder)] if folder.exists() else []


def test_opened_then_over_each_told_once(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    assert queue_operator_mail(db, settings, [finding()], [], AT, NAMES)
    assert queue_operator_mail(db, settings, [finding()], [], AT, NAMES) is None
    assert flush(db, settings, AT).sent == 1
    assert flush(db, settings, AT + timedelta(minutes=1)).sent == 0
    (mail,) = [message_from_bytes(one, policy=policy.default) for one in mails(tmp_path)]
    assert mail["To"] == "Ops@example.org" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Regwatch operator: 1 new (miit)"
    assert mail["List-Unsubscribe"] is None
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for said in ("miit/wjfb (Documents issued 文件发布)", "refuses us", "加速乐", "regwatch findings"):
        assert said in text and said in html
    assert "<b>in place" not in html and "&lt;b&gt;in place" in html

    assert queue_operator_mail(db, settings, [], [], AT + timedelta(hours=2), NAMES)
    flush(db, settings, AT + timedelta(hours=2))
    assert sorted(message_from_bytes(one)["Subject"] for one in mails(tmp_path)) == [
        "Regwatch operator: 1 new (miit)",
        "Regwatch operator: 1 over (miit)",
    ]


def test_nobody_is_told_without_an_operator(db: Database, settings: MailSettings) -> None:
    nobody = settings.model_copy(update={"operator": ""})
    assert queue_operator_mail(db, nobody, [finding()], [], AT, NAMES) is None
    assert db.conn.execute("SELECT count(*) FROM operator_told").fetchone()[0] == 0


@pytest.mark.parametrize("operator", ["nobody", "a@b@c", "ops@example.org\r\nBcc: x@example.org"])
def test_an_operator_that_is_no_address_is_refused(operator: str) -> None:
    with pytest.raises(ValueError, match=r"address|control character"):
        MailSettings(operator=operator)


def test_killed_before_any_writing_statement_it_is_told_exactly_once(settings: MailSettings, tmp_path: Path) -> None:
    """Queueing, then sending, in a process that dies before its n-th statement that writes, and once more after it."""
    kills = 0
    for number in range(1, 100):
        folder = tmp_path / str(number)
        folder.mkdir()
        own = settings.model_copy(update={"transport": f"maildir:{folder / 'mail'}"})
        open_subscribers(folder / "subscribers.db").close()
        child = os.fork()
        if child == 0:
            try:
                _queue_and_send(folder, own, number)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        _queue_and_send(folder, own, 0)
        found = [message_from_bytes(one) for one in mails(folder)]
        assert {mail["Subject"] for mail in found} == {"Regwatch operator: 1 new (miit)"}
        assert len({mail["Message-ID"] for mail in found}) == 1, "a copy that SMTP itself could leave is the same mail"
        if not os.WIFSIGNALED(status):
            break
        kills += 1
    assert kills >= 5


def _queue_and_send(folder: Path, settings: MailSettings, death: int) -> None:
    db = open_subscribers(folder / "subscribers.db")
    left = death

    def watched(statement: str) -> None:
        nonlocal left
        if statement.split()[0].upper() not in ("SELECT", "PRAGMA"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    db.conn.set_trace_callback(watched)
    queue_operator_mail(db, settings, [finding()], [], AT, NAMES)
    flush(db, settings, AT)
    db.close()


def test_given_up_mails_are_told_and_unwanted_ones_are_not(db: Database) -> None:
    subscribe(db, "reader@example.com", wish("weekly"), confirmed=True, now=AT)
    insert = """INSERT INTO deliveries (kind, reader, state, message_key, created_at, settled_at, last_error)
                VALUES ('digest', 1, 'dead', ?, ?, ?, ?)"""
    db.conn.execute(insert, ["a", stamp(AT), stamp(AT), "no longer wanted when it was about to be sent"])
    assert dead_letters(db, AT) == ""
    db.conn.execute(insert, ["b", stamp(AT), stamp(AT), "550 <reader@example.com> no such user"])
    db.conn.commit()
    assert dead_letters(db, AT) == (
        "1 mails were given up in the last 3 days, the newest because 550 (a reader) no such user; "
        "`regwatch deliveries --state dead` lists them"
    )
    assert dead_letters(db, AT + timedelta(days=4)) == ""


def test_a_ledger_of_the_release_before_is_brought_here_with_its_mails(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.db"
    db = connect(path)
    subscriber_migrations.apply(db, stop_before="m004_operator")
    db.conn.execute(
        "INSERT INTO readers (email, address_key, created_at) VALUES ('a@example.org', 'a@example.org', '')"
    )
    insert = "INSERT INTO deliveries (kind, reader, state, message_key, created_at) VALUES (?, 1, 'sent', ?, '')"
    db.conn.execute(insert, ["digest", "k1"])
    db.conn.commit()
    db.close()
    db = open_subscribers(path)
    migrate(db, subscriber_migrations, path)
    db.conn.execute(insert, ["operator", "k2"])
    with pytest.raises(Exception, match="CHECK"):
        db.conn.execute(insert, ["other", "k3"])
    db.conn.commit()
    assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert [row[0] for row in db.conn.execute("SELECT kind FROM deliveries").fetchall()] == ["digest", "operator"]
