"""Reads the names to check from a reader's own file: CSV in any usual encoding, or a workbook."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.workbook_child import UnreadableWorkbook, rows_of

MOST_ROWS = 100_000
MOST_BYTES = 64 * 1024 * 1024
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NAME_TEXT = """
企业名称 供应商名称 供应商 公司名称 单位名称 企业 公司 单位 名称 客户名称 厂商 厂家 全称
supplier suppliername supplier_name name company companyname company_name vendor vendorname vendor_name legalname
legal_name enterprise manufacturer partner
"""
_CODE_TEXT = """
统一社会信用代码 社会信用代码 信用代码 统一信用代码 纳税人识别号 税号 uscc creditcode credit_code socialcreditcode
unifiedsocialcreditcode registrationnumber
"""
_NAMES = tuple(_NAME_TEXT.split())  # in order of preference
_CODES = tuple(_CODE_TEXT.split())


class SupplierFileError(ValueError):
    """What is wrong with a supplier file and how to mend it, in one sentence."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """One name to check; `row` is its line or row in the file, counted from 1, header included."""

    row: int
    name: str
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class SupplierList:
    """`column` is the header the names were read under (empty: the file has no header). `blank` counts rows without
    a name."""

    suppliers: tuple[Supplier, ...]
    column: str
    blank: int = 0


def read_suppliers(path: Path, column: str | None = None) -> SupplierList:
    """The names in a file. `column` is a header, or a column's number from 1. Raises SupplierFileError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SupplierFileError(f"{path.name} is larger than {MOST_BYTES >> 20} MB; split it")
        body = path.read_bytes()
    except OSError as error:
        raise SupplierFileError(f"{path} could not be read ({error.strerror}); name a file that exists") from error
    return suppliers_in(body, path.name, column)


def suppliers_in(body: bytes, name: str, column: str | None = None) -> SupplierList:
    """The names in a file's bytes; the kind is told by content, not by the file's name. Raises SupplierFileError."""
    rows = _workbook_rows(body, name) if body.startswith(_WORKBOOKS) else _csv_rows(body, name)
    numbered: Iterator[tuple[int, list[str]]] = (
        (number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)
    )
    first = next(numbered, None)
    if first is None:
        raise SupplierFileError(f"{name} is empty; put one supplier's name on each row, under a header")
    header, names_at, code_at = _columns(first[1], name, column)
    if not header:
        numbered = _prepend(first, numbered)
    suppliers: list[Supplier] = []
    blank = 0
    for number, row in numbered:
        if len(suppliers) + blank >= MOST_ROWS:
            raise SupplierFileError(f"{name} holds more than {MOST_ROWS:,} suppliers; split it into several files")
        supplier = Supplier(number, _cell(row, names_at), _cell(row, code_at))
        if supplier.name or supplier.uscc:
            suppliers.append(supplier)
        else:
            blank += 1
    return SupplierList(tuple(suppliers), header, blank)


def decode(body: bytes, name: str) -> str:
    """The text of a CSV: by its mark, else UTF-16 told by its zero bytes, else UTF-8, else GB 18030 (which holds GBK).

    Raises SupplierFileError.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return _strict(body, [encoding], name)
    head = body[:4_096]
    if b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return _strict(body, ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"], name)
    return _strict(body, ["utf-8", "gb18030"], name)


def _strict(body: bytes, encodings: Sequence[str], name: str) -> str:
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SupplierFileError(f"{name} is neither UTF-8, UTF-16 nor GBK text nor a workbook; save it as CSV in UTF-8")


def _csv_rows(body: bytes, name: str) -> Iterator[list[str]]:
    text = decode(body, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;|", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise SupplierFileError(f"{name} is no readable CSV ({error}); save it anew as CSV in UTF-8") from error


def _workbook_rows(body: bytes, name: str) -> Iterable[list[str]]:
    try:
        return rows_of(body, MOST_ROWS + 100)
    except UnreadableWorkbook as fault:
        raise SupplierFileError(f"{name} {fault}") from None


def _columns(first: Sequence[str], name: str, column: str | None) -> tuple[str, int, int]:
    """(header of the names or an empty text, their column, the column of codes or -1)."""
    headers = [cell.strip() for cell in first]
    plain = [_plain(cell) for cell in headers]
    code_at = next((place for place, header in enumerate(plain) if header in _CODES), -1)
    if column is not None:
        wanted = _plain(column)
        if wanted in plain:
            return headers[plain.index(wanted)] or column, plain.index(wanted), code_at
        if column.strip().isascii() and column.strip().isdigit() and 0 < int(column) <= len(headers):
            place = int(column) - 1
            known = plain[place] in _NAMES or code_at >= 0 or any(header in _NAMES for header in plain)
            return headers[place] if known else "", place, code_at
        raise SupplierFileError(f"{name} has no column '{column}'; its columns are {_listed(headers)}")
    for known_name in _NAMES:
        if known_name in plain:
            return headers[plain.index(known_name)], plain.index(known_name), code_at
    if len([header for header in headers if header]) == 1:
        return "", next(place for place, header in enumerate(headers) if header), -1
    raise SupplierFileError(
        f"{name} has no column that is known to hold names; give it the header 企业名称 or company, or say which one "
        f"with --column: {_listed(headers)}"
    )


def _listed(headers: Sequence[str]) -> str:
    shown = [f"'{header[:40]}'" for header in headers if header][:12]
    return ", ".join(shown) or "all unnamed"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "*:()").replace("-", "_")


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if 0 <= place < len(row) else ""


def _prepend(
    first: tuple[int, Sequence[str]], rest: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    yield first[0], list(first[1])
    yield from rest
