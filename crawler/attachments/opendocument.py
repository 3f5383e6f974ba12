"""OpenDocument spreadsheets and texts (.ods, .odt): cells as shown, spans filled, repeats capped.

Source: OpenDocument 1.3 part 3, chapters 5 and 9.
"""

from collections.abc import Iterator

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import ODS, ODT
from crawler.attachments.limits import Budget
from crawler.attachments.packages import Package
from crawler.attachments.sheets import Sheet, workbook_document
from crawler.attachments.spans import SpannedCell, expand
from crawler.attachments.tables import join_continued
from storage.model import Document, Table

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MANIFEST = "META-INF/manifest.xml"
_MOST_REPEATED_ROWS = 1_000
_HIDDEN = ("collapse", "filter")


def read_sheets(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    root = _content(data, budget)
    hidden_styles = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(part.get(f"{_TABLE}display") == "false" for part in style)
    }
    sheets = []
    for table in root.iter(f"{_TABLE}table"):
        sheet = Sheet(table.get(f"{_TABLE}name") or "")
        sheet.hidden = table.get(f"{_TABLE}style-name") in hidden_styles
        lines = list(_lines(table, budget))
        sheet.rows = expand([line for _, line in lines], budget)
        sheet.numbers = [number for number, line in lines if line][: len(sheet.rows)]
        sheets.append(sheet)
    return workbook_document(sheets, ODS, name, budget)


def read_text(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    root = _content(data, budget)
    lines: list[str] = []
    tables: list[Table] = []
    touching: list[bool] = []
    prose = True
    for element in root.iter(f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table"):
        inside = next(element.iterancestors(f"{_TABLE}table"), None) is not None
        if element.tag != f"{_TABLE}table":
            line = "" if inside else clean(_said(element))
            if line:
                lines.append(line)
                prose = True
            continue
        grid = expand([line for _, line in _lines(element, budget)], budget)
        number = len(tables) + 1
        framed = frame(grid, "", [f"table {number} row {index + 1}" for index in range(len(grid))], budget)
        lines += (*framed.above, *framed.below)
        if framed.table is not None:
            tables.append(framed.table)
            touching.append(not prose and not inside)
            prose = False
    text = "\n".join(lines)
    warnings = () if text or tables else ("holds no text",)
    return Document(ODT, text=text, tables=join_continued(tables, touching), warnings=warnings, name=name)


def _content(data: bytes, budget: Budget) -> etree._Element:
    with Package(data, budget) as package:
        if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
            raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy")
        return package.xml("content.xml")


def _lines(table: etree._Element, budget: Budget) -> Iterator[tuple[int, list[SpannedCell]]]:
    """(row number, cells) of a table's own rows. Covered cells are left to the spans, empty repeats to the grid."""
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table"), None) is not table:
            continue
        cells: list[SpannedCell] = []
        for cell in row:
            if cell.tag == f"{_TABLE}covered-table-cell":
                continue
            if cell.tag != f"{_TABLE}table-cell" or len(cells) > budget.quotas.columns:
                continue
            text = "\n".join(clean(_said(part)) for part in cell if part.tag in (f"{_TEXT}p", f"{_TEXT}h"))
            spanned = SpannedCell(text, _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned"))
            times = min(_count(cell, "number-columns-repeated"), budget.quotas.columns)
            cells += [spanned] * (times if spanned.text or times < 50 else 1)
        repeated = _count(row, "number-rows-repeated")
        blank = not any(cell.text for cell in cells)
        for offset in range(1 if blank else min(repeated, _MOST_REPEATED_ROWS)):
            budget.add_cells(len(cells) // 4)
            yield number + offset, cells
        number += repeated


def _count(element: etree._Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}") or "1"
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _said(element: etree._Element) -> str:
    """The text of a paragraph with its tabs, breaks and runs of spaces; notes and tracked deletions aside."""
    out = element.text or ""
    for child in element:
        kind = child.tag.rsplit("}", 1)[-1] if isinstance(child.tag, str) else ""
        if kind == "s":
            out += " " * min(
                int(child.get(f"{_TEXT}c") or 1) if (child.get(f"{_TEXT}c") or "1").isdecimal() else 1, 100
            )
        elif kind == "tab":
            out += "\t"
        elif kind == "line-break":
            out += "\n"
        elif kind not in ("note", "annotation", "tracked-changes", ""):
            out += _said(child)
        out += child.tail or ""
    return out
