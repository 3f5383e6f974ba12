"""Files that cannot be read now: what they said before holds, what they say later is told once and by whom it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from made_archive import SITE, TEXT, Watch, reading

from storage.archive import given_up, open_archive
from storage.database import writing
from storage.model import Attachment, Entry, Fine, PenaltyRule
from storage.queries.changes import ChangeFilter, changes
from storage.queries.registers import register_state

SHORTER = TEXT.replace("5年", "3年")
LIST = "attachment:名单.pdf"


PAGE = SITE + "art_01.html"


def _entry(company: str, row: str = "1") -> Entry:
    return Entry("nev-battery-recycling", "listed", company, where=LIST, row=row, detail={"地址": "广东"})


def _listed(watch: Watch) -> set[str]:
    return {entry.company for entry in register_state(watch.db, "nev-battery-recycling", watch.at).entries}


def _unread(file: Attachment, *, fetched: bool) -> Attachment:
    lost = replace(file, readable=False, text="", tables=(), fault="was given up")
    return lost if fetched else replace(lost, sha256="", size=0)


def _events(watch: Watch) -> list[tuple[str, str]]:
    found = changes(watch.db, ChangeFilter(any_subject=True))
    return [(event["kind"], event["company"]) for change in found[1:] for event in change["register_events"]]


@pytest.mark.parametrize("fetched", [True, False])
def test_an_edit_of_the_page_takes_nobody_off_a_list_whose_file_cannot_be_read(watch: Watch, fetched: bool) -> None:
    whole = watch.file("名单.pdf", b"%PDF 1", "企业名单：甲公司。")
    moved = watch.file("名单.pdf", b"%PDF 2", "企业名单：甲公司、乙公司。", url=whole.url + "?v=2")
    watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(SHORTER, attachments=(_unread(moved, fetched=fetched),))).change == "edited"
    assert _listed(watch) == {"甲公司"} and _events(watch) == []
    watch.tomorrow()
    both = (_entry("甲公司"), _entry("乙公司", "2"))
    assert watch.look(PAGE, reading(SHORTER, attachments=(moved,), entries=both)).change == "edited"
    assert _listed(watch) == {"甲公司", "乙公司"} and _events(watch) == [("added", "乙公司")]


def test_a_file_that_the_page_no_longer_names_takes_its_rows_with_it(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF 1", "企业名单：甲公司。")
    watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),)))
    watch.tomorrow()
    watch.look(PAGE, reading(SHORTER))
    assert _listed(watch) == set()


def test_a_penalty_rule_outlasts_a_file_that_cannot_be_read(watch: Watch) -> None:
    whole = watch.file("基准.pdf", b"%PDF 1", "罚款")
    fine = (Fine("yuan_range", 1000.0, 5000.0, "yuan"),)
    rule = PenaltyRule("未取得许可", "第五条", "", "一般", fine, "罚款", ("misprint",), where="attachment:基准.pdf")
    watch.look(PAGE, reading(attachments=(whole,), penalties=(rule,)))
    watch.tomorrow()
    watch.look(PAGE, reading(SHORTER, attachments=(_unread(whole, fetched=True),)))
    counts = watch.db.conn.execute("SELECT rule_count, rules FROM versions ORDER BY number").fetchall()
    assert [row[0] for row in counts] == [1, 1] and counts[0][1] == counts[1][1]


def test_a_newer_reader_that_gives_up_takes_nobody_off_a_list(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF 1", "企业名单：甲公司。")
    watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),)))
    watch.tomorrow()
    watch.upgrade(PAGE, reading(reader="reader-2", attachments=(_unread(whole, fetched=True),)))
    assert _listed(watch) == {"甲公司"}


def test_a_list_given_up_at_first_is_told_once_when_it_is_read_and_is_no_edit_of_the_publishers(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF 1", "企业名单：甲公司。")
    watch.look(PAGE, reading(attachments=(_unread(whole, fetched=True),)))
    first = watch.at
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),))).version == 2
    assert watch.causes() == ["publisher", "technical"]
    assert [(edit["where"], edit["op"]) for edit in watch.edits()] == [(LIST, "insert")]
    assert _events(watch) == [("added", "甲公司")]
    state = register_state(watch.db, "nev-battery-recycling", first, known_at=first)
    assert [entry.company for entry in state.entries] == ["甲公司"], "it holds from the day the bytes were seen"
    watch.tomorrow()
    watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),)))
    assert watch.kinds() == ["published", "edited"]


def test_a_file_without_rows_given_up_at_first_is_told_to_nobody(watch: Watch) -> None:
    whole = watch.file("说明.pdf", b"%PDF 1", "说明。")
    watch.look(PAGE, reading(attachments=(_unread(whole, fetched=True),)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(whole,))).change is None
    assert watch.causes() == ["publisher", "technical"]


def test_a_file_that_moves_and_comes_late_is_no_news(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF 1", "企业名单：甲公司。")
    moved = replace(whole, url=whole.url + "?v=2")
    watch.look(PAGE, reading(attachments=(whole,), entries=(_entry("甲公司"),)))
    watch.tomorrow()
    watch.look(PAGE, reading(SHORTER, attachments=(_unread(moved, fetched=False),)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(SHORTER, attachments=(moved,), entries=(_entry("甲公司"),))).change is None


def test_what_an_earlier_release_gave_up_is_known_by_its_sentence(tmp_path: Path) -> None:
    """The step of the schema, over an archive that was made before it."""
    watch = Watch(tmp_path)
    slow, scan = watch.file("慢.pdf", b"%PDF slow"), watch.file("扫描.pdf", b"%PDF scan")
    slow = replace(slow, readable=False, fault="慢.pdf took longer than 180 seconds to read and was given up")
    scan = replace(scan, readable=False, fault="扫描.pdf is a scan; install the [ocr] extra")
    watch.look(PAGE, reading(attachments=(slow, scan)))
    with writing(watch.db):
        watch.db.conn.execute("DROP TABLE given_up")
        watch.db.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm009_given_up'")
    watch.db.close()
    for _ in range(2):
        db = open_archive(tmp_path)
        (version,) = db.conn.execute("SELECT id FROM versions").fetchone()
        assert list(given_up.given_up_files(db, version)) == [slow.sha256]
        db.close()
