"""A digest made from a real archive.db: what was captured and read arrives in the mail, and who filters finds it."""

from datetime import date, timedelta
from pathlib import Path

from post_office import NOW

from notifier.archive_source import archive_of
from notifier.config import MailSettings
from notifier.previews import preview_digest
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, record_check
from storage.archive.versions import Origin, derive
from storage.clock import moment
from storage.database import Database
from storage.model import Attachment, Entry, Facts, Reading, Table

URL = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2026/art_1.html"
OLD = "第十二条 未按规定交售废旧动力电池，情节严重的，处50万元以上罚款。"
NEW = "第十二条 未按规定交售废旧动力电池，情节严重的，处500万元以上罚款。"


def reading(text: str, *names: str) -> Reading:
    rows = tuple((str(place), name) for place, name in enumerate(names, 1))
    return Reading(
        title="关于公布动力电池综合利用企业名单的公告",
        text=text,
        reader="test-1",
        tables=(Table((("序号", "企业名称"), *rows), header=1),),
        attachments=(
            Attachment("附件.docx", URL + ".docx", sha256="ab" * 32, readable=True, text="含广东光华科技股份有限公司"),
        ),
        facts=Facts(
            doc_number="公告2026年第17号",
            issuers=("工业和信息化部",),
            stage="issued",
            topics=("list_publication",),
            on_subject=True,
            published_on=date(2026, 4, 28),
            effective_on=date(2026, 5, 20),
            entries=tuple(Entry("nev-battery-recycling", "listed", name, entry_type="再生利用") for name in names),
        ),
    )


def crawled(folder: Path) -> Database:
    db = open_archive(folder)
    first = moment("2026-04-21T09:00:00")
    declare_channels(
        db,
        [
            ChannelDeclaration("miit", "wjfb", "文件发布", "Documents issued", "工业和信息化部", "MIIT", URL, 24.0),
            ChannelDeclaration("samr", "tzgg", "通知公告", "Notices", "市场监管总局", "SAMR", URL, 24.0),
        ],
        first,
    )
    place = ensure_address(db, URL, "miit", "page", first)
    origin = Origin("miit", "wjfb", URL, place.id, "art_1", None)
    derive(db, origin, reading(OLD, "甲电池有限公司"), first)
    derive(db, origin, reading(NEW, "甲电池有限公司", "乙电池有限公司"), first + timedelta(days=7))
    for week in (0, 7):
        run = begin_run(db, "crawl", first, "test")
        record_check(db, run, Check("miit", "wjfb", "ok"), first + timedelta(days=week))
        outcome = "challenged" if week else "ok"
        record_check(db, run, Check("samr", "tzgg", outcome, error="status 412"), first + timedelta(days=week))
    return db


def test_two_weeks_of_an_archive_become_two_mails(tmp_path: Path) -> None:
    archive = archive_of(crawled(tmp_path))
    people = open_subscribers(tmp_path / "subscribers.db")
    subscribe(people, "watch@example.com", wish("weekly", watch=["广东光华科技股份有限公司"]), confirmed=True, now=NOW)
    subscribe(people, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
    settings = MailSettings()

    _, first = preview_digest(people, "weekly", archive=archive, settings=settings, now=NOW, until=moment("2026-04-27"))
    assert [mail.email for mail in first] == ["watch@example.com", "all@example.com"]
    assert "Names your watched companies: 广东光华科技股份有限公司" in first[0].text
    assert "Opening words, in Chinese: 第十二条" in first[1].text
    assert "Added | 甲电池有限公司 | recycling 再生利用" in first[1].text
    assert "All 2 channels were checked in this window and every one could be read" in first[1].text

    _, second = preview_digest(
        people, "weekly", archive=archive, settings=settings, now=NOW, until=moment("2026-05-04")
    )
    text = next(mail.text for mail in second if mail.email == "all@example.com")
    assert "[Edited after publication]" in text
    assert "{+500万元+}" in text
    assert "Added | 乙电池有限公司" in text
    assert "Added | 甲电池有限公司" not in text
    assert "samr/tzgg: Notices 通知公告" in text
    assert "not readable since 2026-04-28 09:00" in text
    assert "the site answered with a block page" in text
    assert "2026-05-20 (in 16 days): Takes effect" in text
