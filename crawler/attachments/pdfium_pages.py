"""What pdfium tells of one page: its lines of text with their places, and whether it draws tables or pictures."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

from crawler.attachments.faults import TooLarge
from crawler.attachments.glyphs import Line
from crawler.attachments.grids import clean
from crawler.attachments.limits import Budget
from crawler.attachments.radicals import whole_characters

_FEWEST_STROKES_OF_A_TABLE = 4


def printed_lines(page: Any, budget: Budget) -> list[Line]:
    """The page's lines as pdfium orders them, with their places (y grows downwards)."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > budget.quotas.text_chars:
            raise TooLarge("holds more text on one page than any document has and was not read")
        text = whole_characters(textpage.get_text_range(0, count)) if count else ""
        height = page.get_height()
        rotated = page.get_rotation() in (90, 270)
        lines = []
        start = 0
        units = len(text.encode("utf-16-le")) // 2 == len(text) == count
        for raw in text.split("\n"):
            said = clean(raw)
            end = start + len(raw.rstrip("\r")) - 1
            if said and units and not rotated:
                lines.append(_placed(textpage, said, start, end, height))
            elif said:
                lines.append(Line(said, 0, 1e6 if len(said) > 30 else 0, len(lines) * 12.0, len(lines) * 12.0 + 10, 10))
            start += len(raw) + 1
        return lines
    finally:
        textpage.close()


def _placed(textpage: Any, said: str, start: int, end: int, height: float) -> Line:
    first, last = _box(textpage, start), _box(textpage, end)
    tall = max(first[3] - first[1], last[3] - last[1], 1.0)
    size = float(pdfium_c.FPDFText_GetFontSize(textpage, start)) or tall
    return Line(
        said, first[0], last[2], height - max(first[3], last[3]), height - min(first[1], last[1]), max(tall, size)
    )


def _box(textpage: Any, index: int) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) in points from the lower left corner."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def may_hold_table(page: Any) -> bool:
    """Whether enough paths are drawn on the page for two cells; forms are looked into."""
    paths = 0
    for item in page.get_objects(max_depth=6):
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths += max(pdfium_c.FPDFPath_CountSegments(item), 1) // 2
        if paths >= _FEWEST_STROKES_OF_A_TABLE:
            return True
    return False


def holds_picture(page: Any) -> bool:
    return any(item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=6))
