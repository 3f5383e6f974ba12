"""XLSX workbooks of texts: every cell is text and stays text, whatever it begins with; the same rows, the same bytes.

Written after ECMA-376 Part 1 (SpreadsheetML). A cell is an inline string of the style `quotePrefix`, so a spreadsheet
program takes none for a formula, not even when somebody edits it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What XML has no sign for, and what turns the direction of the text beside it.
_ILLEGAL = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN = 'fillId="0" borderId="0" xfId="0"'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="3"><xf numFmtId="0" fontId="0" {_PLAIN}/><xf numFmtId="49" fontId="0" {_PLAIN} quotePrefix="1" '
    f'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" {_PLAIN} '
    'applyFont="1" quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


class Sheet(NamedTuple):
    """`widths` are in characters, one a column."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one file. Raises ValueError for more rows than a sheet holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        _write(file, "[Content_Types].xml", _types(len(sheets)))
        _write(file, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        names = "".join(
            f'<sheet name={quoteattr(_sheet_name(sheet.name))} sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in enumerate(sheets, 1)
        )
        book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
        _write(file, "xl/workbook.xml", _HEAD + book)
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        _write(file, "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")]))
        _write(file, "xl/styles.xml", _STYLES)
        for number, sheet in enumerate(sheets, 1):
            _write(file, f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return out.getvalue()


def _write(file: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(info, text.encode())


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    parts += [(f"xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}.{what}+xml"/>' for part, what in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(sheet.widths, 1)
    )
    lines = [_row(1, sheet.header, 2)]
    for number, row in enumerate(sheet.rows, 2):
        if number > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS:,} rows; ask for fewer")
        lines.append(_row(number, row, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    frozen = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    columns = f"<cols>{columns}</cols>" if columns else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{frozen}{columns}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def _row(number: int, cells: Sequence[object], style: int) -> str:
    told = "".join(
        f'<c r="{_column(place)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}'
        "</t></is></c>"
        for place, cell in enumerate(cells)
        if cell not in (None, "")
    )
    return f'<row r="{number}">{told}</row>'


def _column(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(cell: object) -> str:
    return escape(_ILLEGAL.sub("\ufffd", str(cell))[:LONGEST_CELL])


def _sheet_name(name: str) -> str:
    return _SHEET_NAME.sub(" ", _ILLEGAL.sub(" ", " ".join(name.split()))).strip("' ")[:31] or "Sheet"
