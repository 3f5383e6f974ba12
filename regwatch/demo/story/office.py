"""Small office files written by hand, the same bytes every time: workbooks and documents of a story's tables."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xlsx(sheets: Sequence[tuple[str, str, Rows]]) -> bytes:
    """A workbook of (sheet name, title, rows). A title stands in a first row merged over all columns."""
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _, _) in enumerate(sheets, 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": _content_types("xl/workbook.xml", "spreadsheetml.sheet.main", overrides),
        "_rels/.rels": _root_relations("xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">{relations}</Relationships>',
    }
    for n, (_, title, rows) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = _worksheet(title, rows)
    return _package(parts)


def docx(title: str, paragraphs: Sequence[str], rows: Rows) -> bytes:
    """A document: centred title, paragraphs, one table."""
    body = _paragraph(title, centred=True) + "".join(_paragraph(text) for text in paragraphs)
    if rows:
        cells = "".join(
            "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
        )
        grid = "".join("<w:gridCol/>" for _ in rows[0])
        body += f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>{_paragraph('')}"
    return _package(
        {
            "[Content_Types].xml": _content_types("word/document.xml", "wordprocessingml.document.main", ""),
            "_rels/.rels": _root_relations("word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip as Chinese desktops write it: names in GB18030 without the UTF-8 flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            raw = name.encode("gb18030")
            archive.writestr(_entry("".join(chr(byte) for byte in raw), raw), data)
    return buffer.getvalue()


class _RawName(zipfile.ZipInfo):
    """An entry whose name is written as the bytes given."""

    raw: bytes = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  (the name zipfile asks for)
        return self.raw, self.flag_bits & ~0x800


def _entry(name: str, raw: bytes) -> zipfile.ZipInfo:
    entry = _RawName(name, (2026, 4, 27, 9, 0, 0))
    entry.raw = raw
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _package(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 4, 27, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _XML + xml)
    return buffer.getvalue()


def _content_types(main: str, kind: str, overrides: str) -> str:
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>{overrides}</Types>'
    )


def _root_relations(target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELS}">{relation}</Relationships>'


def _worksheet(title: str, rows: Rows) -> str:
    width = max((len(row) for row in rows), default=1)
    lines = ([[title]] if title else []) + [list(row) for row in rows]
    data = "".join(
        f'<row r="{r}">' + "".join(_cell(r, c, text) for c, text in enumerate(line)) + "</row>"
        for r, line in enumerate(lines, 1)
    )
    merged = f'<mergeCells count="1"><mergeCell ref="A1:{_letter(width - 1)}1"/></mergeCells>' if title else ""
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{data}</sheetData>{merged}</worksheet>'


def _cell(row: int, column: int, text: str) -> str:
    place = f"{_letter(column)}{row}"
    if text.isdigit() and len(text) < 6 and (text == "0" or text[0] != "0"):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _letter(column: int) -> str:
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def _paragraph(text: str, *, centred: bool = False) -> str:
    properties = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
