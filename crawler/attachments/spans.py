"""Grids of HTML and OpenDocument: cells with row and column spans laid out on a rectangle, hostile spans capped."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_ROWS_SPANNED = 5_000


@dataclass(frozen=True, slots=True)
class SpannedCell:
    text: str
    rows: int = 1
    columns: int = 1


def expand(lines: Sequence[Sequence[SpannedCell]], widest: int) -> list[list[str]]:
    """Every covered place repeats the cell's text. Rows that only repeat cells from above, with no cell of their own,
    are left out. Columns from `widest` on are cut; a span of 0 or beyond the grid ends with the grid."""
    running: dict[int, tuple[int, str]] = {}
    grid: list[list[str]] = []
    for cells in lines:
        row: dict[int, str] = {}
        for column, (left, text) in list(running.items()):
            row[column] = text
            if left > 1:
                running[column] = (left - 1, text)
            else:
                del running[column]
        column = 0
        for cell in cells:
            while column in row:
                column += 1
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
            grid.append([row.get(place, "") for place in range(max(row) + 1)])
    return grid
