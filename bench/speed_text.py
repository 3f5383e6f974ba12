"""How long the text of a file takes, beside the fastest library of its format: `python -m bench speed_text`.

Aim: at most twice the library's time on the same bytes, in the same run, in turns, best of five by CPU. Ours tells the
format, keeps within its quotas and gives text, tables and warnings; the library gives its text alone. PDF is prose, for
tables have a bench of their own (`speed_pdf`). A table of HTML stands here twice: beside the library that gives its
rows, and beside the one that runs all cells together. PyMuPDF is left out: its licence (AGPL) keeps it
out of this project.
"""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import file_makers as make
from bench.measuring import Figure
from crawler.attachments import read

FILES = Path(__file__).parents[1] / "tests" / "fixtures" / "files"
ROUNDS = 5


def _pdfium(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def _docx(data: bytes) -> int:
    import docx

    document = docx.Document(io.BytesIO(data))
    found = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return found + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def _doc(data: bytes) -> int:
    import tempfile

    import doc2docx

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        doc2docx.convert(source, target)
        return _docx(target.read_bytes())


def _calamine(data: bytes) -> int:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names
    return sum(len(str(cell)) for name in names for row in book.get_sheet_by_name(name).to_python() for cell in row)


def _ofd(data: bytes) -> int:
    import ofdkit

    return len(ofdkit.extract_text(data))


def _html(data: bytes) -> int:
    import lxml.html

    return len(lxml.html.fromstring(data.decode("gb18030")).text_content())


def _html_rows(data: bytes) -> int:
    import bs4

    page = bs4.BeautifulSoup(data.decode("gb18030"), "lxml")
    return sum(
        len(cell.get_text(" ", strip=True)) for row in page.find_all("tr") for cell in row.find_all(["td", "th"])
    )


def _prose_html(sections: int) -> bytes:
    """A measure of chapters and articles, as a page of a legal database shows it."""
    articles = [
        f"<h3>第{number}章 综合利用</h3>"
        + "".join(
            f"<p><span>第{number * 9 + place}条</span> 从事废旧动力电池综合利用的企业应当<b>建立台账</b>，"
            "如实记录来源、种类、数量和去向，保存期限不少于五年，并按季度向所在地县级以上地方主管部门报送。</p>\n"
            for place in range(9)
        )
        for number in range(1, sections + 1)
    ]
    head = '<html><head><meta charset="gb2312"><title>管理办法</title></head><body><p>管理办法</p>'
    return (head + "".join(articles) + "</body></html>").encode("gb18030")


def _prose_pdf(pages: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for page in range(pages):
        sheet.setFont("STSong-Light", 12)
        for line in range(36):
            sheet.drawString(
                60, 780 - 20 * line, f"第{page * 36 + line}条 综合利用企业应当建立台账并按期报送废旧动力电池信息"
            )
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def cases() -> dict[str, tuple[bytes, Callable[[bytes], int]]]:
    rows, merges = make.benchmarks(60, 6)
    return {
        "pdf, prose, beside pypdfium2": (_prose_pdf(70), _pdfium),
        "docx, beside python-docx": (make.make_docx(rows, merges), _docx),
        "doc, beside msdoc2docx and python-docx": ((FILES / "rules_long.doc").read_bytes(), _doc),
        "xlsx, beside calamine": (make.make_xlsx(rows, merges), _calamine),
        "xls, beside calamine": (make.make_xls(rows, merges), _calamine),
        "ofd, beside ofdkit": (make.make_ofd(make.companies(300), (14, 50, 42, 30, 44)), _ofd),
        "html, prose, beside lxml": (_prose_html(60), _html),
        "html, rows of a table, beside beautifulsoup4 on lxml": (make.make_html(rows, merges, "gb18030"), _html_rows),
        "html, rows of a table, beside lxml's cells run together": (make.make_html(rows, merges, "gb18030"), _html),
    }


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(name: str, data: bytes, library: Callable[[bytes], int]) -> float:
    ours, theirs = [], []
    assert library(data) > 0, f"{name}: the library read nothing"
    assert read(data, name).readable, name
    for _ in range(ROUNDS):
        theirs.append(_spent(lambda: library(data)))
        ours.append(_spent(lambda: read(data, name)))
    print(f"{name}: {min(ours) * 1000:.1f} ms beside {min(theirs) * 1000:.1f} ms, {len(data) >> 10} KB")
    return min(ours) / min(theirs)


def measured() -> Iterator[Figure]:
    for name, (data, library) in cases().items():
        yield Figure(f"text of {name}, times the library", ratio(name, data, library), 2)


def main() -> None:
    for figure in measured():
        print(f"{figure.name}: {figure.value:.2f}")


if __name__ == "__main__":
    main()
