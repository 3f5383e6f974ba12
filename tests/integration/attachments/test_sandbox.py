"""The real child process: same answers as in-process reading, and every way a child can die becomes a sentence."""

import os
import time
from pathlib import Path

import pytest

from bench import file_makers as make
from crawler.attachments import read
from crawler.attachments.sandbox import Limits, read_safely

FILES = Path(__file__).parents[2] / "fixtures" / "files"
BLOB = b"%PDF-1.4\n" + b"0" * 100


@pytest.mark.parametrize("name", ["rules.pdf", "rules.doc", "rules.docx", "sheet.xls", "sheet.ods", "rules.rtf"])
def test_the_child_says_what_reading_says(name: str) -> None:
    data = (FILES / name).read_bytes()
    assert read_safely(data, name) == read(data, name)


def test_members_come_through() -> None:
    data = make.zipped({"附件1.xls": make.make_xls(make.companies(3)), "坏.pdf": BLOB}, gbk_names=True)
    document = read_safely(data, "附件.zip")
    assert document == read(data, "附件.zip")
    assert [member.name for member in document.members] == ["附件1.xls", "坏.pdf"]


def test_too_little_memory_is_said() -> None:
    data = ("某某市某某区创业路。" * 400_000).encode()
    document = read_safely(data, "大.txt", Limits(memory_bytes=70 << 20))
    assert not document.readable
    assert document.warnings[0].startswith("大.txt needs more")
    assert "memory" in document.warnings[0]
    hopeless = read_safely(b"a", "小.txt", Limits(memory_bytes=8 << 20))
    assert not hopeless.readable
    assert hopeless.warnings[0].startswith("小.txt ")


def test_too_much_time_is_said_and_ended() -> None:
    data = make.make_pdf(make.companies(400, long=4), (30, 150, 110, 70, 155))
    start = time.monotonic()
    document = read_safely(data, "慢.pdf", Limits(wall_s=0.4, recognising_wall_s=0.4))
    assert time.monotonic() - start < 5
    assert document.warnings == ("慢.pdf took longer than 0.4 seconds to read and was given up",)
    computing = read_safely(data, "慢.pdf", Limits(cpu_s=1))
    assert computing.warnings == ("慢.pdf needs more than 1 seconds of computing and was given up",)


def test_too_long_an_answer_is_said() -> None:
    document = read_safely(("正文" * 50_000).encode(), "长.txt", Limits(answer_bytes=1000))
    assert not document.readable
    assert "text" in document.warnings[0]


def test_too_large_a_file_is_not_even_begun() -> None:
    assert "larger than" in read_safely(b"a" * 3_000_000, "a.txt", Limits(input_bytes=1 << 20)).warnings[0]


@pytest.mark.parametrize("name", ["a.txt", "a\0b.txt", "a\nb", "\udcff.txt", "", "x" * 5000])
def test_any_name_is_taken(name: str) -> None:
    assert read_safely("正文".encode(), name).text == "正文"


def test_a_workbook_that_swells_ends_within_limits() -> None:
    parts = {"[Content_Types].xml": b"<Types/>"}
    parts["xl/workbook.bin"] = b"\0" * 100
    parts["xl/worksheets/sheet1.bin"] = b"\0" * (40 << 20)
    document = read_safely(make.zipped(parts), "a.xlsb")
    assert not document.readable
    assert "zip bomb" in document.warnings[0]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_safely((FILES / "rules.doc").read_bytes(), "a.doc")
    read_safely((FILES / "rules.doc").read_bytes(), "a.doc", Limits(wall_s=0.2))
    assert list(tmp_path.iterdir()) == []
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if children.exists():
        lines = [Path(f"/proc/{child}/cmdline").read_text() for child in children.read_text().split()]
        assert not any("crawler.attachments.child" in line for line in lines)
