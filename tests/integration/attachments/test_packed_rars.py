"""Rar archives that were really packed, by the tools of this machine."""

import shutil
from pathlib import Path

import pytest

from crawler.attachments import read
from crawler.attachments.sandbox import read_safely

FILES = Path(__file__).parents[2] / "fixtures" / "files"
IN_PARTS = "is spread over several archives (part 1, part 2, …), of which one alone is no use; unpack them by hand"


@pytest.mark.skipif(not shutil.which("bsdtar"), reason="bsdtar (Debian: libarchive-tools) is not on this machine")
@pytest.mark.parametrize("name", ["packed.rar", "solid.rar"])
def test_packed_members_are_read_whatever_their_names(name: str) -> None:
    document = read_safely((FILES / name).read_bytes(), name)
    assert document.warnings == ()
    by_name = {member.name: member for member in document.members}
    assert sorted(by_name) == ["附件/名单.csv", "附件/说明[1].txt"]
    (table,) = by_name["附件/名单.csv"].tables
    assert len(table.rows) == 121 and table.rows[120][1] == "测试120循环利用科技有限公司"
    assert by_name["附件/说明[1].txt"].text.splitlines()[-1] == "第199条 综合利用企业应当建立台账并按期报送。"


@pytest.mark.parametrize("name", ["packed.rar", "solid.rar"])
def test_without_a_tool_each_packed_member_is_named_with_the_remedy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    document = read((FILES / name).read_bytes(), name)
    assert len(document.warnings) == 2
    assert all("needs bsdtar (Debian: libarchive-tools) or unar" in said for said in document.warnings)


@pytest.mark.parametrize("part", [1, 2])
def test_one_part_of_several_is_said_to_be_one(part: int) -> None:
    name = f"in_parts.part{part}.rar"
    document = read((FILES / name).read_bytes(), name)
    assert any(IN_PARTS in said for said in document.warnings)
