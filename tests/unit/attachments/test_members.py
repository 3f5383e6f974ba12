"""An archive's members become one content, with every table named after its file."""

import sys

import pytest

from crawler.attachments import read
from crawler.attachments.members import content_of, faults_of
from storage.model import Document, Table


def test_members_of_nested_archives_are_all_there() -> None:
    inner = Document("application/zip", members=(Document("text/plain", text="里层", name="里.txt"),), name="inner.zip")
    sheet = Document("application/xlsx", tables=(Table((("企业名称",), ("甲公司",)), 1, "Sheet1"),), name="名单.xlsx")
    text, tables = content_of(Document("application/zip", members=(sheet, inner), name="附件.zip"))
    assert "里层" in text
    assert [table.name for table in tables] == ["名单.xlsx: Sheet1"]


def test_one_unreadable_member_is_said() -> None:
    bad = Document("application/pdf", readable=False, warnings=("b.pdf is encrypted",), name="b.pdf")
    good = Document("text/plain", text="x", name="a.txt")
    whole = Document("application/zip", members=(good, bad), warnings=("b.pdf is encrypted",))
    assert faults_of(whole) == "b.pdf is encrypted"
    assert faults_of(Document("application/zip", members=(good,))) == ""


def test_7z_without_its_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py7zr", None)
    monkeypatch.delitem(sys.modules, "crawler.attachments.sevenzips", raising=False)
    read_back = read(b"7z\xbc\xaf\x27\x1c" + bytes(64), "清单.7z")
    assert not read_back.readable
    assert "[archives]" in read_back.warnings[0]
