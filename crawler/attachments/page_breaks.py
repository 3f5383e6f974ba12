"""Tables that go on after a page break: repeated headers dropped, a row or a merged cell that the break cut rejoined.

What the break cut is told from the leaf columns, those that have a value in every row and no merged cell: when a leaf
column is empty on one side of the break, the two sides are one row; when all are filled, they are two rows, and
an empty cell at the top of the page belongs to the merged cell that was running.
"""

import itertools
import re
from collections.abc import Sequence

from crawler.attachments.glyphs import joint, starts_item
from crawler.attachments.headers import find_header, plain, split_title
from crawler.attachments.ruled import Grid

_BORDER_TOLERANCE = 4.0
# What no cell begins with: the second half of `3万元以上5万元 / 以下`.
_GOES_ON = re.compile(r"以[上下内]|[万千]?元|的?罚款|[%％‰)）,，。、；;]")
_SENTENCE_ENDS = "。；！？;!?）)"


def join(first: Grid, second: Grid) -> Grid | None:
    """The two as one table, or None when the second is a table of its own. Both must stand at the break already."""
    first, second = _same_columns(first, second)
    if len(first.xs) != len(second.xs):
        return None
    start = split_title(first.rows)
    header = find_header(first.rows[start:])
    names = [_folded(row) for row in first.rows[start : start + header]]
    repeated = _repeated(second, names)
    if not repeated and find_header(second.rows[split_title(second.rows) :]):
        return None
    if repeated == len(second.rows):
        return first
    body, heights = second.rows[repeated:], second.heights[repeated:]
    pages = second.pages[repeated:]
    leaf = _leaf_columns(first, start + header, body, heights)
    last, top = first.rows[-1], body[0]
    if len(first.rows) > start + header and _is_cut(last, top, leaf):
        _rejoin(first, body, heights)
        body, heights, pages = body[1:], heights[1:], pages[1:]
    else:
        _carry_on(first, body, heights, leaf)
    return Grid(first.rows + body, first.heights + heights, first.xs, first.top, second.bottom, first.pages + pages)


def _repeated(second: Grid, names: list[list[str]]) -> int:
    """How many rows of the second only repeat the first's header, a title above it (…（续）) included."""
    for start in range(min(3, len(second.rows))) if names else ():
        if [_folded(row) for row in second.rows[start : start + len(names)]] == names:
            return start + len(names)
    return 0


def _folded(row: Sequence[str]) -> list[str]:
    return [plain(cell) for cell in row]


def _same_columns(first: Grid, second: Grid) -> tuple[Grid, Grid]:
    """On a page where every row merges two columns, their border is not drawn: both grids are laid on all borders."""
    shifted = (
        abs(first.xs[0] - second.xs[0]) > _BORDER_TOLERANCE or abs(first.xs[-1] - second.xs[-1]) > _BORDER_TOLERANCE
    )
    if len(first.xs) == len(second.xs) or shifted:
        return first, second
    union: list[float] = []
    for border in sorted((*first.xs, *second.xs)):
        if not union or border - union[-1] > _BORDER_TOLERANCE:
            union.append(border)
    return _laid_on(first, union), _laid_on(second, union)


def _laid_on(grid: Grid, xs: list[float]) -> Grid:
    middles = [(left + right) / 2 for left, right in itertools.pairwise(xs)]
    sources = [max(sum(border <= middle for border in grid.xs) - 1, 0) for middle in middles]
    sources = [min(source, len(grid.xs) - 2) for source in sources]
    return Grid(
        [[row[source] for source in sources] for row in grid.rows],
        [[row[source] for source in sources] for row in grid.heights],
        xs,
        grid.top,
        grid.bottom,
        grid.pages,
    )


def _leaf_columns(first: Grid, start: int, body: list[list[str]], heights: list[list[int]]) -> list[int]:
    """Columns filled and unmerged in every row but the two at the break."""
    rows = first.rows[start:-1] + body[1:]
    spans = first.heights[start:-1] + heights[1:]
    if not rows:
        rows, spans = [first.rows[-1]], [first.heights[-1]]
    return [
        column
        for column in range(len(first.xs) - 1)
        if all(row[column] for row in rows) and all(span[column] == 1 for span in spans)
    ]


def _is_cut(last: list[str], top: list[str], leaf: list[int]) -> bool:
    empty_above = [column for column in leaf if not last[column]]
    empty_below = [column for column in leaf if not top[column]]
    in_two = any(last[column] and _GOES_ON.match(top[column]) for column in leaf)
    return bool(empty_above or empty_below or in_two) and any(top[column] for column in range(len(top)))


def _rejoin(first: Grid, body: list[list[str]], heights: list[list[int]]) -> None:
    """One row from the two sides of the break; a merged cell gets its text in every row it covers."""
    for column, below in enumerate(body[0]):
        above = first.rows[-1][column]
        whole = _together(above, below)
        for row in first.rows[-first.heights[-1][column] :]:
            row[column] = whole
        if heights[0][column] > 1:
            for row in body[1 : heights[0][column]]:
                row[column] = whole


def _carry_on(first: Grid, body: list[list[str]], heights: list[list[int]], leaf: list[int]) -> None:
    """Merged cells that run over the break between two whole rows."""
    group_goes_on = False
    for column, below in enumerate(body[0]):
        above = first.rows[-1][column]
        merged = first.heights[-1][column] > 1 or heights[0][column] > 1
        if column in leaf or not above:
            continue
        usual = any(span[column] > 1 for span in first.heights) or merged
        covered = body[: max(heights[0][column], 1)]
        if not below and usual:
            group_goes_on = True
            for row in covered:
                row[column] = above
        elif (
            group_goes_on
            and below
            and merged
            and above != below
            and above[-1] not in _SENTENCE_ENDS
            and len(above) > 12
        ):
            whole = _together(above, below)
            for row in (*first.rows[-first.heights[-1][column] :], *covered):
                row[column] = whole


def _together(above: str, below: str) -> str:
    if not above or not below:
        return above or below
    return above + ("\n" if starts_item(below) else joint(above, below)) + below
