"""The ledger's file: brought here from releases before, and asked without looking through all readers."""

import zlib
from pathlib import Path

import pytest

from notifier import claims, ledger
from notifier.claims import Claimed
from notifier.link_tokens import token_for
from notifier.personal_data import erase
from notifier.subscribers_db import open_subscribers, subscriber_migrations
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import moment
from storage.database import connect, migrate
from storage.errors import StorageError

NOW = moment("2026-05-04T06:00:00")


def test_a_mail_that_waited_in_the_release_before_is_sent_by_this_one(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.db"
    db = connect(path)
    subscriber_migrations.apply(db, stop_before="m006_mail_texts")
    db.conn.execute(
        "INSERT INTO readers (email, address_key, created_at) VALUES ('a@example.org', 'a@example.org', '')"
    )
    db.conn.execute(
        """INSERT INTO subscriptions (reader, frequency, wish, wish_key, state, created_at)
           VALUES (1, 'weekly', ?, 'k', 'active', '')""",
        [wish("weekly").stored()],
    )
    insert = (
        "INSERT INTO deliveries (kind, reader, state, message_key, created_at, eml) VALUES ('digest', 1, ?, ?, '', ?)"
    )
    db.conn.execute(insert, ["rendered", "k1", zlib.compress(b"Subject: waiting\r\n\r\n")])
    db.conn.execute(insert, ["sent", "k2", None])
    db.conn.commit()
    db.close()
    db = open_subscribers(path)
    assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    [waiting] = ledger.deliveries(db)
    claimed = claims.claim(db, waiting, NOW)
    assert isinstance(claimed, Claimed) and claimed.mail == b"Subject: waiting\r\n\r\n"
    assert db.conn.execute("SELECT count(*) FROM mail_texts").fetchone()[0] == 1


def test_a_release_that_does_not_know_this_ledger_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.db"
    open_subscribers(path).close()
    older = type(subscriber_migrations)(subscriber_migrations.name)
    for one in list(subscriber_migrations._migrations)[:-1]:
        older(name=one.name)(one.fn)
    with pytest.raises(StorageError, match="newer"):
        migrate(connect(path), older, path)


def test_what_is_erased_takes_its_mails_along(tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "a@example.com", wish("weekly"), confirmed=False, now=NOW)
    [confirmation] = ledger.deliveries(db)
    ledger.mark_rendered(db, confirmation.id, eml=b"Subject: x\r\n\r\n", subject="x", sender="", changes=[], now=NOW)
    erase(db, confirmation.reader, NOW)
    assert db.conn.execute("SELECT count(*) FROM mail_texts").fetchone()[0] == 0


def test_what_is_asked_for_each_mail_looks_through_no_table(tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "a@example.com", wish("weekly"), confirmed=False, now=NOW)
    [waiting] = ledger.deliveries(db)
    ledger.mark_rendered(db, waiting.id, eml=b"Subject: x\r\n\r\n", subject="x", sender="", changes=[], now=NOW)
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    assert isinstance(claims.claim(db, waiting, NOW), Claimed)
    claims.mark_sent(db, waiting.id, NOW, 1)
    token_for(db, "manage", waiting.reader, None, NOW)
    db.conn.set_trace_callback(None)
    assert sum(statement.startswith(("SELECT", "UPDATE")) for statement in map(str.strip, asked)) >= 4
    for statement in asked:
        if statement.startswith(("BEGIN", "COMMIT", "--")):
            continue
        plan = [str(row[3]) for row in db.conn.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
        assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step], statement
