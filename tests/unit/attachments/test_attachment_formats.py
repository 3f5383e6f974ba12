"""Every format gives back the rows it was made from, cell for cell."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from bench import file_makers as make
from bench.quality_files import cases, right, rows_of
from crawler.attachments import kinds, read

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_every_row_comes_out(name: str) -> None:
    data, rows = CASES[name]()
    document = read(data, "名单")
    assert document.readable
    assert right(document, rows) == len(rows) - (rows[0][0] == "序号"), rows_of(document)[:3]


def test_the_real_workbook_says_where_each_row_stands() -> None:
    folder = FIXTURES / "benchmarks"
    document = read((folder / "jiangmen_2020_penalty_benchmarks.xls").read_bytes(), "江门.xls")
    with (folder / "jiangmen_2020_penalty_benchmarks.expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    found = [
        (table.name, place.rsplit(" ", 1)[1]) for table in document.tables for place in table.places[table.header :]
    ]
    assert found == [(row["sheet"], str(int(row["excel_row"]) + 1)) for row in expected]
    assert document.text.startswith("一、《中华人民共和国环境影响评价法》\n二、")
    assert all(table.header == 1 and table.rows[0][0] == "序号" for table in document.tables)


def test_type_is_told_by_content_not_by_name() -> None:
    rows = make.companies(3)
    for name, data, kind in (
        ("名单.pdf", make.make_docx(rows), kinds.DOCX),
        ("名单.wps", make.make_docx(rows), kinds.DOCX),
        ("名单.et", make.make_xls(rows), kinds.XLS),
        ("名单.xls", make.make_html(rows), kinds.HTML),
        ("名单.docx", make.make_pdf(rows, (30, 150, 110, 70, 155)), kinds.PDF),
        ("名单.wps", (FIXTURES / "files" / "rules.doc").read_bytes(), kinds.DOC),
        ("名单", make.make_ofd(rows, (14, 50, 42, 30, 44)), kinds.OFD),
    ):
        document = read(data, name)
        assert (document.media_type, document.name, document.readable) == (kind, name, True)
        assert document.tables


def test_prose_stands_outside_the_tables_and_wrapped_lines_are_one_paragraph() -> None:
    lead = (
        "现将符合《新能源汽车废旧动力蓄电池综合利用行业规范条件》的企业名单予以公告，请各有关单位遵照执行，共3家。" * 2
    )
    document = read(make.make_pdf(make.companies(3), (30, 150, 110, 70, 155), lead_in=lead), "公告.pdf")
    assert document.text == lead
    assert "测试001" not in document.text


def test_names_in_gb18030_and_in_unflagged_utf8() -> None:
    inner = make.make_xls(make.companies(2))
    name = "附件1：符合条件企业名单（第五批）〇.xls"
    assert read(make.zipped({name: inner}, gbk_names=True)).members[0].name == name
    flagged = make.zipped({name: inner})
    assert read(flagged).members[0].name == name
    unflagged = bytearray(flagged)
    for magic, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unflagged[unflagged.find(magic) + offset] &= ~0x08
    assert read(bytes(unflagged)).members[0].name == name


def test_archive_names_do_not_climb_and_litter_is_left_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/附件.txt", "正文")
        archive.writestr("__MACOSX/._附件.txt", b"\0")
        archive.writestr(".DS_Store", b"\0")
    assert [member.name for member in read(out.getvalue()).members] == ["etc/附件.txt"]


def test_html_named_xls_keeps_leading_zeros_and_gbk_characters() -> None:
    rows = [["序号", "企业名称", "代码"], ["1", "镕喆堃〇科技有限公司€", "00017"]]
    document = read(make.make_html(rows), "a.xls")
    assert [list(row) for row in document.tables[0].rows] == rows


def test_layout_table_of_a_page_is_text_and_nested_table_is_not_lost() -> None:
    page = (
        "<html><body><table><tr><td><p>一、公告如下</p><table><tr><td>序号</td><td>企业名称</td></tr>"
        "<tr><td>1</td><td>甲公司</td></tr><tr><td>2</td><td>乙公司</td></tr></table></td></tr></table></body></html>"
    )
    document = read(page.encode(), "a.html")
    assert document.text == "一、公告如下"
    assert [table.rows for table in document.tables] == [(("序号", "企业名称"), ("1", "甲公司"), ("2", "乙公司"))]


def test_csv_in_gb18030() -> None:
    data = '序号,企业名称,地址\n1,甲公司,"河北省,保定市"\n2,乙公司,广东省\n'.encode("gb18030")
    assert read(data, "a.csv").tables[0].rows[1] == ("1", "甲公司", "河北省,保定市")


def test_reading_twice_gives_the_same() -> None:
    for name in ("docx, merged", "pdf, rows cut, ruled", "ofd, no rules"):
        data, _ = CASES[name]()
        assert read(data, "a") == read(data, "a")


def test_a_slanting_stroke_on_the_page_costs_no_table() -> None:
    """Seen in the standards of the ministry (GB 18918-2002, page 1): a drawn curve with slanting sides."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for y in (700, 680, 660):
        sheet.line(60, y, 260, y)
    for x in (60, 160, 260):
        sheet.line(x, 660, x, 700)
    for x, y, text in ((70, 685, "No."), (170, 685, "Company"), (70, 665, "1"), (170, 665, "Alpha Recycling")):
        sheet.drawString(x, y, text)
    path = sheet.beginPath()
    path.moveTo(300, 600)
    path.lineTo(350, 650)
    path.lineTo(400, 600)
    path.close()
    sheet.drawPath(path)
    sheet.save()
    document = read(out.getvalue(), "a.pdf")
    assert document.warnings == ()
    assert [table.rows for table in document.tables] == [(("No.", "Company"), ("1", "Alpha Recycling"))]
