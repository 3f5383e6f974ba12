"""RTF, which ministries' offices send under the name .doc: text and simple tables.

Source: Rich Text Format Specification 1.9.1. Characters come as bytes of the declared code page (936 is read as
GB18030) or as \\u numbers; what stands in destinations that a reader does not see is left out.
"""

import re
from dataclasses import dataclass

from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import RTF
from crawler.attachments.limits import Budget
from storage.model import Document, Table

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]{1,4096})|[\r\n]|\\"
)
_HIDDEN = {
    *("fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer"),
    *("footerl", "footerr", "footerf", "themedata", "colorschememapping", "datastore", "latentstyles", "listtable"),
    *(
        "listoverridetable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "fldinst",
        "object",
        "nonshppict",
        "pgdsctbl",
        "bkmkstart",
    ),
}
_SNAP_TWIPS = 40
_MOST_BORDERS = 200


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    words = _Words()
    for token in _TOKEN.finditer(data):
        words.take(token)
    words.end_paragraph()
    words.end_table()
    lines: list[str] = []
    tables: list[Table] = []
    for item in words.items:
        if isinstance(item, str):
            lines.append(item)
            continue
        framed = frame(item, "", [f"table {len(tables) + 1} row {index + 1}" for index in range(len(item))], budget)
        lines += (*framed.above, *framed.below)
        tables += [framed.table] if framed.table is not None else []
    text = "\n".join(line for line in lines if line)
    cut = words.depth > 0
    warnings = ["is cut short: its last group is not closed"] if cut else []
    warnings += [] if text or tables else ["holds no text"]
    return Document(RTF, text=text, tables=tuple(tables), warnings=tuple(warnings), name=name)


@dataclass(frozen=True, slots=True)
class _Cell:
    """`edge` is the cell's right border in twips, `merge` the control word that joins it to its neighbour."""

    text: str
    edge: int
    merge: str


def _expanded(table: list[list[_Cell]]) -> list[list[str]]:
    """Every row laid on the borders of all rows; merged cells repeat the first one's text."""
    borders: list[int] = []
    for edge in sorted({cell.edge for row in table for cell in row}):
        if not borders or edge - borders[-1] > _SNAP_TWIPS:
            borders.append(edge)
    grid: list[list[str]] = []
    for row in table:
        line: list[str] = []
        for cell in row:
            text = cell.text
            if cell.merge == "clvmrg" and not text and grid and len(line) < len(grid[-1]):
                text = grid[-1][len(line)]
            elif cell.merge == "clmrg" and not text and line:
                text = line[-1]
            places = sum(border <= cell.edge + _SNAP_TWIPS for border in borders[:_MOST_BORDERS]) - len(line)
            line += [text] * max(places, 1)
        grid.append(line)
    return grid


class _Words:
    def __init__(self) -> None:
        self.items: list[str | list[list[str]]] = []
        self.depth = 0
        self._codec = "gb18030"
        self._skip = 1
        self._hidden_from = 0
        self._to_skip = 0
        self._bytes = bytearray()
        self._text = ""
        self._row: list[str] = []
        self._table: list[list[_Cell]] = []
        self._edges: list[tuple[int, str]] = []
        self._merge = ""
        self._in_table = False
        self._group_is_new = False

    def take(self, token: re.Match[bytes]) -> None:
        hexed, word, number, symbol, brace, plain = token.groups()
        new, self._group_is_new = self._group_is_new, False
        if brace:
            self._brace(brace)
        elif word is not None:
            self._control(word.decode(), int(number) if number else None)
        elif symbol is not None:
            self._symbol(symbol, new)
        elif self._hidden_from:
            return
        elif hexed is not None:
            self._byte(bytes([int(hexed, 16)]))
        elif plain is not None:
            self._byte(plain)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            self.depth += 1
            self._group_is_new = True
            return
        if self._hidden_from and self.depth <= self._hidden_from:
            self._hidden_from = 0
        self.depth = max(self.depth - 1, 0)

    def _symbol(self, symbol: bytes, new: bool) -> None:
        if symbol == b"*" and new and not self._hidden_from:
            self._hidden_from = self.depth
        elif not self._hidden_from and symbol in (b"\\", b"{", b"}"):
            self._byte(symbol)
        elif not self._hidden_from and symbol in (b"~", b"_"):
            self._byte(b" " if symbol == b"~" else b"-")

    def _control(self, word: str, number: int | None) -> None:
        if word in _HIDDEN and not self._hidden_from:
            self._hidden_from = self.depth
        if word == "ansicpg" and number:
            self._codec = {936: "gb18030", 950: "big5", 65001: "utf-8", 932: "cp932"}.get(number, "gb18030")
        if self._hidden_from:
            return
        if word == "u" and number is not None:
            self._flush()
            self._text += chr(number & 0xFFFF)
            self._to_skip = self._skip
        elif word == "uc" and number is not None:
            self._skip = min(max(number, 0), 8)
        elif word in ("par", "line", "sect", "page"):
            self._flush()
            self._text += "\n"
            if word == "par" and not self._in_table:
                self.end_paragraph()
        elif word == "tab":
            self._flush()
            self._text += "\t"
        elif word in ("intbl", "trowd"):
            self._in_table = True
            self._edges = [] if word == "trowd" else self._edges
        elif word in ("clvmrg", "clmrg"):
            self._merge = word
        elif word == "cellx":
            self._edges.append((number or 0, self._merge))
            self._merge = ""
        elif word == "pard":
            self._in_table = False
        elif word == "cell":
            self._flush()
            self._row.append(clean(self._paired()))
            self._text = ""
        elif word == "row":
            blank = (0, "")
            edges = self._edges + [blank] * (len(self._row) - len(self._edges))
            self._table.append([_Cell(text, *edge) for text, edge in zip(self._row, edges, strict=False)])
            self._row = []

    def _byte(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            self._text += self._bytes.decode(self._codec, "replace")
            self._bytes.clear()

    def _paired(self) -> str:
        """Two \\u numbers may be the halves of one character."""
        return self._text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def end_paragraph(self) -> None:
        self._flush()
        text = clean(self._paired())
        self._text = ""
        if text:
            self.end_table()
            self.items.append(text)

    def end_table(self) -> None:
        if self._table:
            self.items.append(_expanded(self._table))
            self._table = []
