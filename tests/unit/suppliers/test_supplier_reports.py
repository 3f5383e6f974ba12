"""Reports that can be opened without harm and that carry the evidence."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from storage.registers import ListingRow, fold
from storage.spreadsheets import safe_cell
from storage.supplier_reports import COLUMNS, About, csv_report, html_report, xlsx_report
from storage.suppliers import SupplierIndex
from storage.workbooks import Sheet, workbook

ROW = ListingRow(
    "nev-battery-recycling", "listed", "衢州华友钴新材料有限公司", "n1", "2018-09-05T09:00:00+08:00", batch="第一批",
    published_on=date(2018, 9, 5), where="attachment:附件.doc", row="table 1 row 2", sha256="ab" * 32,
)  # fmt: skip
INDEX = SupplierIndex([fold([ROW], date(2026, 11, 1))])
ASKED = "2026-11-02T09:00:00+08:00"
HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
]


def checks() -> list[dict[str, Any]]:
    return [INDEX.check(query) for query in ["衢州华友钴新材料有限公司", "华友", *HOSTILE]]


def test_the_csv_reads_back_and_no_cell_begins_a_formula() -> None:
    text = csv_report(checks())
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["verdict"] == "listed"
    assert rows[0]["sha256"] == "ab" * 32
    assert [row["query"] for row in rows[2:]] == [safe_cell(text) for text in HOSTILE]
    assert not any(cell.lstrip(" \n")[:1] in set("=+-@\t\r") for row in rows for cell in row.values() if cell)


@given(st.text(max_size=20))
def test_a_safe_cell_keeps_its_text(text: str) -> None:
    assert safe_cell(text).removeprefix("'") in (text, text.removeprefix("'"))
    assert safe_cell(text)[:1] not in set("=+-@\t\r") or not text


def test_the_page_carries_verdict_date_and_evidence_and_runs_nothing() -> None:
    told = {"title": "公告<b>", "doc_number": "公告2018年第40号", "published_on": "2018-09-05"}
    notices = {"n1": {**told, "url": "javascript:alert(1)"}}
    page = html_report(checks(), About(ASKED, notices=notices, unseen=["miit/wjfb was not reached since 2026-11-01"]))
    tree = BeautifulSoup(page, "lxml")
    assert tree.find("script") is None
    assert tree.find("a") is None
    shown = tree.get_text(" ", strip=True)
    facts = ["2026-11-01", "Listed", "公告2018年第40号", "第一批", "附件.doc", "table 1 row 2", "ab" * 32, "公告<b>"]
    facts += ["<script>alert(1)</script>", "miit/wjfb was not reached", "Not found", "used power batteries"]
    for fact in facts:
        assert fact in shown


@pytest.mark.parametrize("url", ["https://www.miit.gov.cn/a", "http://127.0.0.1/a"])
def test_web_addresses_become_links(url: str) -> None:
    page = html_report(checks()[:1], About(ASKED, notices={"n1": {"title": "公告", "url": url}}))
    assert BeautifulSoup(page, "lxml").find("a", href=url) is not None


def test_a_report_on_nobody() -> None:
    assert "0 checked" in html_report([], About(ASKED))
    assert csv_report([]).count("\n") == 1


def test_the_workbook_holds_what_an_auditor_asks_for_and_no_formula() -> None:
    said = {"doc_number": "公告2018年第40号", "published_on": "2018-09-05", "url": "https://x.gov.cn/1"}
    notices = {"n1": {"title": "公告", **said}}
    about = About(ASKED, "2026-10-01T23:59:59+08:00", "cd" * 32, "2026-11-01: ef", notices, ["miit/wjfb late"])
    data = xlsx_report(checks(), about)
    assert data == xlsx_report(checks(), about)
    book = openpyxl.load_workbook(io.BytesIO(data))
    lines = [[cell.value for cell in row] for row in book["Verdicts"].iter_rows()]
    assert lines[0] == list(COLUMNS)
    first = dict(zip(COLUMNS, lines[1], strict=True))
    assert first["query"] == "衢州华友钴新材料有限公司" and first["verdict"] == "listed"
    assert (first["announcement"], first["doc_number"], first["batch"]) == ("公告", "公告2018年第40号", "第一批")
    assert (first["attachment"], first["row"], first["sha256"]) == ("附件.doc", "table 1 row 2", "ab" * 32)
    assert (first["asked_at"], first["known_at"], first["archive_root"]) == (ASKED, about.known_at, "cd" * 32)
    assert [str(row[0]).strip() for row in lines[3:]] == [text.strip() for text in HOSTILE]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"} and all(cell.quotePrefix for cell in cells)
    shown = {row[0].value: row[1].value for row in book["About"].iter_rows(min_row=2)}
    assert (
        shown["asked at"] == ASKED and shown["not seen"] == "miit/wjfb late" and shown["checked"] == str(len(checks()))
    )


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=30), max_size=6), st.text(max_size=50))
def test_any_text_makes_a_workbook_that_reads_back(rows: list[list[str]], name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([Sheet(name, ["a", "b"], rows)])))
    (sheet,) = book.worksheets
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row, 1):
            read = sheet.cell(number, column).value or ""
            assert len(read) == len(cell.replace("\r\n", "\n")) and not any(ord(char) < 9 for char in read)
