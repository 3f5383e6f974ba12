"""The boxes that ruling lines close, told from where the lines cross.

A box is the smallest one that goes right and down from a crossing and whose four sides are each one unbroken line. The
answer is that of pdfplumber's `intersections_to_cells` on the same lines (tests hold the two together); the lines of a
crossing are kept as sets of numbers here, which costs a fifth.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""
_Point = tuple[float, float]
_Lines = dict[_Point, set[int]]


def boxes(edges: Sequence[dict[str, Any]], slack: float) -> list[Box]:
    """From left to right, from the top down. `slack` is how far a line may end before the one it meets."""
    upright, level = _crossings(edges, slack)
    points = sorted(upright)
    tops: dict[float, list[float]] = {}
    lefts: dict[float, list[float]] = {}
    for x, y in points:
        tops.setdefault(x, []).append(y)
        lefts.setdefault(y, []).append(x)
    found = []
    for x, y in points:
        on, along = upright[x, y], level[x, y]
        column, row = tops[x], lefts[y]
        right = [x1 for x1 in row[bisect_right(row, x) :] if not along.isdisjoint(level[x1, y])]
        for y1 in column[bisect_right(column, y) :] if right else ():
            if on.isdisjoint(upright[x, y1]):
                continue
            x1 = _closing(x, y, right, y1, upright, level)
            if x1 is not None:
                found.append((x, y, x1, y1))
                break
    return found


def _closing(x: float, y: float, right: Sequence[float], y1: float, upright: _Lines, level: _Lines) -> float | None:
    """The first of the crossings to the right from which a line goes down to one that comes from below."""
    for x1 in right:
        corner = upright.get((x1, y1))
        if corner is not None and not corner.isdisjoint(upright[x1, y]) and not level[x1, y1].isdisjoint(level[x, y1]):
            return x1
    return None


def _crossings(edges: Sequence[dict[str, Any]], slack: float) -> tuple[_Lines, _Lines]:
    """Where an upright line meets a level one: the numbers of the upright and of the level lines of each place. Lines
    that lie on one another have one number."""
    numbers: dict[Box, int] = {}
    down: list[tuple[Box, int]] = []
    across: list[tuple[Box, int]] = []
    for edge in edges:
        box = (edge["x0"], edge["top"], edge["x1"], edge["bottom"])
        (down if edge["orientation"] == "v" else across).append((box, numbers.setdefault(box, len(numbers))))
    across.sort(key=lambda line: (line[0][1], line[0][0]))
    heights = [line[0][1] for line in across]
    upright: _Lines = {}
    level: _Lines = {}
    for (x, top, _, bottom), number in down:
        for (x0, y, x1, _), other in across[bisect_left(heights, top - slack) : bisect_right(heights, bottom + slack)]:
            if x0 - slack <= x <= x1 + slack:
                upright.setdefault((x, y), set()).add(number)
                level.setdefault((x, y), set()).add(other)
    return upright, level
