"""What cannot wait: told at once whatever the frequency, once, with its evidence; and marked in the digest after it."""

import mailbox
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from digest_samples import HASH_NEW, change, event
from post_office import NOW, archive_of

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import stamp
from storage.shapes import Change

FIRM = "甲电池有限公司"
HOUR = timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


@pytest.fixture
def settings(tmp_path: Path) -> MailSettings:
    return MailSettings(transport=f"maildir:{tmp_path / 'box'}", base_url="https://regwatch.example.org")


def mails(tmp_path: Path) -> list[tuple[str, str, str]]:
    """To, subject and text of each, by recipient and subject."""
    found = []
    for raw in mailbox.Maildir(tmp_path / "box", create=True):
        message = message_from_bytes(raw.as_bytes(), policy=policy.default)
        text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        found.append((str(message["To"]), str(message["Subject"]), text))
    return sorted(found)


FILES = "https://regwatch.example.org/api/notices/"


def at(hours: float) -> str:
    return stamp(NOW + timedelta(hours=hours))


def struck(kind: str, number: int = 1, **given: object) -> Change:
    told = event(kind, FIRM)
    for side in ("before", "after"):
        if told[side] is not None:  # type: ignore[literal-required]
            told[side].update(where="attachment:附件1.xlsx", row=12)  # type: ignore[literal-required]
    attachment = {"name": "附件1.xlsx", "url": "", "sha256": HASH_NEW, "media_type": "", "bytes": 1, "readable": True}
    return change(number, at=at(-0.5), register_events=[told], attachments=[attachment], **given)


@pytest.mark.parametrize("kind", ["removed", "removal_proposed", "renamed", "type_dropped"])
def test_a_watched_supplier_is_told_at_once_once_with_its_evidence(
    db: Database, settings: MailSettings, tmp_path: Path, kind: str
) -> None:
    for frequency in ("weekly", "daily", "immediate"):
        subscribe(db, f"{frequency}@example.com", wish(frequency, watch=[FIRM]), confirmed=True, now=NOW)
    subscribe(db, "elsewhere@example.com", wish("weekly", watch=["乙电池有限公司"]), confirmed=True, now=NOW)
    archive = archive_of([struck(kind)])
    for hours in (0, 1, 2):
        run_digest(db, "immediate", archive=archive, settings=settings, now=NOW + hours * HOUR)
    told = mails(tmp_path)
    assert [to for to, _, _ in told] == ["daily@example.com", "immediate@example.com", "weekly@example.com"]
    for _, subject, text in told:
        assert FIRM in subject
        assert f"公告2026年第17号; row 12 of 附件1.xlsx; sha256 {HASH_NEW}" in text
        assert "According to: Announcement No. 17 of 2026 (公告2026年第17号)" in text
        assert f"附件1.xlsx, sha256 {HASH_NEW} | evidence: {FILES}notice-1/files/{HASH_NEW}" in text
        assert "https://regwatch.example.org/manage/" in text
    run_digest(db, "weekly", archive=archive, settings=settings, now=NOW + timedelta(days=7))
    weekly = [text for to, _, text in mails(tmp_path) if to == "weekly@example.com"]
    assert len(weekly) == 2
    assert ["Already told: 2026-05-04" in text for text in sorted(weekly, key=len)].count(True) == 1


def test_an_old_notice_found_late_is_no_alarm(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "weekly@example.com", wish("weekly", watch=[FIRM]), confirmed=True, now=NOW)
    archive = archive_of([struck("removed", backlog=True)])
    run_digest(db, "immediate", archive=archive, settings=settings, now=NOW)
    assert mails(tmp_path) == []


def test_what_the_digest_told_first_is_not_told_again_as_urgent(
    db: Database, settings: MailSettings, tmp_path: Path
) -> None:
    subscribe(db, "daily@example.com", wish("daily", watch=[FIRM]), confirmed=True, now=NOW)
    late = NOW + timedelta(days=1)
    archive = archive_of([struck("removed")])
    run_digest(db, "daily", archive=archive, settings=settings, now=late)
    run_digest(db, "immediate", archive=archive, settings=settings, now=NOW + HOUR)
    assert len(mails(tmp_path)) == 1


def test_a_new_penalty_band_goes_to_all_whose_filter_it_passes(
    db: Database, settings: MailSettings, tmp_path: Path
) -> None:
    subscribe(db, "fines@example.com", wish("weekly", topics=["penalty_benchmark"]), confirmed=True, now=NOW)
    subscribe(db, "lists@example.com", wish("weekly", topics=["list_publication"]), confirmed=True, now=NOW)
    subscribe(db, "china@example.com", wish("weekly", provinces=["广东"]), confirmed=True, now=NOW)
    band = change(1, kind="edited", at=at(-0.5), topics=["penalty_benchmark"], title="裁量基准")
    rule = {"op": "changed", "offence": "未备案", "circumstance": "", "tier": "", "before": "", "after": "", "key": "k"}
    band["penalty_changes"] = [{**rule, "fields": ["fine"], "old_amount": "1万元", "new_amount": "2万元"}]
    draft = change(2, at=at(-0.4), topics=["penalty_benchmark"], stage="consultation", title="征求意见")
    run_digest(db, "immediate", archive=archive_of([band, draft]), settings=settings, now=NOW)
    reworded = change(3, kind="edited", at=at(0.5), topics=["penalty_benchmark"])
    reworded["penalty_changes"] = [{**rule, "fields": ["text"], "old_amount": "1万元", "new_amount": "1万元"}]
    run_digest(db, "immediate", archive=archive_of([reworded]), settings=settings, now=NOW + HOUR)
    told = mails(tmp_path)
    assert [to for to, _, _ in told] == ["fines@example.com"]
    assert "New penalty amounts: 裁量基准" in told[0][1] and "征求意见" not in told[0][2]


def test_a_deadline_within_seven_days_is_told_once(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "weekly@example.com", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "other@example.com", wish("weekly", topics=["standard"]), confirmed=True, now=NOW)
    dated = change(1, at=at(-2000), comment_deadline="2026-05-12", title="征求意见的公文")

    def run(days: float, frequency: str = "immediate") -> None:
        now = NOW + timedelta(days=days)
        day = (now + timedelta(days=7)).date().isoformat()
        soon = [dated] if dated["notice"]["comment_deadline"] <= day else []  # type: ignore[operator]
        archive = replace(archive_of([]), deadlines=lambda _at: soon)
        run_digest(db, frequency, archive=archive, settings=settings, now=now)  # type: ignore[arg-type]

    run(0)
    assert mails(tmp_path) == []
    for days in (1, 1.1, 2, 3):
        run(days)
    told = mails(tmp_path)
    assert [to for to, _, _ in told] == ["weekly@example.com"]
    assert "In 7 days: Comments close, 征求意见的公文" in told[0][1]
    assert "2026-05-12" in told[0][2]


def test_a_deadline_that_a_digest_told_is_not_told_again(db: Database, settings: MailSettings, tmp_path: Path) -> None:
    subscribe(db, "weekly@example.com", wish("weekly"), confirmed=True, now=NOW)
    dated = change(1, at=at(-24), comment_deadline="2026-05-06")
    archive = replace(archive_of([dated]), deadlines=lambda _at: [dated])
    run_digest(db, "weekly", archive=archive, settings=settings, now=NOW)
    run_digest(db, "immediate", archive=archive, settings=settings, now=NOW + timedelta(days=1))
    assert len(mails(tmp_path)) == 1
