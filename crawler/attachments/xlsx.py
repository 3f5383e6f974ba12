"""Excel workbooks (.xlsx, also as WPS writes .et): cells as they are shown, merged cells filled.

Read straight from the sheet XML, row by row, because the number formats are needed (leading zeros, dates as the
publisher prints them) and because a sheet that claims a cell at XFD1048576 must not become a dense grid.
Source: ECMA-376 part 1, chapter 18.
"""

import io
import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.kinds import XLSX
from crawler.attachments.limits import Budget
from crawler.attachments.merges import Range
from crawler.attachments.number_formats import BUILT_IN, shown
from crawler.attachments.packages import Package, parse_xml
from crawler.attachments.sheets import Sheet, workbook_document
from storage.model import Document

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_MERGES = 200_000


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    with Package(data, budget) as package:
        return workbook_document(_sheets(package, budget), XLSX, name, budget)


def local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, wanted: str) -> str:
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == wanted:
            return str(value)
    return ""


def _sheets(package: Package, budget: Budget) -> Iterator[Sheet]:
    base = "xl/workbook.xml"
    book = package.xml(base)
    targets = _targets(package)
    strings = _shared_strings(package, targets)
    formats = _formats(package)
    epoch_1904 = any(_attribute(pr, "date1904") in ("1", "true") for pr in book.iter() if local(pr) == "workbookPr")
    found = False
    for element in book.iter():
        if local(element) != "sheet":
            continue
        part = targets.get(element.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") or "")
        part = part or targets.get(_relation_id(element)) or ""
        if part not in package or "chartsheet" in part:
            continue
        found = True
        title = element.get("name") or posixpath.basename(part)
        sheet = _SheetReader(strings, formats, epoch_1904, budget).read(package.read(part), title, part)
        sheet.hidden = (element.get("state") or "visible") != "visible"
        yield sheet
    if not found:
        raise Unreadable("is damaged: its workbook names no sheet that is in the file")


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def _targets(package: Package) -> dict[str, str]:
    part = "xl/_rels/workbook.xml.rels"
    if part not in package:
        raise Unreadable(f"is damaged: its part {part} is missing")
    found = {}
    for relation in package.xml(part):
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[relation.get("Id") or ""] = path
        kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
        found.setdefault(f"#{kind}", path)
    return found


def _shared_strings(package: Package, targets: dict[str, str]) -> list[str]:
    part = targets.get("#sharedStrings", "xl/sharedStrings.xml")
    if part not in package:
        return []
    return [_string(item) for item in package.xml(part) if local(item) == "si"]


def _string(item: etree._Element) -> str:
    """The text of a plain or rich string; phonetic guides (rPh) are not part of what is shown."""
    pieces = []
    for child in item:
        kind = local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces += [node.text or "" for node in child if local(node) == "t"]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(pieces))


def _formats(package: Package) -> list[str]:
    """The number format code of each cell style."""
    if "xl/styles.xml" not in package:
        return []
    root = package.xml("xl/styles.xml")
    codes = dict(BUILT_IN)
    styles: list[str] = []
    for part in root:
        if local(part) == "numFmts":
            for item in part:
                if (item.get("numFmtId") or "").isdecimal():
                    codes[int(item.get("numFmtId") or 0)] = item.get("formatCode") or ""
        elif local(part) == "cellXfs":
            ids = [item.get("numFmtId") or "0" for item in part if local(item) == "xf"]
            styles = [codes.get(int(number), "") if number.isdecimal() else "" for number in ids]
    return styles


def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _SheetReader:
    def __init__(self, strings: list[str], formats: list[str], epoch_1904: bool, budget: Budget) -> None:
        self._strings = strings
        self._formats = formats
        self._epoch_1904 = epoch_1904
        self._widest = budget.quotas.columns
        self._budget = budget

    def read(self, data: bytes, title: str, part: str) -> Sheet:
        if b"<!" in data:
            parse_xml(data, part)
        sheet = Sheet(title)
        ranges: list[tuple[int, int, int, int]] = []
        stream = etree.iterparse(
            io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for _, element in stream:
                kind = local(element)
                if kind == "row":
                    self._row(element, sheet)
                    element.clear()
                elif kind == "mergeCell" and len(ranges) < _MOST_MERGES:
                    found = _range(element.get("ref") or "")
                    if found:
                        ranges.append(found)
        except etree.XMLSyntaxError as fault:
            raise Unreadable(f"is damaged: its part {part} is not well-formed XML ({str(fault)[:120]})") from None
        sheet.merges = _as_indexes(ranges, sheet.numbers)
        return sheet

    def _row(self, element: etree._Element, sheet: Sheet) -> None:
        number = element.get("r") or ""
        after = sheet.numbers[-1] if sheet.numbers else 0
        position = int(number) if number.isdecimal() and len(number) < 8 else after + 1
        cells: list[str] = []
        column = -1
        for cell in element:
            if local(cell) != "c":
                continue
            reference = _REFERENCE.match(cell.get("r") or "")
            column = column_index(reference[1]) if reference else column + 1
            if column >= self._widest:
                sheet.columns_cut_at = self._widest
                continue
            if len(cells) <= column:
                cells += [""] * (column + 1 - len(cells))
            cells[column] = self._cell(cell, sheet)
        self._budget.add_cells(len(cells) // 4)
        sheet.hidden_rows += element.get("hidden") in ("1", "true") and any(cells)
        sheet.rows.append(cells)
        sheet.numbers.append(position)

    def _cell(self, cell: etree._Element, sheet: Sheet) -> str:
        kind = cell.get("t") or "n"
        value, formula, inline = "", False, ""
        for child in cell:
            tag = local(child)
            if tag == "v":
                value = child.text or ""
            elif tag == "f":
                formula = True
            elif tag == "is":
                inline = _string(child)
        if kind == "s":
            index = int(value) if value.strip().isdecimal() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind == "inlineStr":
            return inline
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if formula and not value and kind != "str":
            sheet.formulas_without_value += 1
            return ""
        if kind in ("str", "e", "d"):
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        try:
            number = float(value)
        except ValueError:
            return value
        style = cell.get("s") or "0"
        index = int(style) if style.isdecimal() else 0
        code = self._formats[index] if index < len(self._formats) else ""
        return shown(number, code, self._epoch_1904)


def _range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    top, bottom = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if not top or not bottom:
        return None
    return int(top[2]), column_index(top[1]), int(bottom[2]), column_index(bottom[1])


def _as_indexes(ranges: list[Range], numbers: list[int]) -> list[Range]:
    """Row numbers become indexes of the rows that are in the file; rows without any cell are not."""
    index_of = {number: index for index, number in enumerate(numbers)}
    found = []
    for top, left, bottom, right in ranges:
        if top in index_of:
            span = bottom - top
            inside = index_of[top]
            while span and inside + 1 < len(numbers) and numbers[inside + 1] <= bottom:
                inside += 1
            found.append((index_of[top], left, inside, right))
    return found
