"""Local documents: where the title, the facts and the rows come from, and what is said of what cannot be read."""

import io
import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from regwatch.document_shapes import document_shape
from regwatch.documents import understand

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOTICE = (
    "工业和信息化部办公厅\n关于公示符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第五批）的通知\n"
    "工信厅节函〔2026〕55号\n各有关单位：\n现将名单予以公示，公示时间为2026年5月6日至5月20日。\n附件：企业名单\n"
    "工业和信息化部办公厅\n2026年5月6日\n"
)


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LIST = _workbook(
    ("序号", "企业名称", "省份", "类型"),
    (1, "湖南邦普循环科技有限公司", "湖南", "再生利用"),
    (2, "格林美股份有限公司", "广东", "梯次利用"),
)


def test_a_plain_text_notice() -> None:
    told = document_shape(understand(NOTICE.encode("gb18030"), "notice.txt"), "notice.txt")
    assert told["title"].startswith("工业和信息化部办公厅关于公示符合《新能源汽车")
    assert told["doc_number"] == "工信厅节函〔2026〕55号"
    assert told["issuers"] == ["工业和信息化部"]
    assert told["stage"] == "proposal" and told["topics"] == ["list_publication"] and told["on_subject"] is True
    assert told["dates"]["signed"] == "2026-05-06" and told["dates"]["comment_deadline"] == "2026-05-20"
    assert told["dates"]["expires"] is None
    assert told["readable"] is True and told["warnings"] == []


def test_pages_of_the_ministries_are_read_with_their_template() -> None:
    found = understand((FIXTURES / "pages" / "made_miit_announcement.html").read_bytes(), "page.html")
    assert found.title_from == "page" and found.facts.issuers == ("工业和信息化部",)
    assert found.dates["published"].isoformat() == "2026-09-28"
    assert len(found.facts.entries) == 4
    assert all(url.startswith("http") for _, url in found.links)


def test_a_page_of_no_known_site_has_the_title_of_its_heading() -> None:
    page = (
        '<html><head><meta charset="gb2312"><title>关于废旧动力电池的通告_某某网</title></head><body><div>导航</div>'
        "<h1>关于废旧动力电池的通告</h1><p>本通告自2026年5月1日起施行。</p></body></html>"
    )
    found = understand(page.encode("gbk"), "page.htm")
    assert (found.title, found.title_from) == ("关于废旧动力电池的通告", "page")
    assert found.dates["effective"].isoformat() == "2026-05-01"


def test_a_block_page_is_said_to_be_one() -> None:
    found = understand(
        "<html><title>访问被拒绝</title><body><p>访问过于频繁，请完成验证</p></body></html>".encode(), "x.html"
    )
    assert any("block page" in said for said in found.warnings)


@pytest.mark.parametrize("name", ["rules.doc", "rules.docx", "rules.odt", "rules.pdf", "rules.rtf"])
def test_one_benchmark_in_five_formats_is_one_reading(name: str) -> None:
    found = understand((FIXTURES / "files" / name).read_bytes(), name)
    assert (found.title, found.title_from) == ("生态环境行政处罚裁量基准", "heading")
    assert found.facts.topics == ("penalty_benchmark",)
    assert len(found.facts.penalties) == 24
    first = found.facts.penalties[0]
    assert [(fine.min, fine.max) for fine in first.fine] == [(10000.0, 20000.0)]
    assert found.dates["effective"].isoformat() == "2026-05-18"


def test_an_archive_is_its_notice_with_the_other_files_attached() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("附件：企业名单.xlsx", LIST)
        archive.writestr("正文/通知.txt", NOTICE.encode())
    told = document_shape(understand(out.getvalue(), "parcel.zip"), "parcel.zip")
    assert told["doc_number"] == "工信厅节函〔2026〕55号"
    assert [file["name"] for file in told["files"]] == ["附件：企业名单.xlsx", "正文/通知.txt"]
    assert [(one["company"], one["action"], one["where"]) for one in told["entries"]] == [
        ("湖南邦普循环科技有限公司", "proposed", "attachment:附件：企业名单.xlsx"),
        ("格林美股份有限公司", "proposed", "attachment:附件：企业名单.xlsx"),
    ]
    assert told["tables"][0]["where"] == "attachment:附件：企业名单.xlsx"
    assert "公示时间" in told["text"]


def test_a_workbook_without_a_title_is_named_by_its_file_and_its_rows() -> None:
    named = understand(LIST, "folder/新能源汽车废旧动力电池综合利用企业名单.xlsx")
    assert named.title_from == "file name" and named.facts.entries[0].register == "nev-battery-recycling"
    unnamed = understand(LIST, "a.xlsx")
    assert [entry.company for entry in unnamed.facts.entries] == ["湖南邦普循环科技有限公司", "格林美股份有限公司"]
    assert {entry.register for entry in unnamed.facts.entries} == {""}
    assert unnamed.facts.topics == ("list_publication",)
    assert any("does not say which list" in said for said in unnamed.warnings)
    fines = understand(_workbook(("违法行为", "情节", "罚款幅度（万元）"), ("未按规定回收", "较轻", "1-3")), "b.xlsx")
    assert fines.facts.topics == ("penalty_benchmark",)
    assert fines.facts.penalties[0].fine[0].max == 30000.0


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 40, "no format"),
        (b"%PDF-1.7\nbroken", "damaged"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_fault(data: bytes, fault: str) -> None:
    told = document_shape(understand(data, "odd.bin"), "odd.bin")
    assert told["readable"] is False
    assert "odd.bin" in told["warnings"][0] and fault in told["warnings"][0]
    assert (told["title"], told["tables"], told["penalties"], told["entries"]) == ("", [], [], [])


def test_the_same_bytes_are_read_the_same_twice() -> None:
    data = (FIXTURES / "pages" / "mee_xxgk_1165270.html").read_bytes()
    assert understand(data, "p") == understand(data, "p")
