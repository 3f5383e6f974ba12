"""OFD (GB/T 33190, the Chinese page format): text by ofdkit; tables by the ruling lines drawn on the page, or, where
none are drawn, by where the pieces of text stand under a header."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import ofdkit

from crawler.attachments.boxes import Run, lines_of, printed, rebuild, said
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.glyphs import Glyph, Line, is_wide
from crawler.attachments.grids import frame
from crawler.attachments.kinds import OFD
from crawler.attachments.limits import Budget
from crawler.attachments.packages import Package, parse_xml
from crawler.attachments.page_breaks import join
from crawler.attachments.prose import is_page_number, paragraphs
from crawler.attachments.ruled import Edge, Grid, find_grids, horizontal, vertical
from crawler.attachments.tables import join_continued
from storage.model import Document, Table

_POINTS_PER_MILLIMETRE = 2.83
_STEP = re.compile(r"([A-Za-z])|(-?\d{1,9}(?:\.\d{0,9})?(?:[eE]-?\d{1,2})?)")
_ARITY = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_STRAIGHT = 0.3


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    with Package(data, budget) as package:
        parts = {part: package.read(part) for part in package.names if part.lower().endswith(".xml")}
        if any(part.casefold().endswith("encryptions.xml") for part in parts):
            raise Unreadable("is encrypted; ask the publisher for an unlocked copy")
        pictures = any("/res/" in f"/{part.casefold()}" and not part.endswith(".xml") for part in package.names)
    for part, content in parts.items():
        if b"<!" in content:
            parse_xml(content, part)
    try:
        with ofdkit.open(data) as document:
            if len(document.pages) > budget.quotas.pages:
                raise TooLarge(
                    f"has {len(document.pages):,} pages, more than the {budget.quotas.pages:,} that are read"
                )
            flow, loose, pages = _flow(document, parts, budget)
    except ofdkit.OFDError as fault:
        raise Unreadable(f"is damaged or no OFD after all ({str(fault)[:120]}); fetch it again") from None
    return _document(flow, loose, pages, pictures, name, budget)


def _flow(document: Any, parts: dict[str, bytes], budget: Budget) -> tuple[list[Line | Grid | None], list[Table], int]:
    """Lines and ruled grids in reading order, tables that only their header told, and the number of pages."""
    flow: list[Line | Grid | None] = []
    loose: list[Table] = []
    running: Sequence[Run] | None = None
    for number, page in enumerate(document.pages, 1):
        runs = _runs(page.runs)
        edges = list(_edges(parts.get((page.location or "").lstrip("/"), b"")))
        grids = find_grids(edges, list(_glyphs(runs, edges)), _POINTS_PER_MILLIMETRE)
        grids = [grid for grid in grids if len(grid.rows) > 1 or len(grid.xs) > 2]
        for grid in grids:
            grid.pages = [number] * len(grid.rows)
        outside = [run for run in runs if not any(_inside(run, grid) for grid in grids)]
        items: list[Line | Grid] = [*grids]
        if grids:
            items += [printed(line) for line in lines_of(outside)]
        else:
            lines = [line for line in lines_of(outside) if not is_page_number(printed(line), page.height)]
            outside = [run for line in lines for run in line]
            found = rebuild(outside, f"page {number}", budget, running)
            running = found.running
            loose += found.tables
            items += [printed(line) for line in lines if not found.tables or said(line) in found.prose]
        items = [item for item in items if isinstance(item, Grid) or not is_page_number(item, page.height)]
        first = True
        for item in sorted(items, key=lambda each: each.top):
            last = flow[-1] if flow else None
            joined = None
            if first and isinstance(item, Grid) and isinstance(last, Grid) and last.pages[-1] == number - 1:
                joined = join(last, item)
            if joined is not None:
                flow[-1] = joined
            else:
                flow.append(item)
            first = False
    return flow, loose, len(document.pages)


def _document(
    flow: list[Line | Grid | None], loose: list[Table], pages: int, pictures: bool, name: str, budget: Budget
) -> Document:
    tables: list[Table] = []
    prose: list[Line | None] = []
    for item in flow:
        if not isinstance(item, Grid):
            prose.append(item)
            continue
        framed = frame(item.rows, "", [f"page {page}" for page in item.pages], budget)
        prose += [None, *(Line(text, 0, 0, 0, 0, 0) for text in (*framed.above, *framed.below)), None]
        if framed.table is not None:
            tables.append(framed.table)
    tables += join_continued(loose, [index > 0 for index in range(len(loose))])
    text = "\n".join(paragraphs(prose))
    if not text and not tables:
        if pictures:
            raise Unreadable(
                f"holds only pictures on its {pages} pages; install the [ocr] extra and read them as images"
            )
        return Document(OFD, readable=False, warnings=("holds no text",), name=name)
    return Document(OFD, text=text, tables=tuple(tables), name=name)


def _runs(runs: Sequence[Any]) -> list[Run]:
    """ofdkit gives the baseline; a Chinese character stands 0.85 of its size above and 0.15 below it. Some makers name
    the size otherwise than the standard does (`size`), so that it comes as 0: then the step of the characters tells."""
    kept = [run for run in runs if run.text.strip()]
    sizes = [run.size or (run.width / (len(run.text) - 1) if len(run.text) > 1 else 0.0) for run in kept]
    usual = median([size for size in sizes if size] or [1.0])
    found = []
    for run, size in zip(kept, sizes, strict=True):
        height = size or usual
        last = 0.0 if run.size else height * (1.0 if is_wide(run.text[-1]) else 0.5)
        found.append(Run(run.text, run.x, run.y - 0.85 * height, run.x + run.width + last, run.y + 0.15 * height))
    return found


def _glyphs(runs: Sequence[Run], edges: Sequence[Edge]) -> Iterator[Glyph]:
    """The runs, those with spaces and those that reach over an upright line by their characters."""
    upright = sorted({edge["x0"] for edge in edges if edge["orientation"] == "v"})
    for run in runs:
        if bisect(upright, run.x0) == bisect(upright, run.x1) and not any(map(str.isspace, run.text)):
            yield Glyph(*run)
        else:
            yield from _characters(run)


def _characters(run: Run) -> Iterator[Glyph]:
    units = [1.0 if ord(char) > 0x2E7F else 0.5 for char in run.text]
    step = (run.x1 - run.x0) / max(sum(units), 0.5)
    x = run.x0
    for char, unit in zip(run.text, units, strict=True):
        if char.strip():
            yield Glyph(char, x, run.top, x + unit * step, run.bottom)
        x += unit * step


def _inside(run: Run, grid: Grid) -> bool:
    x, y = (run.x0 + run.x1) / 2, (run.top + run.bottom) / 2
    return grid.top <= y < grid.bottom and grid.xs[0] <= x < grid.xs[-1]


def _edges(page: bytes) -> Iterator[Edge]:
    """The straight level and upright strokes of the page's paths, in millimetres of the page."""
    if not page:
        return
    root = parse_xml(page, "page")
    for path in root.iter("{*}PathObject"):
        box = _numbers(path.get("Boundary") or "")
        matrix = _numbers(path.get("CTM") or "") or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        drawn = next(path.iterchildren("{*}AbbreviatedData"), None)
        if len(box) != 4 or len(matrix) != 6 or drawn is None:
            continue
        for (x0, y0), (x1, y1) in _strokes(drawn.text or ""):
            yield from _edge(_moved(x0, y0, matrix, box), _moved(x1, y1, matrix, box))


def _moved(x: float, y: float, matrix: list[float], box: list[float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e + box[0], b * x + d * y + f + box[1]


def _edge(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Edge]:
    (x0, y0), (x1, y1) = start, end
    if abs(y0 - y1) <= _STRAIGHT < abs(x0 - x1):
        yield horizontal(min(x0, x1), max(x0, x1), y0)
    elif abs(x0 - x1) <= _STRAIGHT < abs(y0 - y1):
        yield vertical(x0, min(y0, y1), max(y0, y1))


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split()[:8]]
    except ValueError:
        return []


def _strokes(data: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight steps of an abbreviated path, GB/T 33190 9.1 (M, S, L, Q, B, A, C)."""
    start = at = (0.0, 0.0)
    command, values = "", list[float]()
    for token in _STEP.finditer(data):
        if token[1]:
            command, values = token[1].upper(), []
            if command == "C":
                yield at, start
                at = start
            continue
        values.append(float(token[2]))
        if len(values) < _ARITY.get(command, 2):
            continue
        place = (values[-2], values[-1])
        if command in ("M", "S"):
            start = place
        elif command == "L":
            yield at, place
        at, values = place, []
