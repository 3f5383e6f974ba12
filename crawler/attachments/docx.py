"""Word documents (.docx, also as WPS writes .wps): paragraphs outside tables as text, tables with merged cells filled.

Read straight from the XML, because automatic numbers, tracked deletions, text boxes and the place of a nested table
all matter. Tracked insertions count as text and deletions do not. Source: ECMA-376 part 1, chapter 17.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import DOCX
from crawler.attachments.limits import Budget
from crawler.attachments.numbering import Numbering, W, read_numbering
from crawler.attachments.packages import Package
from crawler.attachments.tables import join_continued
from crawler.attachments.word_xml import (
    DEEPEST,
    blocks_of,
    children_of,
    local,
    number_of,
    numbered_styles,
    optional_root,
    part_root,
    setting,
)
from storage.model import Document, Table

_SKIPPED = {"del", "moveFrom", "delText", "instrText", "Fallback", "rt", "pPrChange", "rPrChange", "fldSimplePr"}
_WRAPPERS = {
    *("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "AlternateContent"),
    *("Choice", "ruby", "rubyBase", "r", "dir", "bdo", "pict", "drawing", "inline", "anchor", "graphic", "graphicData"),
    *("wsp", "txbx", "textbox", "shape", "group", "rect", "wgp", "roundrect", "object"),
}


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    with Package(data, budget) as package:
        body = part_root(package, "word/document.xml")
        numbering = read_numbering(optional_root(package, "word/numbering.xml"))
        styles = numbered_styles(optional_root(package, "word/styles.xml"))
        notes = [optional_root(package, f"word/{part}.xml") for part in ("footnotes", "endnotes")]
        pictures = sum(part.startswith("word/media/") for part in package.names)
    reader = _Reader(numbering, styles, budget)
    reader.blocks(body, 0)
    for part in notes:
        if part is not None:
            reader.notes(part)
    tables = join_continued(reader.tables, reader.touching)
    text = "\n".join(line for line in reader.lines if line)
    if not text and not tables:
        if pictures:
            raise Unreadable("holds only pictures; install the [ocr] extra and read them as images")
        return Document(DOCX, warnings=("holds no text",))
    return Document(DOCX, text=text, tables=tables, name=name)


@dataclass(slots=True)
class _Cell:
    text: str
    span: int
    goes_on: bool


@dataclass(slots=True)
class _Reader:
    numbering: Numbering
    styles: dict[str, tuple[str, int]]
    budget: Budget
    lines: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    touching: list[bool] = field(default_factory=list)
    _prose_since_table: bool = True

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """Paragraphs to `lines`, tables to `tables`, in document order."""
        if depth > DEEPEST:
            raise Unreadable("is nested too deeply to be read; open it by hand")
        for child in parent:
            kind = local(child)
            if kind == "p":
                self._say(self._paragraph(child, depth))
            elif kind == "tbl":
                self._table(child, depth)
            elif kind in ("body", "sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self.blocks(child, depth + 1)

    def notes(self, root: etree._Element) -> None:
        for note in root:
            if note.get(f"{W}type") in (None, "normal"):
                for paragraph in note.iter(f"{W}p"):
                    self._say(self._paragraph(paragraph, 0))

    def _say(self, text: str) -> None:
        if text:
            self.lines.append(text)
            self._prose_since_table = True

    def _paragraph(self, element: etree._Element, depth: int) -> str:
        properties = element.find(f"{W}pPr")
        boxes: list[etree._Element] = []
        text = "".join(self._runs(element, boxes, 0))
        list_id = setting(properties, "numPr", "numId")
        level = number_of(setting(properties, "numPr", "ilvl"))
        if list_id is None:
            list_id, level = self.styles.get(setting(properties, "pStyle") or "", ("", 0))
        label = self.numbering.next(list_id, level) if list_id and list_id != "0" else ""
        parts = [clean(label + text)]
        for box in boxes:
            parts += (
                [self._paragraph(inner, depth + 1) for inner in box if local(inner) == "p"] if depth < DEEPEST else []
            )
            for inner in box:
                if local(inner) == "tbl":
                    self._table(inner, depth + 1)
        return "\n".join(part for part in parts if part)

    def _runs(self, element: etree._Element, boxes: list[etree._Element], depth: int) -> Iterator[str]:
        if depth > 40:
            return
        for child in element:
            kind = local(child)
            if kind == "t":
                yield child.text or ""
            elif kind in ("tab", "ptab"):
                yield "\t" if element.tag == f"{W}r" else ""
            elif kind in ("br", "cr"):
                yield "\n"
            elif kind == "noBreakHyphen":
                yield "-"
            elif kind == "txbxContent":
                boxes.append(child)
            elif kind in _WRAPPERS and kind not in _SKIPPED:
                yield from self._runs(child, boxes, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable("is nested too deeply to be read; open it by hand")
        nested: list[etree._Element] = []
        rows = [self._row(row, nested, depth) for row in children_of(element, "tr")]
        grid = self._expand(rows)
        number = len(self.tables) + 1
        places = [f"table {number} row {index}" for index in range(1, len(grid) + 1)]
        framed = frame(grid, "", places, self.budget)
        for line in framed.above:
            self._say(line)
        if framed.table is not None:
            self.tables.append(framed.table)
            self.touching.append(not self._prose_since_table)
            self._prose_since_table = False
        for line in framed.below:
            self._say(line)
        for inner in nested:
            self._table(inner, depth + 1)
        if nested:
            self._prose_since_table = True

    def _row(self, element: etree._Element, nested: list[etree._Element], depth: int) -> list[_Cell]:
        before = number_of(setting(element.find(f"{W}trPr"), "gridBefore"))
        cells = [_Cell("", min(before, self.budget.quotas.columns), False)] if before else []
        for cell in children_of(element, "tc"):
            properties = cell.find(f"{W}tcPr")
            merge = setting(properties, "vMerge")
            sideways = setting(properties, "hMerge")
            text = self._cell_text(cell, nested, depth)
            if sideways is not None and sideways != "restart" and cells:
                cells[-1].span += 1
                continue
            span = min(max(number_of(setting(properties, "gridSpan"), 1), 1), self.budget.quotas.columns)
            cells.append(_Cell(text, span, merge is not None and merge != "restart"))
            if sum(each.span for each in cells) >= self.budget.quotas.columns:
                self.budget.note_cut_columns()
                break
        return cells

    def _cell_text(self, cell: etree._Element, nested: list[etree._Element], depth: int) -> str:
        parts = []
        for block in blocks_of(cell, 0):
            if local(block) == "p":
                parts.append(self._paragraph(block, depth + 1))
            elif len(list(cell.iter(f"{W}tbl"))) and depth < DEEPEST:
                nested.append(block)
        return "\n".join(part for part in parts if part)

    def _expand(self, rows: list[list[_Cell]]) -> list[list[str]]:
        grid: list[list[str]] = []
        for cells in rows:
            line: list[str] = []
            for cell in cells:
                above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else ""
                line += [above if cell.goes_on and not cell.text else cell.text] * cell.span
            if not all(cell.goes_on for cell in cells) or not grid:
                grid.append(line)
        return grid


def with_kind(document: Document, media_type: str) -> Document:
    return replace(document, media_type=media_type)
