"""One sheet of an Excel workbook, row by row: cells under their number formats, and its merged ranges.

Source: ECMA-376 part 1, 18.3.
"""

import io
import re

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.limits import Budget
from crawler.attachments.merges import Range
from crawler.attachments.number_formats import shown
from crawler.attachments.packages import parse_xml
from crawler.attachments.sheets import Sheet

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_MERGES = 200_000


def local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def rich_text(item: etree._Element) -> str:
    """The text of a plain or rich string; phonetic guides (rPh) are not part of what is shown."""
    pieces = []
    for child in item:
        kind = local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces += [node.text or "" for node in child if local(node) == "t"]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(pieces))


def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class SheetReader:
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
                inline = rich_text(child)
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
