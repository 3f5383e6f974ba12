"""A digest from subscription to mailbox, with a real subscribers.db, real files and a real Maildir."""

import mailbox
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from digest_samples import a_full_week, change, event
from post_office import NOW, archive_of

from notifier import ledger
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.errors import BadMailSettings, NotifierError, OutboxBusy
from notifier.outbox import outbox_lock
from notifier.previews import preview_digest, write_digest
from notifier.run_windows import due_windows
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe, unsubscribe
from notifier.wishes import wish
from storage.clock import moment

WEEK = archive_of(a_full_week())


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


@pytest.fixture
def settings(tmp_path: Path) -> MailSettings:
    return MailSettings(
        transport=f"maildir:{tmp_path / 'box'}",
        sender="Regwatch <digest@example.org>",
        base_url="https://regwatch.example.org",
    )


def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "box", create=False)


def contents(db: Database) -> dict[str, list[object]]:
    return {table: db.conn.execute(f"SELECT * FROM [{table}]").fetchall() for table in db.table_names()}


def recipients(tmp_path: Path) -> list[str]:
    return sorted(str(message["To"]) for message in box(tmp_path))


def test_each_reader_gets_one_mail_and_never_a_second(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "all@example.com", wish("weekly", topics=["penalty_benchmark"]), confirmed=True, now=NOW)
    subscribe(db, "penalties@example.com", wish("weekly", topics=["penalty_benchmark"]), confirmed=True, now=NOW)
    subscribe(db, "standards@example.com", wish("weekly", topics=["standard"]), confirmed=True, now=NOW)
    subscribe(db, "daily@example.com", wish("daily"), confirmed=True, now=NOW)
    subscribe(db, "asleep@example.com", wish("weekly"), confirmed=False, now=NOW)
    first = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    assert first == {
        "window": {"from": "2026-04-27T00:00:00+08:00", "until": "2026-05-04T00:00:00+08:00"},
        "due": 3,
        "sent": 2,
        "skipped_empty": 1,
        "deferred": 0,
        "failed": 0,
    }
    assert recipients(tmp_path) == ["all@example.com", "penalties@example.com"]
    second = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW + timedelta(hours=1))
    assert (second["sent"], second["deferred"], second["failed"]) == (0, 0, 0)
    explicit = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW, until=moment("2026-05-04"))
    assert explicit["sent"] == 0
    assert len(box(tmp_path)) == 2


def test_the_window_is_half_open(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    edges = ["2026-04-26T23:59:59", "2026-04-27T00:00:00", "2026-05-03T23:59:59", "2026-05-04T00:00:00"]
    changes = [change(n, at=f"{edge}+08:00", title=f"第{n}号") for n, edge in enumerate(edges, 1)]
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    _, mails = preview_digest(db, "weekly", archive=archive_of(changes), settings=settings, now=NOW)
    assert [f"第{n}号" in mails[0].text for n in (1, 2, 3, 4)] == [False, True, True, False]


def test_preview_and_files_leave_the_ledger_alone(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "etc/passwd@example.com", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "standards@example.com", wish("weekly", topics=["standard"]), confirmed=True, now=NOW)
    before = contents(db)
    result, mails = preview_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    assert (result["due"], result["sent"], result["skipped_empty"], len(mails)) == (2, 0, 1, 1)
    written = write_digest(db, "weekly", tmp_path / "out", archive=WEEK, settings=settings, now=NOW)
    assert (written["sent"], written["skipped_empty"]) == (1, 1)
    assert contents(db) == before
    files = list((tmp_path / "out").iterdir())
    assert [file.suffix for file in files] == [".eml"]
    sent = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    assert sent["sent"] == 1
    in_box, in_file = next(iter(box(tmp_path))), message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert str(in_box["Message-ID"]) == str(in_file["Message-ID"])
    assert str(in_box["List-Unsubscribe"]) == str(in_file["List-Unsubscribe"])
    with pytest.raises(NotifierError, match="cannot be written"):
        write_digest(db, "weekly", files[0] / "x", archive=WEEK, settings=settings, now=NOW)


def test_the_link_in_the_header_really_stops_the_mail(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    from notifier.subscriptions import unsubscribe_by_link

    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    link = str(next(iter(box(tmp_path)))["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://regwatch.example.org/unsubscribe/")
    assert len(unsubscribe_by_link(db, link.rsplit("/", 1)[1], NOW)) == 1
    later = NOW + timedelta(days=7)
    result = run_digest(
        db, "weekly", archive=archive_of([change(9, at="2026-05-05T09:00:00+08:00")]), settings=settings, now=later
    )
    assert (result["due"], result["sent"]) == (0, 0)


def test_a_reader_who_joins_late_gets_the_window_alone(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "first@example.com", wish("weekly"), confirmed=True, now=NOW)
    run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    subscribe(db, "second@example.com", wish("weekly"), confirmed=True, now=NOW)
    assert run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)["sent"] == 1
    assert recipients(tmp_path) == ["first@example.com", "second@example.com"]


def test_what_was_empty_is_looked_at_again_when_news_came_in_late(
    db: Database, settings: MailSettings, tmp_path: Path
) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    assert run_digest(db, "weekly", archive=archive_of([]), settings=settings, now=NOW)["skipped_empty"] == 1
    assert run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)["sent"] == 1


def test_a_change_that_was_stored_after_the_run_comes_with_the_next(
    db: Database, settings: MailSettings, tmp_path: Path
) -> None:
    seen = change(1, at="2026-05-03T23:30:00+08:00", title="先到")
    late = change(2, at="2026-05-03T23:59:00+08:00", title="后到")
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    run_digest(db, "weekly", archive=archive_of([seen]), settings=settings, now=NOW)
    next_week = NOW + timedelta(days=7)
    _, mails = preview_digest(db, "weekly", archive=archive_of([seen, late]), settings=settings, now=next_week)
    assert "后到" in mails[0].text
    assert "先到" not in mails[0].text


def test_a_window_cut_short_loses_nothing(db: Database, settings: MailSettings) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    early, rest = change(1, at="2026-04-28T09:00:00+08:00", title="早"), change(2, title="晚")
    wednesday = moment("2026-04-29T00:00:00")
    end = moment("2026-05-04")
    run_digest(db, "weekly", archive=archive_of([early]), settings=settings, now=wednesday, until=end)
    _, mails = preview_digest(
        db, "weekly", archive=archive_of([early, rest]), settings=settings, now=NOW + timedelta(days=7)
    )
    assert "晚" in mails[0].text
    assert "早" not in mails[0].text


def test_immediate_mails_follow_on_each_other(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "now@example.com", wish("immediate"), confirmed=True, now=NOW)
    changes = [change(n, at=f"2026-05-04T0{n}:00:00+08:00", title=f"第{n}号") for n in (1, 2, 3)]
    archive = archive_of(changes)
    at = [moment(f"2026-05-04T0{n}:30:00") for n in (1, 2, 3)]
    for now in at:
        result = run_digest(db, "immediate", archive=archive, settings=settings, now=now)
        assert result["sent"] == 1
    assert result["window"] == {"from": "2026-05-04T02:30:00+08:00", "until": "2026-05-04T03:30:00+08:00"}
    again = run_digest(db, "immediate", archive=archive, settings=settings, now=at[2])
    assert (again["window"], again["sent"]) == (result["window"], 0)
    subjects = [str(message["Subject"]) for message in box(tmp_path)]
    assert len(subjects) == 3


def test_a_struck_off_supplier_does_not_wait_for_monday(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "watcher@example.com", wish("weekly", watch=["甲电池有限公司"]), confirmed=True, now=NOW)
    subscribe(db, "other@example.com", wish("weekly", watch=["乙电池有限公司"]), confirmed=True, now=NOW)
    events = [event("removal_proposed", "甲电池有限公司"), event("added", "乙电池有限公司")]
    struck = change(1, at="2026-05-04T05:00:00+08:00", register_events=events)
    result = run_digest(db, "immediate", archive=archive_of([struck]), settings=settings, now=NOW)
    assert (result["due"], result["sent"]) == (1, 1)
    assert recipients(tmp_path) == ["watcher@example.com"]


def test_a_service_that_was_down_knows_which_weeks_to_catch_up_on(db: Database, settings: MailSettings) -> None:
    assert [span.shape()["until"][:10] for span in due_windows(db, "weekly", NOW)] == ["2026-05-04"]
    run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    assert due_windows(db, "weekly", NOW) == []
    weeks = due_windows(db, "weekly", NOW + timedelta(days=22))
    assert [span.shape()["until"][:10] for span in weeks] == ["2026-05-11", "2026-05-18", "2026-05-25"]


def test_who_leaves_before_the_mail_is_sent_gets_none(db: Database, tmp_path: Path) -> None:
    nowhere = MailSettings(transport="smtp://127.0.0.1:1", base_url="https://regwatch.example.org")
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    result = run_digest(db, "weekly", archive=WEEK, settings=nowhere, now=NOW)
    assert (result["due"], result["deferred"]) == (1, 1)
    assert "cannot be reached" in result["faults"][0]
    unsubscribe(db, "all@example.com", NOW)
    there = MailSettings(transport=f"maildir:{tmp_path / 'box'}")
    assert run_digest(db, "weekly", archive=WEEK, settings=there, now=NOW)["sent"] == 0
    assert not (tmp_path / "box" / "new").exists()


def test_a_restored_copy_sends_under_the_same_message_ids(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    copy = open_subscribers(tmp_path / "copy.db")
    db.conn.backup(copy.conn)
    assert run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)["sent"] == 1
    assert run_digest(copy, "weekly", archive=WEEK, settings=settings, now=NOW)["sent"] == 1
    assert len(box(tmp_path)) == 1  # the Maildir knows the Message-ID


def test_two_senders_do_not_work_at_once(db: Database, tmp_path: Path) -> None:
    other = open_subscribers(tmp_path / "subscribers.db")
    with outbox_lock(db), pytest.raises(OutboxBusy, match="another process is sending"), outbox_lock(other, wait_s=0.2):
        pass
    with outbox_lock(other, wait_s=0.2):
        pass


def test_sending_without_a_transport_says_what_to_set_and_writes_nothing(db: Database) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    with pytest.raises(BadMailSettings, match=r"no \[mail\] transport"):
        run_digest(db, "weekly", archive=WEEK, settings=MailSettings(), now=NOW)
    assert db.conn.execute("SELECT count(*) FROM digest_runs").fetchone()[0] == 0


def test_mails_are_forgotten_after_a_week_but_who_got_what_is_not(db: Database, settings: MailSettings) -> None:
    subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    sent = ledger.deliveries(db, states=("sent",))[0]
    assert ledger.mail_of(db, sent.id).startswith(b"Date: ")
    assert ledger.prune(db, NOW + timedelta(days=6)) == 0
    assert ledger.prune(db, NOW + timedelta(days=8)) == 1
    assert ledger.mail_of(db, sent.id) == b""
    row = db.conn.execute("SELECT subject, changes, settled_at FROM deliveries").fetchone()
    assert row[0] and row[1] == "[1, 2, 3, 4, 5]" and row[2] == "2026-05-04T06:00:00+08:00"
