"""Diffs on demand: two notices beside each other, and the redline in HTML that the command line and the pages show."""

import json
import re
from pathlib import Path

import pytest
from made_archive import SITE, TEXT, Watch, companies, reading
from typer.testing import CliRunner

from regwatch.cli import app as command
from regwatch.errors import UsageFault
from storage.errors import NotFound
from storage.model import Table
from storage.queries.diffs import compare

DRAFT, FINAL = SITE + "draft.html", SITE + "final.html"
RULES = "\n".join(f"第{number}条　企业应当按批次报送第{number}类信息。" for number in range(1, 21))


@pytest.fixture
def two(watch: Watch) -> Watch:
    """A draft, and a day later the final text with its annex under another name and address; the list grew a row."""
    drafted = watch.file("附件1：管理办法（征求意见稿）.doc", b"draft", RULES + "\n第二十一条　处50万元罚款。")
    watch.look(
        DRAFT,
        reading(
            title="管理办法（征求意见稿）",
            attachments=(drafted,),
            tables=(companies("甲公司", "乙公司"),),
            doc_number="",
        ),
    )
    watch.tomorrow()
    final = watch.file("附件：管理办法.docx", b"final", RULES + "\n第二十一条　处80万元罚款。")
    renamed = Table((("编号", "单位名称", "省份"), ("1", "甲公司", "广东"), ("2", "丙公司", "广东")), 1)
    watch.look(FINAL, reading(TEXT.replace("5年", "3年"), title="管理办法", attachments=(final,), tables=(renamed,)))
    return watch


def test_a_draft_and_the_final_text_are_two_notices_and_one_diff(two: Watch) -> None:
    found = compare(two.db, DRAFT, None, None, FINAL)
    answer = found.answer()
    assert (answer["from"]["title"], answer["to"]["title"]) == ("管理办法（征求意见稿）", "管理办法")
    assert answer["from"]["notice"] != answer["to"]["notice"] == answer["notice"]
    texts = {edit["where"]: edit for edit in answer["edits"] if edit.get("tokens")}
    assert ("-", "50万元") in texts["attachment:附件：管理办法.docx"]["tokens"]
    assert ("+", "80万元") in texts["attachment:附件：管理办法.docx"]["tokens"]
    assert {edit["op"] for edit in answer["edits"] if edit["where"] == "attachment:附件：管理办法.docx"} == {"replace"}
    rows = [(edit["op"], edit["before"], edit["after"]) for edit in answer["edits"] if edit["where"] == "table"]
    assert ("replace", "企业名称", "单位名称") in rows
    assert any(op == "row_removed" and "乙公司" in before for op, before, _ in rows)
    assert any(op == "row_added" and "丙公司" in after for op, _, after in rows)


def test_the_way_back_is_the_same_edits_turned_round(two: Watch) -> None:
    there, back = compare(two.db, DRAFT, None, None, FINAL), compare(two.db, FINAL, None, None, DRAFT)
    body = [[(e["before"], e["after"]) for e in found.edits if e["where"] == "body"] for found in (there, back)]
    assert body[0] and body[0] == [(after, before) for before, after in body[1]]


def test_each_side_can_be_an_earlier_state(two: Watch) -> None:
    two.tomorrow()
    two.look(FINAL, reading(TEXT.replace("5年", "2年"), title="管理办法"))
    assert compare(two.db, DRAFT, None, "v1", FINAL).after.number == 1
    assert compare(two.db, DRAFT, "v1", "2026-04-28", FINAL).after.number == 1
    assert compare(two.db, DRAFT, None, None, FINAL).after.number == 2
    with pytest.raises(NotFound, match="not yet known at 2026-04-27"):
        compare(two.db, DRAFT, None, "2026-04-27", FINAL)
    with pytest.raises(NotFound, match="no notice 'miit-nothing'"):
        compare(two.db, DRAFT, None, None, "miit-nothing")


@pytest.mark.parametrize("side_by_side", [False, True])
def test_places_of_the_redline(two: Watch, side_by_side: bool) -> None:
    found = compare(two.db, DRAFT, None, None, FINAL)
    places = {place.where: place for place in found.places(two.db, side_by_side=side_by_side)}
    assert list(places) == list(dict.fromkeys(edit["where"] for edit in found.edits))
    assert sum(len(place.edits) for place in places.values()) == len(found.edits)
    annex = places["attachment:附件：管理办法.docx"].html
    assert "<del>50万元</del>" in annex and "<ins>80万元</ins>" in annex and "<details" in annex
    assert ('<table class="redline">' in places["body"].html) is side_by_side
    assert "丙公司" in places["table"].html


def regwatch(folder: Path, form: str, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, ["--data", str(folder), "--format", form, "diff", *arguments])
    return done.exit_code, done.stdout


def test_the_command_compares_two_notices_in_every_form(two: Watch) -> None:
    folder = Path(two.db.conn.execute("PRAGMA database_list").fetchone()[2]).parent
    code, text = regwatch(folder, "text", DRAFT, "--with", FINAL)
    assert code == 0 and "[-50万元-]{+80万元+}" in text and re.search(r"^\+ \S+ v1 .* 管理办法$", text, re.MULTILINE)
    code, page = regwatch(folder, "html", DRAFT, "--with", FINAL, "--side-by-side")
    assert code == 0 and page.startswith("<!doctype html>") and "<script" not in page
    assert '<table class="redline">' in page and "管理办法（征求意见稿）" in page
    code, answer = regwatch(folder, "json", DRAFT, "--with", FINAL)
    assert code == 0 and json.loads(answer) == json.loads(
        json.dumps(compare(two.db, DRAFT, None, None, FINAL).answer())
    )


def test_side_by_side_is_asked_of_html_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="add --format html"):
        command(["--data", str(tmp_path), "diff", DRAFT, "--side-by-side"], standalone_mode=False)
