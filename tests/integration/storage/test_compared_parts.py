"""A draft that lies in an annex, compared with the final text on the page: by the command, and what is refused."""

import json
from pathlib import Path

import pytest
from made_archive import SITE, Watch, reading
from typer.testing import CliRunner

from regwatch.cli import app as command
from storage.errors import NotFound
from storage.queries.diffs import compare

DRAFT, FINAL, OTHER = SITE + "draft.html", SITE + "final.html", SITE + "other.html"
RULES = "\n".join(f"第{number}条　企业应当按批次报送第{number}类信息，并保存三年。" for number in range(1, 31))
ANNEX = "附件1：管理办法（征求意见稿）.docx"


@pytest.fixture
def two(watch: Watch) -> Watch:
    annex = watch.file(ANNEX, b"draft", RULES + "\n第三十一条　处50万元罚款。")
    form = watch.file("附件2：意见反馈表.docx", b"form", "单位名称、联系人、意见。")
    scan = watch.file("附件3：编制说明.pdf", b"scan", readable=False, fault="a scan without text")
    cover = "为规范管理，我部起草了《管理办法（征求意见稿）》，现公开征求意见。请于2026年5月30日前反馈。"
    watch.look(DRAFT, reading(cover, title="公开征求《管理办法》意见", attachments=(annex, form, scan), doc_number=""))
    watch.tomorrow()
    watch.look(FINAL, reading(RULES + "\n第三十一条　处80万元罚款。", title="管理办法"))
    watch.look(OTHER, reading("与此无关的另一份通知，内容完全不同。" * 12, title="另一通知", doc_number=""))
    return watch


def test_the_parts_that_belong_together_are_named(two: Watch) -> None:
    found = compare(two.db, DRAFT, None, None, FINAL)
    assert found.suggestion and found.suggestion[:2] == (ANNEX, "body") and found.suggestion.likeness > 0.9
    assert found.answer()["suggested"] == {"from_part": ANNEX, "to_part": "body"}
    back = compare(two.db, FINAL, None, None, DRAFT)
    assert back.suggestion and back.suggestion[:2] == ("body", ANNEX)
    for one, another in ((DRAFT, OTHER), (FINAL, OTHER)):
        assert compare(two.db, one, None, None, another).suggestion is None


@pytest.mark.parametrize("asked", [ANNEX, f"attachment:{ANNEX}", "征求意见稿", "1"])
def test_an_annex_against_a_text_is_one_edit(two: Watch, asked: str) -> None:
    found = compare(two.db, DRAFT, None, None, FINAL, (asked, "body"))
    [edit] = found.edits
    assert edit["where"] == "body" and ["-", "50万元"] in [list(step) for step in edit["tokens"]]
    assert found.answer()["from"]["part"] == ANNEX and found.answer()["to"]["part"] == "body"
    assert compare(two.db, DRAFT, None, None, FINAL, (asked, "")).edits == found.edits
    [place] = found.places(two.db)
    assert (
        "<del>50万元</del>" in place.html and "<ins>80万元</ins>" in place.html and "征求意见。请于" not in place.html
    )


def test_a_part_against_another_of_the_same_notice(two: Watch) -> None:
    assert compare(two.db, DRAFT, None, None, "", ("1", "1")).edits == []
    assert compare(two.db, DRAFT, None, None, "", ("2", "1")).edits


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("附件9", "is no part of this notice; its parts are body, 附件1"),
        ("附件", "means several files"),
        ("3", "编制说明.pdf could not be read (a scan without text)"),
        ("99999999999999999999", "is no part"),
    ],
)
def test_what_is_no_part_is_told(two: Watch, asked: str, told: str) -> None:
    with pytest.raises(NotFound) as fault:
        compare(two.db, DRAFT, None, None, FINAL, (asked, ""))
    assert told in str(fault.value)


def test_the_command_offers_and_compares_them(two: Watch) -> None:
    folder = Path(str(two.db.conn.execute("PRAGMA database_list").fetchone()[2])).parent
    start = ["--data", str(folder), "--format", "json", "diff", DRAFT, "--with", FINAL]
    done = CliRunner().invoke(command, start)
    assert "--from-part" in done.stderr and "--to-part body" in done.stderr
    assert json.loads(done.stdout)["suggested"]["to_part"] == "body"
    done = CliRunner().invoke(command, [*start, "--from-part", "1", "--to-part", "body"])
    assert len(json.loads(done.stdout)["edits"]) == 1 and done.stderr == ""
    done = CliRunner().invoke(command, ["--data", str(folder), "diff", DRAFT, "--with", FINAL, "--from-part", "1"])
    assert "50万元" in done.stdout and "→ body" in done.stdout
