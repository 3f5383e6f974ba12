"""How long a PDF of 70 pages of ruled tables takes, beside bare pdfplumber: `python bench/speed_pdf.py [PAGES]`.

Aim: at most 1.2 times the time of pdfplumber's own extract_tables, page by page, on the same file.
"""

import io
import sys
import time
from collections.abc import Iterator

import pdfplumber
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from bench.measuring import Figure
from crawler.attachments import read

FONT, SIZE = "STSong-Light", 8.0
ROWS_A_PAGE, LEAD = 28, 26.0
WIDTHS = (30, 200, 50, 70, 165)
HEADER = ("序号", "企业名称", "省份", "类型", "地址")


def make(pages: int) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    xs = [40.0]
    for width in WIDTHS:
        xs.append(xs[-1] + width)
    number = 0
    for _ in range(pages):
        sheet.setFont(FONT, SIZE)
        rows = [HEADER]
        for _ in range(ROWS_A_PAGE):
            number += 1
            rows.append((str(number), f"测试{number:04d}新能源再生资源循环利用科技有限公司", "河北省", "梯次利用",
                         f"某某市某某区某某路{number}号工业园区"))  # fmt: skip
        for line in range(len(rows) + 1):
            sheet.line(xs[0], 800 - LEAD * line, xs[-1], 800 - LEAD * line)
        for x in xs:
            sheet.line(x, 800, x, 800 - LEAD * len(rows))
        for line, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                sheet.drawString(x + 3, 800 - LEAD * line - 16, text)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def bare(data: bytes) -> int:
    rows = 0
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            rows += sum(len(table) for table in page.extract_tables())
            page.close()
    return rows


def measured() -> Iterator[Figure]:
    ratio, complete = told(70)
    yield Figure("70 pages of tables, times bare pdfplumber", ratio, 1.2)
    yield Figure("every row read", float(complete), 1, most=False)


def told(pages: int) -> tuple[float, bool]:
    """Prints both times; the ratio, and whether every row came out."""
    data = make(pages)
    start = time.perf_counter()
    rows = bare(data)
    middle = time.perf_counter()
    document = read(data, "speed.pdf")
    end = time.perf_counter()
    ours = sum(len(table.rows) for table in document.tables)
    ratio = (end - middle) / (middle - start)
    print(f"{pages} pages, {len(data) >> 10} KB")
    print(f"pdfplumber bare: {middle - start:.1f} s, {rows} rows with {pages} headers")
    print(f"attachments.read: {end - middle:.1f} s, {ours} rows with 1 header, ratio {ratio:.2f} (aim: at most 1.20)")
    return ratio, ours == rows - pages + 1


def main() -> None:
    ratio, complete = told(int(sys.argv[1]) if len(sys.argv) > 1 else 70)
    sys.exit(0 if ratio <= 1.2 and complete else 1)


if __name__ == "__main__":
    main()
