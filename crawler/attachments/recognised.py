"""A recognised page laid out: its ruled tables and lines in reading order, and tables that only a header line tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.attachments.boxes import Run, lines_of, printed, rebuild, said
from crawler.attachments.glyphs import Line
from crawler.attachments.limits import Budget
from crawler.attachments.ocr import Recognised
from crawler.attachments.ruled import Grid
from storage.model import Table


@dataclass(frozen=True, slots=True)
class Laid:
    """`running` is the header of a table without ruling lines that goes down to the last line of the page."""

    items: list[Line | Grid]
    tables: list[Table]
    running: Sequence[Run] | None


def lay_out(page: Recognised, number: int, budget: Budget, running: Sequence[Run] | None = None) -> Laid:
    """`number` is the page's; `running` the header that the page before left open. Raises TooLarge."""
    lines = lines_of(page.runs)
    if page.grids:
        for grid in page.grids:
            grid.pages = [number] * len(grid.rows)
        return Laid([*page.grids, *(printed(line) for line in lines)], [], None)
    found = rebuild(page.runs, f"page {number}", budget, running)
    kept = [printed(line) for line in lines if not found.tables or said(line) in found.prose]
    return Laid([*kept], found.tables, found.running)
