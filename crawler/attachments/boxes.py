"""Lines and tables from pieces of text with places, where no ruling lines say where the cells are (OFD, pictures).

A table is only claimed where a line names columns; the lines below it are laid into those columns until one does not
fit. Everything else is text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from crawler.attachments.glyphs import Line
from crawler.attachments.grids import clean, frame, is_footnote
from crawler.attachments.headers import find_header, plain
from crawler.attachments.limits import Budget
from storage.model import Table

_LINES_OF_A_CELL = 3


class Run(NamedTuple):
    """A piece of text; y grows downwards, the unit is the source's (millimetres, points or pixels)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs on one line together, top to bottom and left to right."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda each: ((each.top + each.bottom) / 2, each.x0)):
        middle = (run.top + run.bottom) / 2
        last = lines[-1][0] if lines else None
        if last is not None and last.top + 0.15 * last.height <= middle <= last.bottom - 0.15 * last.height:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda each: each.x0) for line in lines]


def said(line: Sequence[Run]) -> str:
    """A line as text: a space only where a gap of more than a third of the height stands between Latin or far runs."""
    out = ""
    for at, run in enumerate(line):
        if at:
            gap = run.x0 - line[at - 1].x1
            latin = out[-1:].isascii() and run.text[:1].isascii()
            out += " " if gap > run.height * (0.3 if latin else 1.2) else ""
        out += run.text
    return clean(out)


def printed(runs: Sequence[Run]) -> Line:
    """The runs of one line as a line."""
    height = max(run.bottom - run.top for run in runs)
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    return Line(said(runs), runs[0].x0, runs[-1].x1, top, bottom, height)


@dataclass(slots=True)
class Rebuilt:
    """`running` is the header of a table that goes down to the last line, for a page that continues it."""

    prose: list[str]
    tables: list[Table]
    running: Sequence[Run] | None = None


def rebuild(runs: Sequence[Run], place: str, budget: Budget, running: Sequence[Run] | None = None) -> Rebuilt:
    """`running` is the header of the table that the page before left open. Raises TooLarge."""
    lines = [_pieces(line) for line in lines_of(runs)]
    prose: list[str] = []
    tables: list[Table] = []
    open_head: Sequence[Run] | None = None
    at = 0
    while at < len(lines):
        own = _is_header(lines[at])
        goes_on = at == 0 and any(len(line) > 1 for line in lines[:_LINES_OF_A_CELL])
        head = lines[at] if own else running if goes_on else None
        end = at if head is None else _table_end(lines, at + own, head)
        open_head = None
        if head is None or end <= at + own:
            prose.append(said(lines[at]))
            at += 1
            continue
        rows = _rows(lines[at:end], head)
        open_head = head
        framed = frame(rows, "", [f"{place} line {at + 1 + index}" for index in range(len(rows))], budget)
        prose += (*framed.above, *framed.below)
        if framed.table is not None:
            tables.append(framed.table)
        at = end
    return Rebuilt([line for line in prose if line], tables, open_head)


def _pieces(line: Sequence[Run]) -> list[Run]:
    """Neighbouring runs that belong to one cell are one piece."""
    joined: list[Run] = []
    for run in line:
        if joined and run.x0 - joined[-1].x1 < 0.6 * max(run.height, joined[-1].height):
            last = joined.pop()
            text = said([last, run])
            joined.append(Run(text, last.x0, min(last.top, run.top), run.x1, max(last.bottom, run.bottom)))
        else:
            joined.append(run)
    return joined


def _is_header(line: Sequence[Run]) -> bool:
    return len(line) > 1 and bool(find_header([[run.text for run in line], [""] * len(line)]))


def _table_end(lines: Sequence[Sequence[Run]], start: int, head: Sequence[Run]) -> int:
    """The first line from `start` on that does not fit below the header."""
    end = start
    while end < len(lines):
        line = lines[end]
        gap = line[0].top - max(run.bottom for run in lines[end - 1]) if end else 0.0
        crosses = any(len(_touched(run, head)) > 1 for run in line)
        noted = len(line) == 1 and is_footnote(line[0].text)
        if crosses or noted or gap > 4 * max(run.height for run in line):
            break
        end += 1
    return end


def _touched(run: Run, head: Sequence[Run]) -> list[int]:
    """The columns whose header a run covers in good part."""
    return [
        index
        for index, column in enumerate(head)
        if min(run.x1, column.x1) - max(run.x0, column.x0) > 0.5 * (column.x1 - column.x0)
    ]


def _column(run: Run, head: Sequence[Run]) -> int:
    touched = _touched(run, head)
    if touched:
        return touched[0]
    middle = (run.x0 + run.x1) / 2
    inside = [index for index, column in enumerate(head) if column.x0 - run.height <= run.x0 and run.x0 <= column.x1]
    if inside:
        return inside[0]
    return min(range(len(head)), key=lambda index: abs((head[index].x0 + head[index].x1) / 2 - middle))


def _rows(lines: Sequence[Sequence[Run]], head: Sequence[Run]) -> list[list[str]]:
    """Each line is a row, or where the first column counts (序号), each number with the lines around it."""
    numbered = plain(head[0].text) in ("序号", "编号", "No.")
    rows: list[list[str]] = []
    own = lines[:1] if lines and lines[0] is head else lines[:0]
    below = lines[len(own) :]
    for group in [own, *_by_numbers(below, head)] if numbered else [[line] for line in lines]:
        cells = [""] * len(head)
        for run in (run for line in group for run in line):
            column = _column(run, head)
            cells[column] = clean(cells[column] + run.text)
        rows.append(cells)
    return rows if own or not numbered else rows[1:]


def _by_numbers(lines: Sequence[Sequence[Run]], head: Sequence[Run]) -> list[Sequence[Sequence[Run]]]:
    """The lines of each number. Where numbers stand at the top of their row, a row begins with its number; where lines
    of the first row stand above its number (set in the middle or at the foot), rows part at the widest gap between
    two numbers."""
    at = [place for place, line in enumerate(lines) if any(_column(run, head) == 0 for run in line)]
    if not at:
        return [[line] for line in lines]
    starts = [0]
    for above, below in pairwise(at):
        if at[0] == 0:
            starts.append(below)
        else:
            starts.append(max(range(above + 1, below + 1), key=lambda place: (_gap_above(lines, place), place)))
    return [lines[start:end] for start, end in pairwise([*starts, len(lines)])]


def _gap_above(lines: Sequence[Sequence[Run]], place: int) -> float:
    return min(run.top for run in lines[place]) - max(run.bottom for run in lines[place - 1])
