"""Tables told by their ruling lines: edges and glyphs of a page in, grids with merged cells filled out.

The arithmetic of edges and tables is pdfplumber's; boxes that a page break left open are closed first, and
each glyph is dealt to its cell once instead of being searched for by every cell.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pdfplumber.table import cells_to_tables, merge_edges
from pdfplumber.utils.geometry import filter_edges

from crawler.attachments.bands import bands_of, cells_of, columns_of
from crawler.attachments.crossings import boxes
from crawler.attachments.faults import TooLarge
from crawler.attachments.glyphs import Glyph, lines_of, unwrap

Edge = dict[str, Any]
_SNAP = 3.0
_MOST_EDGES = 60_000
_MOST_LINES = 6_000


@dataclass(slots=True)
class Grid:
    """`rows[r][c]` is a cell's text, repeated over the places it covers; `heights[r][c]` how many rows its cell covers.
    `xs` are the column borders, `top` and `bottom` the table's on its page."""

    rows: list[list[str]]
    heights: list[list[int]]
    xs: list[float]
    top: float
    bottom: float
    pages: list[int] = field(default_factory=list)


def horizontal(x0: float, x1: float, y: float) -> Edge:
    return {"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "orientation": "h", "object_type": "line"}


def vertical(x: float, top: float, bottom: float) -> Edge:
    return {"x0": x, "x1": x, "top": top, "bottom": bottom, "height": bottom - top, "orientation": "v",
            "object_type": "line"}  # fmt: skip


def find_grids(edges: Iterable[Edge], glyphs: Sequence[Glyph], scale: float = 1.0) -> list[Grid]:
    """Top to bottom. `scale` is the unit in points (a millimetre is 2.83). A single box is a frame around text and no
    table. Raises TooLarge when there are more lines than any printed page has."""
    listed = list(edges)
    if len(listed) > _MOST_EDGES:
        raise TooLarge("draws more lines on one page than any table has and was not read")
    snap = _SNAP / scale
    merged = filter_edges(merge_edges(listed, snap, snap, snap, snap), min_length=_SNAP / scale)
    if len(merged) > _MOST_LINES:
        raise TooLarge("draws more lines on one page than any table has and was not read")
    banded = [_banded(left, right, heights, glyphs) for left, right, heights in bands_of(merged, snap)]
    merged += _closing(merged, snap)
    grids = [grid for grid in banded if grid is not None]
    for group in cells_to_tables(boxes(merged, snap)):
        if len(group) > 1:
            grids.append(_by_bands(group, glyphs, snap) or _grid(group, glyphs, snap))
    return sorted((grid for grid in grids if any(map(any, grid.rows))), key=lambda grid: (grid.top, grid.xs[0]))


def _closing(edges: Sequence[Edge], snap: float) -> list[Edge]:
    """The missing ends of a box: where two or more vertical lines start or stop together without a horizontal one (a
    row cut by the page), or horizontal ones without a vertical one (tables open at their sides)."""
    down = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    found: list[Edge] = []
    for side in ("top", "bottom"):
        for level, lines in _together(down, side, snap):
            left, right = min(line["x0"] for line in lines), max(line["x0"] for line in lines)
            if any(left - snap <= edge["x0"] and edge["x1"] <= right + snap for edge in across):
                found += _open_between(sorted({float(line["x0"]) for line in lines}), level, across, snap)
    if not down:
        return found
    highest, lowest = min(edge["top"] for edge in down), max(edge["bottom"] for edge in down)
    for side in ("x0", "x1"):
        for level, lines in _together(across, side, snap):
            top, bottom = min(line["top"] for line in lines), max(line["top"] for line in lines)
            met = any(
                abs(edge["x0"] - level) <= 2 * snap and edge["top"] < bottom and edge["bottom"] > top for edge in down
            )
            if not met and len(lines) > 2 and top >= highest - snap and bottom <= lowest + snap:
                found.append(vertical(level, top, bottom))
    return found


def _open_between(xs: Sequence[float], level: float, across: Sequence[Edge], snap: float) -> Iterator[Edge]:
    """Level lines where upright ones end together and nothing closes what lies between them: all of it where the page
    cut every cell, else what adjoins a closed one."""
    near = [edge for edge in across if abs(edge["top"] - level) <= 2 * snap]
    near = [edge for edge in near if edge["x0"] < xs[-1] and edge["x1"] > xs[0]]
    if not near:
        yield horizontal(xs[0], xs[-1], level)
        return
    spans = [(left, right) for left, right in pairwise(xs) if right - left > snap]
    closed = {span for span in spans if any(edge["x0"] <= sum(span) / 2 <= edge["x1"] for edge in near)}
    while True:
        more = [one for one in spans if one not in closed and any(one[0] == by[1] or one[1] == by[0] for by in closed)]
        if not more:
            return
        closed.update(more)
        yield from (horizontal(*span, level) for span in more)


def _together(edges: Sequence[Edge], side: str, snap: float) -> list[tuple[float, list[Edge]]]:
    groups: list[tuple[float, list[Edge]]] = []
    for edge in sorted(edges, key=lambda each: float(each[side])):
        if groups and edge[side] - groups[-1][0] <= snap:
            groups[-1][1].append(edge)
        else:
            groups.append((float(edge[side]), [edge]))
    return [(level, lines) for level, lines in groups if len(lines) > 1]


def _borders(values: Iterable[float], snap: float) -> list[float]:
    borders: list[float] = []
    for value in sorted(values):
        if not borders or value - borders[-1] > snap:
            borders.append(value)
    return borders


def _nearest(borders: Sequence[float], value: float, snap: float) -> int:
    return max(bisect_right(borders, value + snap / 2) - 1, 0)


def _by_bands(cells: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph], snap: float) -> Grid | None:
    """Boxes of one column, one below the other, by the gaps in their text; None where that makes no table."""
    xs = _borders((value for cell in cells for value in (cell[0], cell[2])), snap)
    if len(xs) != 2:
        return None
    return _banded(xs[0], xs[1], _borders((value for cell in cells for value in (cell[1], cell[3])), snap), glyphs)


def _banded(left: float, right: float, heights: Sequence[float], glyphs: Sequence[Glyph]) -> Grid | None:
    rows: list[list[Glyph]] = [[] for _ in range(len(heights) - 1)]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if left <= x < right and heights[0] <= y < heights[-1]:
            rows[bisect_right(heights, y) - 1].append(glyph)
    borders = columns_of(rows)
    cells = cells_of(rows, borders) if borders else None
    if cells is None:
        return None
    xs = [left, *borders[1:-1], right]
    return Grid(cells, [[1] * len(row) for row in cells], xs, heights[0], heights[-1])


def _grid(cells: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph], snap: float) -> Grid:
    xs = _borders((value for cell in cells for value in (cell[0], cell[2])), snap)
    ys = _borders((value for cell in cells for value in (cell[1], cell[3])), snap)
    height, width = max(len(ys) - 1, 1), max(len(xs) - 1, 1)
    owner = [[-1] * width for _ in range(height)]
    spans = []
    for index, (x0, top, x1, bottom) in enumerate(cells):
        rows = range(_nearest(ys, top, snap), max(_nearest(ys, bottom, snap), _nearest(ys, top, snap) + 1))
        columns = range(_nearest(xs, x0, snap), max(_nearest(xs, x1, snap), _nearest(xs, x0, snap) + 1))
        spans.append(len(rows))
        for row in rows:
            for column in columns:
                if row < height and column < width:
                    owner[row][column] = index
    held: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
            index = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
            if index >= 0:
                held.setdefault(index, []).append(glyph)
    texts = {index: unwrap(lines_of(inside)) for index, inside in held.items()}
    return Grid(
        rows=[[texts.get(index, "") for index in line] for line in owner],
        heights=[[spans[index] if index >= 0 else 1 for index in line] for line in owner],
        xs=xs,
        top=ys[0],
        bottom=ys[-1],
    )
