"""Numbers and dates as they are shown; merges, hidden sheets, formulas."""

import datetime as dt

import openpyxl
import pytest
import xlwt
from hypothesis import example, given
from hypothesis import strategies as st

from bench.file_makers import saved
from crawler.attachments import read
from crawler.attachments.merges import fill
from crawler.attachments.number_formats import shown

FORMATS = [
    (17.0, "000000", "000017"),
    (0.05, "0%", "5%"),
    (0.1234, "0.00%", "12.34%"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (12.0, "General", "12"),
    (0.1 + 0.2, "General", "0.3"),
    (46160.0, 'yyyy"年"m"月"d"日"', "2026年5月18日"),
    (46160.0, "yyyy-mm-dd", "2026-05-18"),
    (46160.5, "yyyy/m/d h:mm", "2026/5/18 12:00"),
    (46160.0, "[$-804]yyyy年mm月", "2026年05月"),
    (-5.0, "0.0;(0.0)", "(5.0)"),
    (3.0, '0"家"', "3家"),
    (2.5, "0.##", "2.5"),
]


@pytest.mark.parametrize(("value", "code", "text"), FORMATS)
def test_number_formats(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_cells_are_read_as_they_are_shown(kind: str) -> None:
    cells = [(17, "000000"), (dt.date(2026, 5, 18), "yyyy-mm-dd"), (0.05, "0%"), ("0017", "@"), (1.5, "General")]
    head = ["序号", "日期", "比例", "代码", "数值"]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(head)
        for column, (value, code) in enumerate(cells, 1):
            book.active.cell(2, column, value).number_format = code
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for column, (name, (value, code)) in enumerate(zip(head, cells, strict=True)):
            sheet.write(0, column, name)
            sheet.write(1, column, value, xlwt.easyxf(num_format_str=code))
    assert read(saved(book), "a").tables[0].rows[1] == ("000017", "2026-05-18", "5%", "0017", "1.5")


@given(st.floats(allow_nan=True, allow_infinity=True), st.text(max_size=30) | st.text("0#?.,%;E/@-", max_size=300))
@example(3.0, "." + "0" * 29)
@example(float("nan"), "0")
def test_any_format_code_gives_some_text(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


def test_hidden_sheets_and_formulas_are_said() -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业名称"])
    book.active.append([1, "=A2&B9"])
    hidden = book.create_sheet("底稿")
    hidden.append(["序号", "企业名称"])
    hidden.append([1, "甲公司"])
    hidden.sheet_state = "hidden"
    document = read(saved(book), "名单.xlsx")
    assert len(document.tables) == 2
    assert any("底稿" in said and "hidden" in said for said in document.warnings)
    assert any("1 formulas without a stored result" in said for said in document.warnings)
    assert all(said.startswith("名单.xlsx: ") for said in document.warnings)


def test_a_formula_like_text_stays_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业名称"])
    book.active.append([1, "甲"])
    book.active["B2"].value = "=cmd|' /C calc'!A0"
    book.active["B2"].data_type = "s"
    assert read(saved(book), "a.xlsx").tables[0].rows[1] == ("1", "=cmd|' /C calc'!A0")


def test_merges_outside_the_grid_and_endless_merges_do_no_harm() -> None:
    rows = [["a", ""], ["", ""]]
    assert fill(rows, [(0, 0, 10**6, 10**6), (-1, 0, 0, 0), (5, 5, 6, 6)] * 50) == [0]
    assert rows == [["a", "a"], ["a", "a"]]
