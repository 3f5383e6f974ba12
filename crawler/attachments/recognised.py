"""A page laid out by its pieces of text: ruled tables and lines in reading order, tables that a header line tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.attachments.boxes import Run, lines_of, printed, rebuild, said
from crawler.attachments.glyphs import Line
from crawler.attachments.limits import Budget
from crawler.attachments.ruled import Grid
from storage.model import Table


@dataclass(frozen=True, slots=True)
class Laid:
    """`running` is the header of a table without ruling lines that goes down to the last line of the page."""

    items: list[Line | Grid]
    tables: list[Table]
    running: Sequence[Run] | None


def lay_out(
    runs: Sequence[Run], number: int, budget: Budget, running: Sequence[Run] | None = None, grids: Sequence[Grid] = ()
) -> Laid:
    """`number` is the page's; `running` the header that the page before left open. Raises TooLarge."""
    lines = lines_of(runs)
    if grids:
        for grid in grids:
            grid.pages = [number] * len(grid.rows)
        return Laid([*grids, *(printed(line) for line in lines)], [], None)
    found = rebuild(runs, f"page {number}", budget, running)
    kept = [printed(line) for line in lines if not found.tables or said(line) in found.prose]
    return Laid([*kept], found.tables, found.running)
