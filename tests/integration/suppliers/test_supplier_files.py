"""Supplier lists as people keep them: CSV in four encodings, workbooks, wrong columns, too many rows."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from storage.supplier_files import MOST_ROWS, SupplierFileError, read_suppliers, suppliers_in

NAMES = ["衢州华友钴新材料有限公司", "北汽鹏龙(沧州)新能源汽车服务股份有限公司"]
CODE = "91330800575349959F"
TEXT = f"序号,供应商名称,统一社会信用代码\r\n1,{NAMES[0]},{CODE}\r\n2,{NAMES[1]},\r\n3,,\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_bytes(TEXT.encode(encoding))
    read = read_suppliers(file)
    assert [(one.row, one.name, one.uscc) for one in read.suppliers] == [(2, NAMES[0], CODE), (3, NAMES[1], "")]
    assert read.column == "供应商名称"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_quotes_and_line_breaks_inside_cells(delimiter: str) -> None:
    body = f'No{delimiter}Supplier Name\n1{delimiter}"{NAMES[0][:4]}\n{NAMES[0][4:]}"\n'.encode()
    assert "".join(suppliers_in(body, "s.csv").suppliers[0].name.split()) == NAMES[0]


def test_a_workbook_of_either_age(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("empty", 0)
    sheet = book.worksheets[1]
    for row in (["", "企业名称", "税号"], [1, NAMES[0], CODE], [2, NAMES[1], 91330800]):
        sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    read = read_suppliers(tmp_path / "s.xlsx")
    assert [(one.name, one.uscc) for one in read.suppliers] == [(NAMES[0], CODE), (NAMES[1], "91330800")]
    old = xlwt.Workbook()
    page = old.add_sheet("Sheet1")
    for place, text in enumerate(["name", *NAMES]):
        page.write(place, 0, text)
    old.save(str(tmp_path / "s.xls"))
    assert [one.name for one in read_suppliers(tmp_path / "s.xls").suppliers] == NAMES


def test_the_column_by_header_or_number() -> None:
    body = f"a,b\n{NAMES[0]},x\n".encode()
    assert suppliers_in(body, "s.csv", "A").suppliers[0].name == NAMES[0]
    assert [one.name for one in suppliers_in(body, "s.csv", "1").suppliers] == ["a", NAMES[0]]
    assert suppliers_in(f"id,name\n7,{NAMES[0]}\n".encode(), "s.csv", "2").suppliers[0].name == NAMES[0]


def test_one_column_without_header_is_a_list_of_names() -> None:
    read = suppliers_in("\n".join(NAMES).encode(), "s.csv")
    assert ([one.name for one in read.suppliers], read.column) == (NAMES, "")


@pytest.mark.parametrize(
    ("body", "column", "says"),
    [
        (TEXT.encode(), "Lieferant", r"has no column 'Lieferant'; its columns are '序号', '供应商名称'"),
        (TEXT.encode(), "9", "has no column '9'"),
        (b"a,b\n1,2\n", None, r"header 企业名称 or company, or say which one with --column: 'a', 'b'"),
        (b"", None, "is empty"),
        (b"\n , \n", None, "is empty"),
        (b"\x80\x81\xff\xfe\xff", None, "neither UTF-8, UTF-16 nor GBK"),
        (b"PK\x03\x04broken", None, "broken workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, None, "could not be read as a workbook"),
    ],
)
def test_faults_are_one_sentence_with_the_remedy(body: bytes, column: str | None, says: str) -> None:
    with pytest.raises(SupplierFileError, match=says) as fault:
        suppliers_in(body, "suppliers.csv", column)
    assert "\n" not in str(fault.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SupplierFileError, match=r"gone\.csv could not be read"):
        read_suppliers(tmp_path / "gone.csv")


def test_the_limit_of_rows() -> None:
    rows = [f"甲{number}有限公司" for number in range(MOST_ROWS)]
    assert len(suppliers_in(("name\n" + "\n".join(rows)).encode(), "s.csv").suppliers) == MOST_ROWS
    with pytest.raises(SupplierFileError, match="more than 100,000 suppliers"):
        suppliers_in(("name\n" + "\n".join([*rows, "乙有限公司"])).encode(), "s.csv")


def test_a_workbook_that_would_unpack_beyond_the_limit_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(9):
            archive.writestr(f"xl/{number}.xml", b"\0" * (60 << 20))
    with pytest.raises(SupplierFileError, match=r"s\.xlsx unpacks to more than"):
        suppliers_in(packed.getvalue(), "s.xlsx")


def test_a_workbook_that_asks_for_all_the_memory_there_is_ends_its_own_reader_alone() -> None:
    """One cell at the far corner of a sheet: the reader makes room for the billions before it and aborts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "企业名称", "甲公司", "x"
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(SupplierFileError, match=r"far\.xlsx could not be read within the memory and time"):
        suppliers_in(made.getvalue(), "far.xlsx")


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_bytes_that_only_begin_like_a_workbook_are_told(head: bytes) -> None:
    for tail in (b"", b"\0" * 5000, bytes(range(256)) * 40):
        with pytest.raises(SupplierFileError, match=r"^odd\.xls "):
            suppliers_in(head + tail, "odd.xls")
