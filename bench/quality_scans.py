"""How well a scanned list is read with the [ocr] extra: `python -m bench.quality_scans`.

Pages of 200 dpi with 32 rows each, made with a real Chinese font; read as any file is, in the sandbox's child, which
has no network where the machine lets it be taken away. Aim: every credit code of a clean scan. Names are only told.
"""

import resource
import sys
import time
from collections.abc import Iterator

from PIL import Image

from bench import scan_makers as make
from bench.measuring import Figure
from crawler.attachments import ocr
from crawler.attachments.sandbox import read_safely
from storage.model import Document

_PAGES = 2


def worn(picture: Image.Image, degrees: float = 1.0) -> Image.Image:
    """A page laid askew on the scanner, with specks and uneven paper."""
    import numpy  # type: ignore[import-not-found,unused-ignore]

    turned = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    draw = numpy.random.default_rng(3)
    grey = numpy.asarray(turned, dtype=numpy.int16) - 8 + draw.normal(0, 9, turned.size[::-1]).astype(numpy.int16)
    return Image.fromarray(numpy.clip(grey, 0, 255).astype(numpy.uint8))


def cases() -> Iterator[tuple[str, bytes, make.Rows]]:
    """Name, file and the rows that it shows."""
    rows = make.enterprises(32 * _PAGES)
    sheets = make.pages(rows)
    yield "clean, PDF of two pages", make.as_pdf(sheets), rows
    yield "clean, no ruling lines", make.as_pdf(make.pages(rows, ruled=False)), rows
    yield "clean, picture of one page", make.as_png(sheets[0]), rows[:33]
    yield "one degree askew, specked", make.as_pdf([worn(sheet) for sheet in sheets]), rows


def codes_right(document: Document, rows: make.Rows) -> float:
    """The share of rows whose credit code stands in its own column and row."""
    got = [row for table in document.tables for row in table.rows[table.header :]]
    return sum(one[2:3] == (code,) for one, code in zip(got, make.codes_of(rows), strict=False)) / (len(rows) - 1)


def rows_right(document: Document, rows: make.Rows) -> float:
    got = [list(row) for table in document.tables for row in table.rows[table.header :]]
    return sum(one == other for one, other in zip(got, rows[1:], strict=False)) / (len(rows) - 1)


def missing() -> str:
    """Why nothing can be measured here, or "" when it can."""
    if not ocr.available():
        return "the [ocr] extra is not installed (uv sync --extra ocr)"
    return "" if make.font_path() else "the font Noto CJK is not installed (fonts-noto-cjk)"


def measured() -> Iterator[Figure]:
    why = missing()
    if why:
        print(f"left out: {why}")
        yield Figure("left out, the [ocr] extra or a Chinese font is missing", 1)
        return
    for name, data, rows in cases():
        before, start = _children(), time.perf_counter()
        document = read_safely(data, f"{name}.pdf")
        spent, took = _children() - before, time.perf_counter() - start
        clean = name.startswith("clean")
        pages = (len(rows) - 1) / 32
        print(f"{name}: {spent / pages:.1f} s CPU, {took / pages:.1f} s a page; {document.warnings}")
        yield Figure(f"{name}: credit codes", codes_right(document, rows), 1.0 if clean else None, most=False)
        yield Figure(f"{name}: whole rows as printed", rows_right(document, rows))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    yield Figure("largest reading child", peak, unit="MB")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    figures = list(measured())
    for figure in figures:
        print(f"{figure.name}: {figure.value:.3f}")
    sys.exit(0 if all(figure.met for figure in figures) else 1)


if __name__ == "__main__":
    main()
