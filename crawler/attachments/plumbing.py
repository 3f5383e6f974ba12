"""One PDF page through pdfplumber: its ruled tables, and the lines of text outside them.

Only strokes become pdfplumber's objects; characters, the great bulk of a page, are taken from the layout below it as
they are, which saves about a third of the time.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve
from pdfplumber.utils.geometry import obj_to_edges

from crawler.attachments.faults import TooLarge
from crawler.attachments.glyphs import Glyph, Line, lines_of
from crawler.attachments.radicals import whole_characters
from crawler.attachments.ruled import Edge, Grid, find_grids

_MOST_OBJECTS = 400_000
logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # it speaks of every oddity of every page


def lines_and_grids(page: Any) -> list[Line | Grid] | None:
    """What stands on a page of pdfplumber; None when it holds no ruled table or its text runs sideways. The page's
    cache is dropped afterwards. Raises TooLarge, and whatever pdfminer raises for a broken page."""
    try:
        glyphs: list[Glyph] = []
        edges: list[Edge] = []
        sideways = 0
        for item in _leaves(page.layout):
            if isinstance(item, LTCurve):
                edges += (edge for edge in obj_to_edges(page.process_object(item)) if edge["orientation"])
            elif not item.upright:
                sideways += 1
            elif item.get_text().strip():
                glyphs.append(_glyph(item, page))
        if len(glyphs) < sideways:
            return None
        grids = find_grids(edges, glyphs)
        if not grids:
            return None
        outside = [glyph for glyph in glyphs if not any(_inside(glyph, grid) for grid in grids)]
        return [*lines_of(outside), *grids]
    finally:
        page.close()


def glyphs_of(page: Any) -> list[Glyph]:
    """The upright characters of a page of pdfplumber. Its cache is dropped; raises as `lines_and_grids` does."""
    try:
        return [
            _glyph(item, page)
            for item in _leaves(page.layout)
            if isinstance(item, LTChar) and item.upright and item.get_text().strip()
        ]
    finally:
        page.close()


def _glyph(item: LTChar, page: Any) -> Glyph:
    left, top = page.mediabox[:2]
    y0, y1 = page.height - item.y1 + top, page.height - item.y0 + top
    return Glyph(whole_characters(item.get_text()), item.x0 + left, y0, item.x1 + left, y1)


def _leaves(container: Iterable[Any]) -> Iterator[Any]:
    """Characters and strokes in drawing order, also inside forms."""
    stack = [iter(container)]
    seen = 0
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        seen += 1
        if seen > _MOST_OBJECTS:
            raise TooLarge(f"draws more than {_MOST_OBJECTS:,} objects on one page and was not read")
        if isinstance(item, LTChar | LTCurve):
            yield item
        elif isinstance(item, LTContainer):
            stack.append(iter(item))


def _inside(glyph: Glyph, grid: Grid) -> bool:
    middle = (glyph.top + glyph.bottom) / 2
    return grid.top <= middle < grid.bottom and grid.xs[0] <= (glyph.x0 + glyph.x1) / 2 < grid.xs[-1]
