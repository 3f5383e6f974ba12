"""PDF tables without upright lines over several pages: level lines or shaded bands alone, and no line at all."""

import io

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from bench.file_makers import companies
from crawler.attachments import read

LINED = [("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black), ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)]
SHADED = [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.whitesmoke, colors.lightgrey])]
THREE_LINES = [
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
]
MIDDLE = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
TOP = [("VALIGN", (0, 0), (-1, -1), "TOP")]


def made(style: list[tuple[object, ...]], repeated: int) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    words = ParagraphStyle("words", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    rows = [[Paragraph(cell, words) for cell in row] for row in companies(70)]
    table = Table(rows, colWidths=(35, 150, 120, 70, 110), repeatRows=repeated)
    table.setStyle(TableStyle(style))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(
        [Paragraph("符合规范条件的企业名单", words), table, Paragraph("注：以上企业名单自公告之日起生效。", words)]
    )
    return out.getvalue()


@pytest.mark.parametrize("repeated", [0, 1])
@pytest.mark.parametrize(
    "style",
    [LINED, SHADED, THREE_LINES, MIDDLE, TOP],
    ids=["level lines", "shaded bands", "three lines", "no line, numbers in the middle", "no line, numbers at the top"],
)
def test_each_row_is_read_cell_for_cell(style: list[tuple[object, ...]], repeated: int) -> None:
    (table,) = read(made(style, repeated), "名单.pdf").tables
    assert [list(row) for row in table.rows] == companies(70)
    assert table.header == 1


def test_rules_between_paragraphs_are_no_table() -> None:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for number in range(8):
        sheet.line(60, 700 - 60 * number, 500, 700 - 60 * number)
        sheet.drawString(70, 675 - 60 * number, f"Paragraph {number} says something and goes on to its end.")
    sheet.save()
    document = read(out.getvalue(), "a.pdf")
    assert document.tables == () and "Paragraph 6 says" in document.text


def test_a_line_of_names_in_prose_is_no_table() -> None:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for number, text in enumerate(
        ("Name Address Date", *(f"All of this is prose that runs over the page {n}." for n in range(9)))
    ):
        sheet.drawString(70, 700 - 16 * number, text)
    sheet.save()
    document = read(out.getvalue(), "a.pdf")
    assert document.tables == () and document.text.startswith("Name Address Date")
