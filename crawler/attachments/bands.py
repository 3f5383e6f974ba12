"""Tables whose rows are told by level lines or shaded bands alone: their columns are where no row has any text.

Books and offices print such tables without upright lines. They are only claimed where a first row names columns, or
where nearly every row fills nearly every column, as on the pages that a table without repeated header goes on over.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from crawler.attachments.glyphs import Glyph, lines_of, unwrap
from crawler.attachments.headers import find_header

_FEWEST_LINES = 4
_FEWEST_ROWS = 3
_FILLED = 0.8
_GAP = 0.6


def bands_of(edges: Sequence[dict[str, Any]], slack: float) -> list[tuple[float, float, list[float]]]:
    """Level lines that begin and end together, four and more of them: left, right, and their heights from the top down;
    nothing where an upright line stands."""
    if any(edge["orientation"] == "v" for edge in edges):
        return []
    groups: list[tuple[float, float, set[float]]] = []
    for edge in sorted(edges, key=lambda each: (each["x0"], each["top"])):
        for left, right, heights in groups:
            if abs(edge["x0"] - left) <= slack and abs(edge["x1"] - right) <= slack:
                heights.add(edge["top"])
                break
        else:
            groups.append((edge["x0"], edge["x1"], {edge["top"]}))
    return [(left, right, sorted(heights)) for left, right, heights in groups if len(heights) >= _FEWEST_LINES]


def columns_of(rows: Sequence[Sequence[Glyph]]) -> list[float]:
    """The borders of the columns, the outer ones included; empty where the rows have no gap in common. A row of one
    piece (a heading over the whole width) has no say."""
    spread = [_pieces(row, _GAP * _height(row)) for row in rows if row]
    spread = [pieces for pieces in spread if len(pieces) > 1]
    if len(spread) < _FEWEST_ROWS:
        return []
    taken = _joined([piece for pieces in spread for piece in pieces], 0.0)
    if len(taken) < 2:
        return []
    inner = [(before[1] + after[0]) / 2 for before, after in pairwise(taken)]
    return [taken[0][0], *inner, taken[-1][1]]


def cells_of(rows: Sequence[Sequence[Glyph]], borders: Sequence[float]) -> list[list[str]] | None:
    """The rows by columns, each cell unwrapped; None where they are no table (see the module)."""
    inner = borders[1:-1]
    found = []
    for row in rows:
        held: list[list[Glyph]] = [[] for _ in range(len(borders) - 1)]
        for glyph in row:
            held[sum((glyph.x0 + glyph.x1) / 2 >= border for border in inner)].append(glyph)
        found.append([unwrap(lines_of(glyphs)) for glyphs in held])
    filled = sum(bool(cell) for row in found for cell in row)
    full = len(borders) > 3 and filled >= _FILLED * len(found) * (len(borders) - 1)
    return found if full or find_header(found) else None


def _height(row: Sequence[Glyph]) -> float:
    return median(glyph.bottom - glyph.top for glyph in row)


def _pieces(row: Sequence[Glyph], gap: float) -> list[tuple[float, float]]:
    return _joined([(glyph.x0, glyph.x1) for glyph in row], gap)


def _joined(spans: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Spans that touch, or lie no further than the gap from one another, as one."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if joined and left - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined
