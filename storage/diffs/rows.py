"""Which row of a table became which: equal rows first, then by code, by company and province, by number and first text,
and what is left by likeness. One row belongs to one row at most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from storage.diffs.sentences import fold
from storage.diffs.table_columns import Columns, Grid, code_of

_ALIKE = 0.6
_ALIKE_COMPANY = 0.8
# So many comparisons take about a second; beyond them rows without a common key count as gone and come.
_AFFORDABLE = 1_000_000

KeyOf = Callable[[Grid, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RowPair:
    """`old` or `new` is None for a row that came or went. `key` says in words what the two have in common."""

    old: int | None
    new: int | None
    key: str = ""


def match_rows(before: Grid, after: Grid, columns: Columns) -> list[RowPair]:
    """Pairs in the order of the old rows, then the rows that came in their order. Equal rows are left out."""
    old_free, new_free = dict.fromkeys(range(len(before.rows))), dict.fromkeys(range(len(after.rows)))
    for old, new, _ in _equal(before, after, columns):
        old_free.pop(old)
        new_free.pop(new)
    pairs: list[RowPair] = []
    for label, key_of in _cascade(before, after):
        for old, new, key in _by_key(before, after, old_free, new_free, key_of):
            pairs.append(RowPair(old, new, f"{label} {key}"))
            old_free.pop(old)
            new_free.pop(new)
    for old, new, share in _alike(before, after, list(old_free), list(new_free)):
        pairs.append(RowPair(old, new, f"likeness {share:.0%}"))
        old_free.pop(old)
        new_free.pop(new)
    pairs.sort(key=lambda pair: pair.old or 0)
    gone = [RowPair(old, None, _own_key(before, old)) for old in old_free]
    come = [RowPair(None, new, _own_key(after, new)) for new in new_free]
    return sorted([*pairs, *gone], key=lambda pair: pair.old or 0) + come


def _equal(before: Grid, after: Grid, columns: Columns) -> Iterable[tuple[int, int, str]]:
    """Rows with the same cells, the running number aside. A column that was added must be blank."""
    compared = [pair for pair in columns.pairs if pair[0] != before.sequence and pair[1] != after.sequence]
    olds, news = [old for old, _ in compared], [new for _, new in compared]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in range(len(before.rows) - 1, -1, -1):
        places[tuple(before.keys[number][column] for column in olds)].append(number)
    for number, key in enumerate(after.keys):
        waiting = places.get(tuple(key[column] for column in news))
        if waiting and not any(key[column] for column in columns.added):
            yield waiting.pop(), number, ""


def _cascade(before: Grid, after: Grid) -> list[tuple[str, KeyOf]]:
    steps: list[tuple[str, KeyOf]] = [("统一社会信用代码", lambda grid, row: (code_of(grid.keys[row]),))]
    if before.company is not None and after.company is not None:
        if before.province is not None and after.province is not None:
            steps.append(
                ("企业名称+省份", lambda grid, row: (_cell(grid, row, grid.company), _cell(grid, row, grid.province)))
            )
        steps.append(("企业名称", lambda grid, row: (_cell(grid, row, grid.company),)))
    elif before.sequence is not None and after.sequence is not None:
        steps.append(("序号+首列", lambda grid, row: (_cell(grid, row, grid.sequence), _first_text(grid, row))))
    return steps


def _cell(grid: Grid, row: int, column: int | None) -> str:
    return grid.keys[row][column] if column is not None else ""


def _first_text(grid: Grid, row: int) -> str:
    cells = (cell for number, cell in enumerate(grid.keys[row]) if number != grid.sequence and cell)
    return next((cell for cell in cells if not cell.isdigit()), "")


def _own_key(grid: Grid, row: int) -> str:
    code = code_of(grid.keys[row])
    if code:
        return f"统一社会信用代码 {code}"
    if grid.company is not None and grid.keys[row][grid.company]:
        return f"企业名称 {grid.keys[row][grid.company]}"
    return f"序号 {_cell(grid, row, grid.sequence)}" if grid.sequence is not None else ""


def _by_key(
    before: Grid, after: Grid, old_free: Iterable[int], new_free: Iterable[int], key_of: KeyOf
) -> list[tuple[int, int, str]]:
    old_groups, new_groups = _groups(before, old_free, key_of), _groups(after, new_free, key_of)
    found: list[tuple[int, int, str]] = []
    for key, olds in old_groups.items():
        news = new_groups.get(key, [])
        if not news:
            continue
        words = " ".join(key)
        if len(olds) > 1 or len(news) > 1:
            words += f" (duplicate key: {len(olds)} rows before, {len(news)} after)"
        found.extend((old, new, words) for old, new, _ in _nearest(before, after, olds, news, 0.0))
    return found


def _groups(grid: Grid, rows: Iterable[int], key_of: KeyOf) -> dict[tuple[str, ...], list[int]]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        key = key_of(grid, row)
        if all(key):
            groups[key].append(row)
    return groups


def _alike(before: Grid, after: Grid, olds: list[int], news: list[int]) -> list[tuple[int, int, float]]:
    if before.company is None or after.company is None:
        return _nearest(before, after, olds, news, _ALIKE)
    # Two companies of one province and type look alike as rows; only a name that was mended makes them one.
    one, other = before.company, after.company
    return _nearest(
        before, after, olds, news, _ALIKE, lambda old, new: _same_name(before.keys[old][one], after.keys[new][other])
    )


def _same_name(one: str, other: str) -> bool:
    return one[:2] == other[:2] and Indel.normalized_similarity(one, other) >= _ALIKE_COMPANY


def _nearest(
    before: Grid,
    after: Grid,
    olds: list[int],
    news: list[int],
    cutoff: float,
    allowed: Callable[[int, int], bool] = lambda old, new: True,
) -> list[tuple[int, int, float]]:
    """One-to-one, the most alike first; among equals the earliest."""
    if len(olds) == len(news) == 1 and not cutoff:
        return [(olds[0], news[0], 1.0)]
    if len(olds) * len(news) > _AFFORDABLE:
        return [] if cutoff else [(old, new, 0.0) for old, new in zip(olds, news, strict=False)]
    left = {old: _text(before, old) for old in olds}
    right = {new: _text(after, new) for new in news}
    likeness = [
        (-share, old, new)
        for old in olds
        for new in news
        if (share := Indel.normalized_similarity(left[old], right[new], score_cutoff=cutoff)) >= cutoff
        and allowed(old, new)
    ]
    found: list[tuple[int, int, float]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for share, old, new in sorted(likeness):
        if old not in used_old and new not in used_new:
            used_old.add(old)
            used_new.add(new)
            found.append((old, new, -share))
    return found


def _text(grid: Grid, row: int) -> str:
    return fold("\x1f".join(cell for number, cell in enumerate(grid.keys[row]) if number != grid.sequence))
