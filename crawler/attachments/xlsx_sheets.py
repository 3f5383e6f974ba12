"""One sheet of an Excel workbook, row by row: cells under their number formats, and its merged ranges.

Source: ECMA-376 part 1, 18.3.
"""

import io
import re
from typing import NamedTuple

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
    if len(item) == 1 and not len(item[0]):
        return _unescaped(item[0].text or "")
    pieces = []
    for child in item.iterchildren("{*}t", "{*}r"):
        if len(child):
            pieces += [node.text or "" for node in child.iterchildren("{*}t")]
        else:
            pieces.append(child.text or "")
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _CellNames(NamedTuple):
    """The names of a cell and of what it holds, in the namespace of its row."""

    row: str
    cell: str
    value: str
    formula: str
    inline: str

    @classmethod
    def beside(cls, row: str) -> "_CellNames":
        space = row.removesuffix("row")
        return cls(row, f"{space}c", f"{space}v", f"{space}f", f"{space}is")


class SheetReader:
    def __init__(self, strings: list[str], formats: list[str], epoch_1904: bool, budget: Budget) -> None:
        self._strings = strings
        self._formats = formats
        self._epoch_1904 = epoch_1904
        self._widest = budget.quotas.columns
        self._budget = budget
        self._columns: dict[str, int] = {}
        self._names: _CellNames | None = None

    def read(self, data: bytes, title: str, part: str) -> Sheet:
        if b"<!" in data:
            parse_xml(data, part)
        sheet = Sheet(title)
        ranges: list[tuple[int, int, int, int]] = []
        stream = etree.iterparse(
            io.BytesIO(data),
            tag=("{*}row", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for _, element in stream:
                if element.tag.endswith("row"):
                    self._row(element, sheet)
                    element.clear()
                elif len(ranges) < _MOST_MERGES:
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
        if self._names is None or self._names.row != element.tag:
            self._names = _CellNames.beside(element.tag)
        names = self._names
        for cell in element.iterchildren(names.cell):
            column = self._column(cell.get("r") or "", column + 1)
            if column >= self._widest:
                sheet.columns_cut_at = self._widest
                continue
            if len(cells) <= column:
                cells += [""] * (column + 1 - len(cells))
            cells[column] = self._cell(cell, names, sheet)
        self._budget.add_cells(len(cells) // 4)
        sheet.hidden_rows += element.get("hidden") in ("1", "true") and any(cells)
        sheet.rows.append(cells)
        sheet.numbers.append(position)

    def _column(self, reference: str, following: int) -> int:
        """The index of a cell's column; `following` where the cell does not say."""
        letters = reference.rstrip("0123456789")
        index = self._columns.get(letters)
        if index is None:
            named = _REFERENCE.match(reference)
            if named is None:
                return following
            index = self._columns[letters] = column_index(named[1])
        return index

    def _cell(self, cell: etree._Element, names: "_CellNames", sheet: Sheet) -> str:
        if not len(cell):
            return ""
        kind = cell.get("t") or "n"
        value, formula, inline = "", False, ""
        for child in cell:
            tag = child.tag
            if tag == names.value:
                value = child.text or ""
            elif tag == names.formula:
                formula = True
            elif tag == names.inline:
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
            return _unescaped(value)
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
