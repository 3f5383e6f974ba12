"""Grids of HTML and OpenDocument: cells with row and column spans laid out on a rectangle, hostile spans capped."""

from collections.abc import Sequence
from typing import NamedTuple

from crawler.attachments.limits import Budget

_MOST_ROWS_SPANNED = 5_000


class SpannedCell(NamedTuple):
    text: str
    rows: int = 1
    columns: int = 1


def expand(lines: Sequence[Sequence[SpannedCell | str]], budget: Budget) -> list[list[str]]:
    """Every covered place repeats the cell's text; a str is a cell of one place. Rows that only repeat cells from
    above, with no cell of their own, are left out. Columns beyond the quota are cut, and noted; a span of 0 or beyond
    the grid ends with the grid.

    Raises TooLarge.
    """
    widest = budget.quotas.columns
    running: dict[int, tuple[int, str]] = {}
    grid: list[list[str]] = []
    for cells in lines:
        plain = [cell for cell in cells if isinstance(cell, str)]
        if len(plain) == len(cells) <= widest and not running:
            if cells:
                budget.add_cells(len(cells) // 4)
                grid.append(plain)
            continue
        row: dict[int, str] = {}
        for column, (left, text) in list(running.items()):
            row[column] = text
            if left > 1:
                running[column] = (left - 1, text)
            else:
                del running[column]
        column = 0
        for cell in (SpannedCell(cell) if isinstance(cell, str) else cell for cell in cells):
            while column in row:
                column += 1
            if column + max(cell.columns, 1) > widest:
                budget.note_cut_columns()
            if column >= widest:
                break
            down = min(max(cell.rows, 1), _MOST_ROWS_SPANNED)
            for place in range(column, min(column + max(cell.columns, 1), widest)):
                if place in row:
                    break
                row[place] = cell.text
                if down > 1:
                    running[place] = (down - 1, cell.text)
                column = place + 1
        if cells and row:
            budget.add_cells(len(row) // 4)
            grid.append([row.get(place, "") for place in range(max(row) + 1)])
    return grid
