"""Rar archives with stored members: names in any writing, nesting, locks, and what is cut or broken."""

import pytest

from bench import rar_makers as make
from bench.file_makers import companies, make_xls
from crawler.attachments import read
from storage.model import Document

LISTED = "符合规范条件的企业名单"
FILES = {"附件1/名单.txt": LISTED.encode(), "附件2.csv": "序号,企业名称\n1,甲有限公司\n2,乙有限公司\n".encode()}


def names(document: Document) -> list[str]:
    return [member.name for member in document.members]


@pytest.mark.parametrize("solid", [False, True])
@pytest.mark.parametrize("made", ["rar4 gb18030", "rar4 utf-8", "rar5"])
def test_members_are_read_under_their_own_names(made: str, solid: bool) -> None:
    kind, _, encoding = made.partition(" ")
    data = make.rar5(FILES, solid=solid) if kind == "rar5" else make.rar4(FILES, encoding, solid=solid)
    document = read(data, "附件.rar")
    assert document.readable and document.warnings == ()
    assert names(document) == ["附件1/名单.txt", "附件2.csv"]
    assert document.members[0].text == LISTED
    assert [row[1] for row in document.members[1].tables[0].rows] == ["企业名称", "甲有限公司", "乙有限公司"]


def test_a_workbook_in_a_rar_in_a_rar() -> None:
    rows = companies(5)
    inner = make.rar4({"名单.xls": make_xls(rows, [])})
    (parcel,) = read(make.rar5({"内.rar": inner}), "外.rar").members
    (workbook,) = parcel.members
    assert workbook.name == "名单.xls" and [list(row) for row in workbook.tables[0].rows] == rows


def test_names_stay_inside_the_archive() -> None:
    assert names(read(make.rar5({"../../etc/x.txt": b"abc"}), "a.rar")) == ["etc/x.txt"]


@pytest.mark.parametrize("data", [make.rar4(FILES, locked_heads=True), make.rar5(FILES, locked_heads=True)])
def test_encrypted_heads(data: bytes) -> None:
    document = read(data, "名单.rar")
    assert not document.readable
    assert document.warnings == ("名单.rar is encrypted with a password; ask the publisher for an unlocked copy",)


def test_encrypted_members_are_named() -> None:
    document = read(make.rar4(FILES, locked=True), "名单.rar")
    assert not document.readable
    assert [said.split(" is ")[0] for said in document.warnings] == ["名单.rar: 附件1/名单.txt", "名单.rar: 附件2.csv"]
    assert all("encrypted with a password" in said for said in document.warnings)


@pytest.mark.parametrize("make_one", [make.rar4, make.rar5])
def test_a_cut_archive_gives_what_is_whole_and_names_what_is_not(make_one) -> None:  # type: ignore[no-untyped-def]
    whole = make_one(FILES)
    document = read(whole[:-30], "名单.rar")
    assert document.members[0].text == LISTED and not document.members[1].readable
    assert len(document.warnings) == 1 and document.warnings[0].startswith("名单.rar: 附件2.csv cannot be unpacked")
    for size in range(0, len(whole), 3):
        cut = read(whole[:size], "名单.rar")
        assert cut.readable or cut.warnings, f"{size} bytes are passed over in silence"


@pytest.mark.parametrize("data", [make.rar4(FILES, method=0x33), make.rar5(FILES, method=3)])
def test_members_said_to_be_packed_that_are_not(data: bytes) -> None:
    """A packed member goes to bsdtar or unar where one is installed; broken or without a tool, it is named."""
    document = read(data, "名单.rar")
    assert len(document.warnings) == 2 and document.warnings[0].startswith("名单.rar: 附件1/名单.txt ")
