"""What counts as a change of the publisher's, and what kind of change it is."""

from dataclasses import replace

import pytest
from made_archive import COLUMNS, SITE, TEXT, TITLE, Watch, companies, reading

from storage.model import Entry, Fine, PenaltyRule, Reading, Table

PAGE = SITE + "art_01.html"


def test_a_new_page_is_published_with_one_version(watch: Watch) -> None:
    derived = watch.look(PAGE, reading())
    assert (derived.version, derived.change) == (1, "published")
    assert watch.kinds() == ["published"]
    assert watch.edits() == []


def test_the_same_again_is_nothing(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    derived = watch.look(PAGE, reading(), page=b"<html>other bytes, the same reading</html>")
    assert (derived.version, derived.change) == (1, None)
    assert watch.kinds() == ["published"]


def test_one_digit_is_an_edit_that_shows_it(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    derived = watch.look(PAGE, reading(TEXT.replace("50万元", "500万元")))
    assert (derived.version, derived.change) == (2, "edited")
    [edit] = watch.edits()
    assert (edit["where"], edit["op"]) == ("body", "replace")
    assert "50万元" in edit["before"] and "500万元" in edit["after"]


def test_there_and_back_again_is_two_changes_and_three_versions(watch: Watch) -> None:
    one, other = reading(), reading(TEXT.replace("5年", "3年"))
    for seen in (one, other, one):
        watch.look(PAGE, seen)
        watch.tomorrow()
    assert watch.kinds() == ["published", "edited", "edited"]
    assert watch.causes() == ["publisher"] * 3


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\n\n　　"),
        TEXT.replace("，", ", ").replace("；", ";"),
        TEXT.replace("2026", "２０２６").replace("50", "５０"),
        TEXT.replace("公告", "公\u200b告\ufeff"),
        TEXT.replace("\n", ""),
    ],
)
def test_space_and_width_are_no_change(watch: Watch, text: str) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    assert watch.look(PAGE, reading(text, title=TITLE.replace("（", "(").replace("）", " )"))).change is None
    assert watch.kinds() == ["published"]


def test_a_title_alone(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    assert watch.look(PAGE, reading(title=TITLE.replace("第六批", "第七批"))).change == "edited"
    assert [(edit["where"], edit["op"]) for edit in watch.edits()] == [("title", "replace")]


def test_labelled_fields_alone(watch: Watch) -> None:
    watch.look(PAGE, reading(fields={"发文字号": "2026年第17号", "来源": "节能司", "索引号": "0001"}))
    watch.tomorrow()
    watch.look(PAGE, reading(fields={"发文字号": "2026年第18号", "来源": "节能司", "主题词": "电池"}))
    assert [(edit["where"], edit["op"], edit["before"], edit["after"]) for edit in watch.edits()] == [
        ("metadata:主题词", "insert", "", "电池"),
        ("metadata:发文字号", "replace", "2026年第17号", "2026年第18号"),
        ("metadata:索引号", "delete", "0001", ""),
    ]


def test_a_table_row_added_removed_and_changed(watch: Watch) -> None:
    names = ["广东光华科技股份有限公司", "荆门市格林美新材料有限公司", "湖南邦普循环科技有限公司"]
    watch.look(PAGE, reading(tables=(companies(*names),)))
    for after, op, words in (
        ([*names, "赣州市豪鹏科技有限公司"], "row_added", "赣州市豪鹏科技有限公司"),
        (["广东光华科技股份有限公司", "湖南邦普循环科技有限公司", "赣州市豪鹏科技有限公司"], "row_removed", "荆门市"),
    ):
        watch.tomorrow()
        assert watch.look(PAGE, reading(tables=(companies(*after),))).change == "edited"
        [edit] = watch.edits()
        assert (edit["where"], edit["op"]) == ("table", op)
        assert words in edit["before"] + edit["after"]


def test_rows_in_another_order_are_no_change(watch: Watch) -> None:
    rows = (("甲公司", "广东"), ("乙公司", "湖南"), ("丙公司", "江西"))
    watch.look(PAGE, reading(tables=(Table((COLUMNS[1:], *rows), header=1),)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(tables=(Table((COLUMNS[1:], *reversed(rows)), header=1),))).change is None
    assert watch.kinds() == ["published"]


def test_attachments_added_replaced_and_removed_are_told_apart(watch: Watch) -> None:
    first = watch.file("名单.pdf", b"%PDF one", "企业名单：甲公司，共1家。")
    other = watch.file("名单.pdf", b"%PDF two", "企业名单：甲公司、乙公司，共2家。")
    second = watch.file("说明.doc", b"doc", readable=False)
    for files, told in (
        ((first,), None),
        ((first, second), [("attachment:说明.doc", "insert")]),
        ((other, second), [("attachment:名单.pdf", "replace"), ("attachment:名单.pdf", "replace")]),
        ((other,), [("attachment:说明.doc", "delete")]),
    ):
        watch.look(PAGE, reading(attachments=files))
        watch.tomorrow()
        if told is not None:
            assert [(edit["where"], edit["op"]) for edit in watch.edits()] == told
    assert watch.kinds() == ["published", "edited", "edited", "edited"]


def test_a_file_stamped_anew_is_no_change_but_other_bytes_of_an_unreadable_one_are(watch: Watch) -> None:
    text = "附件：企业名单，共1家。"
    watch.look(PAGE, reading(attachments=(watch.file("a.pdf", b"%PDF stamped 1", text),)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(watch.file("a.pdf", b"%PDF stamped 2", text),))).change is None
    watch.tomorrow()
    scanned = watch.file("a.pdf", b"%PDF scan 1", readable=False)
    assert watch.look(PAGE, reading(attachments=(scanned,))).change == "edited"
    watch.tomorrow()
    again = watch.file("a.pdf", b"%PDF scan 2", readable=False)
    assert watch.look(PAGE, reading(attachments=(again,))).change == "edited"
    [edit] = watch.edits()
    assert scanned.sha256 in edit["before"] and again.sha256 in edit["after"]


def test_files_under_new_addresses_and_in_another_order_are_no_change(watch: Watch) -> None:
    one, two = watch.file("一.pdf", b"%PDF 1", "第一个附件"), watch.file("二.pdf", b"%PDF 2", "第二个附件")
    watch.look(PAGE, reading(attachments=(one, two)))
    watch.tomorrow()
    moved = (replace(two, url=SITE + "x/2.pdf"), replace(one, url=SITE + "x/1.pdf?token=77"))
    assert watch.look(PAGE, reading(attachments=moved)).change is None


def test_the_same_bytes_read_differently_are_our_doing(watch: Watch) -> None:
    """A file that ran into a limit one day and was read the next has not been changed by anybody."""
    read = watch.file("名单.xlsx", b"PK\x03\x04 the same bytes", "企业名单：甲公司，共1家。")
    failed = replace(read, readable=False, text="", fault="could not be read in time")
    for seen in (read, failed, read):
        watch.look(PAGE, reading(attachments=(seen,)))
        watch.tomorrow()
    assert watch.kinds() == ["published"]


def test_a_file_that_could_not_be_fetched_at_first_is_completed_without_a_change(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF list", "企业名单：甲公司，共1家。")
    missing = replace(whole, sha256="", size=0, readable=False, text="", fault="HTTP 503")
    watch.look(PAGE, reading(attachments=(missing,)))
    watch.tomorrow()
    derived = watch.look(PAGE, reading(attachments=(whole,)))
    assert (derived.version, derived.change) == (2, None)
    assert watch.causes() == ["publisher", "completed"]


def test_a_list_that_could_not_be_fetched_at_first_is_told_when_it_comes(watch: Watch) -> None:
    listed = Entry("nev-battery-recycling", "listed", "甲公司", where="attachment:名单.pdf", row="1")
    whole = watch.file("名单.pdf", b"%PDF list", "企业名单：甲公司，共1家。")
    missing = replace(whole, sha256="", size=0, readable=False, text="", fault="HTTP 503")
    watch.look(PAGE, reading(attachments=(missing,)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(whole,), entries=(listed,))).change == "edited"
    assert [(edit["where"], edit["op"]) for edit in watch.edits()] == [("attachment:名单.pdf", "insert")]
    assert watch.causes() == ["publisher", "completed"]


def test_a_completed_file_does_not_hide_an_edit_of_the_text(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF list", "企业名单：甲公司，共1家。")
    missing = replace(whole, sha256="", readable=False, text="", fault="HTTP 503")
    watch.look(PAGE, reading(attachments=(missing,)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(TEXT.replace("5年", "3年"), attachments=(whole,))).change == "edited"
    assert {edit["where"] for edit in watch.edits()} == {"body"}


def test_a_file_that_is_out_of_reach_for_a_day_takes_nothing_away(watch: Watch) -> None:
    listed = Entry("nev-battery-recycling", "listed", "甲公司", where="attachment:名单.pdf", row="1")
    whole = watch.file("名单.pdf", b"%PDF list", "企业名单：甲公司，共1家。")
    elsewhere = replace(whole, url=SITE + "files/new.pdf", sha256="", readable=False, text="", fault="HTTP 503")
    changed = watch.file("名单.pdf", b"%PDF list 2", "企业名单：甲公司、乙公司，共2家。", url=elsewhere.url)
    watch.look(PAGE, reading(attachments=(whole,), entries=(listed,)))
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(elsewhere,))).version == 1
    watch.tomorrow()
    assert watch.look(PAGE, reading(attachments=(changed,), entries=(listed,))).change == "edited"
    assert any("乙公司" in edit["after"] for edit in watch.edits())


def test_what_was_replaced_while_a_file_was_out_of_reach_is_told_when_it_is_back(watch: Watch) -> None:
    whole = watch.file("名单.pdf", b"%PDF list", "企业名单：甲公司，共1家。")
    missing = replace(whole, url=SITE + "files/new.pdf", sha256="", readable=False, text="", fault="HTTP 503")
    changed = watch.file("名单.pdf", b"%PDF list 2", "企业名单：甲公司、乙公司，共2家。", url=missing.url)
    shorter = TEXT.replace("5年", "3年")
    for seen in (
        reading(attachments=(whole,)),
        reading(shorter, attachments=(missing,)),
        reading(shorter, attachments=(changed,)),
    ):
        watch.look(PAGE, seen)
        watch.tomorrow()
    assert watch.kinds() == ["published", "edited", "edited"]
    assert {edit["where"] for edit in watch.edits()} == {"attachment:名单.pdf"}


def upgraded(seen: Reading) -> Reading:
    return replace(seen, text=seen.text + "\n附件：名单", reader="reader-2")


def test_a_newer_reader_makes_a_technical_version_and_no_change(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    assert watch.upgrade(PAGE, upgraded(reading()))
    assert not watch.upgrade(PAGE, upgraded(reading()))
    assert (watch.kinds(), watch.causes()) == (["published"], ["publisher", "technical"])
    watch.tomorrow()
    assert watch.look(PAGE, upgraded(reading()), page=b"<html>stamped anew</html>").change is None


def test_a_newer_reader_that_finds_other_entries_or_rules_is_stored(watch: Watch) -> None:
    rule = PenaltyRule(
        "无证拆解", "第三十条", "首次", "较轻", (Fine("yuan_fixed", 500000, 500000, "yuan"),), "处50万元罚款"
    )
    entry = Entry("nev-battery-recycling", "listed", "甲公司")
    watch.look(PAGE, reading(entries=(entry,), penalties=(rule,)))
    watch.tomorrow()
    better = reading(entries=(replace(entry, company="甲电池有限公司"),), penalties=(rule,), reader="reader-2")
    assert watch.upgrade(PAGE, better)
    fined = replace(rule, fine=(Fine("yuan_max", None, 500000, "yuan"),))
    assert watch.upgrade(PAGE, replace(better, facts=replace(better.facts, penalties=(fined,)), reader="reader-3"))
    assert not watch.upgrade(PAGE, replace(better, facts=replace(better.facts, penalties=(fined,)), reader="reader-4"))
    companies_now = watch.db.conn.execute("SELECT company FROM entry_rows ORDER BY version").fetchall()
    assert [row[0] for row in companies_now] == ["甲公司", "甲电池有限公司", "甲电池有限公司"]


def test_the_same_page_read_by_a_newer_reader_in_a_crawl_is_our_doing(watch: Watch) -> None:
    """A file was replaced, so the kept page is read again, by a newer reader: only the file is news."""
    old = watch.file("名单.pdf", b"%PDF one", "共1家")
    new = watch.file("名单.pdf", b"%PDF two", "共2家")
    watch.look(PAGE, reading(attachments=(old,)), page=b"<html>the page</html>")
    watch.tomorrow()
    seen = replace(upgraded(reading(attachments=(new,))), title=TITLE + "公告")
    assert watch.look(PAGE, seen, page=b"<html>the page</html>").change == "edited"
    assert {edit["where"] for edit in watch.edits()} == {"attachment:名单.pdf"}


def test_entries_and_rules_are_kept_with_their_version(watch: Watch) -> None:
    rule = PenaltyRule(
        "无证拆解", "第三十条", "首次", "较轻", (Fine("yuan_fixed", 500000, 500000, "yuan"),), "处50万元罚款"
    )
    entries = (
        Entry("nev-battery-recycling", "listed", "甲公司", province="广东", batch="第六批", row="1"),
        Entry("nev-battery-recycling", "removed", "乙公司", detail={"理由": "不再符合"}, row="2"),
    )
    watch.look(PAGE, reading(entries=entries, penalties=(rule,)))
    rows = watch.db.conn.execute("SELECT action, company, detail FROM entry_rows ORDER BY position").fetchall()
    assert [tuple(row) for row in rows] == [("listed", "甲公司", ""), ("removed", "乙公司", '{"理由": "不再符合"}')]
    assert watch.db.conn.execute("SELECT rule_count FROM versions").fetchone()[0] == 1
