"""Merged cells: every cell of a merged range says what its first cell says."""

from collections.abc import Iterable

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; all inclusive, counted from 0."""

_MOST_FILLED_CELLS = 4_000_000


def fill(rows: list[list[str]], ranges: Iterable[Range]) -> list[int]:
    """Fills in place; an empty first cell fills nothing, parts outside the grid are ignored.

    Returns the indexes of the rows that say something of their own: a row that is blank but for merges from above is,
    to a reader, one row with the one above it. Stops when overlapping ranges of a hostile file ask for more cells
    than any sheet has.
    """
    own = [index for index, row in enumerate(rows) if any(row)]
    height, widest = len(rows), max(map(len, rows), default=0)
    left_to_fill = _MOST_FILLED_CELLS
    for top, left, bottom, right in ranges:
        if not (0 <= top < height and 0 <= left < len(rows[top])):
            continue
        value = rows[top][left]
        covered = rows[top : min(bottom, height - 1) + 1]
        left_to_fill -= len(covered) * max(min(right, widest - 1) - left + 1, 1)
        if left_to_fill < 0:
            break
        for row in covered if value else ():
            last = min(right, len(row) - 1)
            if last == left:
                row[left] = value
            elif last > left:
                row[left : last + 1] = [value] * (last - left + 1)
    return own
