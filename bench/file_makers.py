"""Makes files of every format out of known rows, so that what is read can be compared cell for cell.

Used by bench/quality_files.py and by the tests of crawler/attachments.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

import docx
import openpyxl
import py7zr
import xlwt
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

Rows = list[list[str]]
Merge = tuple[int, int, int, int]
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FONT = "STSong-Light"


def companies(count: int, long: int = 1) -> Rows:
    """A list of enterprises with a gapless 序号; `long` repeats part of the address."""
    rows = [["序号", "企业名称", "统一社会信用代码", "省份", "地址"]]
    for number in range(1, count + 1):
        rows.append(
            [
                str(number),
                f"测试{number:03d}新能源再生资源循环利用科技股份有限公司",
                f"91130100MA{number:08d}",
                ("河北省", "广东省", "内蒙古自治区")[number % 3],
                f"某某市某某区创业路{number}号" + "工业园区北侧综合楼三层东户" * long,
            ]
        )
    return rows


def benchmarks(groups: int, tiers: int) -> tuple[Rows, list[Merge]]:
    """A penalty benchmark: the first three columns are merged over the tiers of each offence."""
    rows = [["序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准"]]
    merges = []
    for group in range(1, groups + 1):
        top = len(rows)
        for tier in range(1, tiers + 1):
            rows.append(
                [
                    str(group),
                    f"未按照第{group}项规定回收废旧动力电池的",
                    f"《固体废物污染环境防治法》第{group}条第一款：由生态环境主管部门责令改正，处以罚款，没收违法所得；",
                    str(tier),
                    f"情节{group}-{tier}，违法行为持续时间较长的",
                    f"处{tier}万元以上{tier + 1}万元以下的罚款",
                ]
            )
        merges += [(top, column, top + tiers - 1, column) for column in range(3)]
    return rows, merges


def blanked(rows: Rows, merges: Sequence[Merge]) -> Rows:
    """As a file stores it: only the first cell of a merged range holds the text."""
    stored = [list(row) for row in rows]
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    stored[row][column] = ""
    return stored


def make_xlsx(rows: Rows, merges: Sequence[Merge] = (), title: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    shift = 1 if title else 0
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in blanked(rows, merges):
        sheet.append(row)
    for top, left, bottom, right in merges:
        sheet.merge_cells(
            start_row=top + 1 + shift, start_column=left + 1, end_row=bottom + 1 + shift, end_column=right + 1
        )
    return saved(book)


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_xls(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    covered = set()
    for top, left, bottom, right in merges:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if (row, column) not in covered:
                sheet.write(row, column, cell)
    return saved(book)


def make_docx(rows: Rows, merges: Sequence[Merge] = (), before: str = "附件", after: str = "") -> bytes:
    document = docx.Document()
    document.add_paragraph(before)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, blanked(rows, merges), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for top, left, bottom, right in merges:
        merged = table.cell(top, left).merge(table.cell(bottom, right))
        for paragraph in merged.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
    if after:
        document.add_paragraph(after)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_html(rows: Rows, merges: Sequence[Merge] = (), encoding: str = "gb2312") -> bytes:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    covered = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    lines = []
    for row, cells in enumerate(rows):
        line = ""
        for column, cell in enumerate(cells):
            if (row, column) not in covered:
                down, across = spans.get((row, column), (1, 1))
                line += f'<td rowspan="{down}" colspan="{across}"><p>{escape(cell)}</p></td>'
        lines.append(f"<tr>{line}</tr>")
    head = f'<html><head><meta charset="{encoding}"><title>名单</title></head><body><p>附件</p><table>'
    return (head + "".join(lines) + "</table></body></html>").encode(
        "gb18030" if encoding.startswith("gb") else encoding
    )


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for char in text:
        advance = size * (0.5 if ord(char) < 128 else 1)
        if used + advance > width:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + char, used + advance
    return [*lines, line]


def make_pdf(
    rows: Rows,
    widths: Sequence[float],
    *,
    at_break: str = "whole",
    repeat_header: bool = False,
    sides: bool = True,
    turned: bool = False,
    lead_in: str = "",
    password: str = "",
    size: float = 9.0,
) -> bytes:
    """A ruled table painted row by row. `at_break`: `whole` moves a row that does not fit to the next page,
    `ruled` cuts it and draws a line on both sides of the break, `open` cuts it and draws none. `turned` prints sideways
    on pages with /Rotate 90."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    sheet = canvas.Canvas(out, pagesize=A4, encrypt=encryption)
    height, width = (A4[0], A4[1]) if turned else (A4[1], A4[0])
    xs = [40.0]
    for each in widths:
        xs.append(xs[-1] + each)
    lead = size * 1.3
    page = 0
    y = 0.0

    def begin() -> None:
        nonlocal page, y
        page += 1
        if turned:
            sheet.setPageRotation(90)
            sheet.rotate(90)
            sheet.translate(0, -A4[0])
        sheet.setFont(FONT, size)
        y = height - 60

    def end() -> None:
        sheet.drawCentredString(width / 2, 25, f"— {page} —")
        sheet.showPage()

    def rule() -> None:
        sheet.line(xs[0], y, xs[-1], y)

    def paint(cells: Sequence[Sequence[str]], count: int) -> None:
        nonlocal y
        for x, lines in zip(xs, cells, strict=False):
            for index, line in enumerate(lines[:count]):
                sheet.drawString(x + 3, y - lead * index - size, line)
        for index, x in enumerate(xs):
            if sides or 0 < index < len(xs) - 1:
                sheet.line(x, y, x, y - lead * count - 3)
        y -= lead * count + 3

    def fit(row: Sequence[str]) -> list[list[str]]:
        return [_wrapped(text, each - 6, size) for text, each in zip(row, widths, strict=True)]

    begin()
    if lead_in:
        for line in _wrapped(lead_in, xs[-1] - xs[0], size):
            sheet.drawString(xs[0], y, line)
            y -= lead
        y -= lead
    rule()
    for number, row in enumerate(rows):
        cells = fit(row)
        while any(cells):
            needed = max(map(len, cells))
            room = int((y - 50) // lead)
            if room < needed and (at_break == "whole" or room < 1):
                end()
                begin()
                if at_break != "open":
                    rule()
                if repeat_header and number:
                    header = fit(rows[0])
                    paint(header, max(map(len, header)))
                    rule()
                continue
            count = min(room, needed)
            paint(cells, count)
            cells = [lines[count:] for lines in cells]
            if not any(cells) or at_break == "ruled":
                rule()
    end()
    sheet.save()
    return out.getvalue()


def make_scan(pages: int = 1, text_page: str = "") -> bytes:
    """Pages that are one picture each, after an optional page of text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    if text_page:
        sheet.setFont(FONT, 12)
        sheet.drawString(60, 700, text_page)
        sheet.showPage()
    for _ in range(pages):
        sheet.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, *A4)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def make_ofd(rows: Rows, widths: Sequence[float], *, ruled: bool = True, rows_a_page: int = 30) -> bytes:
    """A hand-made OFD (GB/T 33190): millimetres, one TextObject a line of a cell, rules as PathObjects."""
    pages = [rows[at : at + rows_a_page] for at in range(0, len(rows), rows_a_page)]
    files = {
        "OFD.xml": f'<ofd:OFD {OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{10 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for at, page in enumerate(pages):
        files[f"Doc_0/Pages/Page_{at}/Content.xml"] = _ofd_page(page, widths, ruled, "附件1" if at == 0 else "")
    return zipped({name: content.encode() for name, content in files.items()})


def _ofd_page(rows: Rows, widths: Sequence[float], ruled: bool, title: str) -> str:
    size, lead, y, ids = 3.5, 5.0, 30.0, iter(range(100, 100_000))
    xs = [15.0]
    for width in widths:
        xs.append(xs[-1] + width)

    def text(x: float, top: float, said: str) -> str:
        return (
            f'<ofd:TextObject ID="{next(ids)}" Boundary="{x} {top} {len(said) * size} {size + 1}" Font="1" '
            f'Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size * 0.85}" DeltaX="{" ".join([str(size)] * max(len(said) - 1, 1))}">'
            f"{escape(said)}</ofd:TextCode></ofd:TextObject>"
        )

    def path(x0: float, y0: float, x1: float, y1: float) -> str:
        box = f"{x0} {y0} {max(x1 - x0, 0.1)} {max(y1 - y0, 0.1)}"
        return (
            f'<ofd:PathObject ID="{next(ids)}" Boundary="{box}"><ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}'
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

    body = text(xs[0], 20, title) if title else ""
    top, rules = y, [y]
    for row in rows:
        cells = [[cell[at : at + int((width - 2) // size)] for at in range(0, len(cell), int((width - 2) // size))]
                 for cell, width in zip(row, widths, strict=True)]  # fmt: skip
        for x, lines in zip(xs, cells, strict=False):
            for index, line in enumerate(lines):
                body += text(x + 1, y + 0.5 + lead * index, line)
        y += lead * max(len(lines) for lines in cells) + 1
        rules.append(y)
    if ruled:
        body += "".join(path(xs[0], rule, xs[-1], rule) for rule in rules)
        body += "".join(path(x, top, x, y) for x in xs)
    return (
        f"<ofd:Page {OFD}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        f'</ofd:Area><ofd:Content><ofd:Layer ID="2">{body}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def zipped(files: Mapping[str, bytes], *, gbk_names: bool = False) -> bytes:
    """`gbk_names` writes the names' bytes as Chinese Windows does: GBK without the UTF-8 flag."""
    out = io.BytesIO()
    swapped = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            raw = name.encode("gb18030")
            stand_in = "".join(chr(97 + byte % 26) for byte in raw) if gbk_names else name
            swapped[stand_in.encode()] = raw
            archive.writestr(stand_in, content)
    data = out.getvalue()
    for stand_in_raw, raw in swapped.items() if gbk_names else ():
        data = data.replace(stand_in_raw, raw)
    return data


def seven_zipped(files: Mapping[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def locked_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip whose members are marked as encrypted (bit 0 of the flags, in both headers)."""
    data = bytearray(zipped(files))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    return bytes(data)
