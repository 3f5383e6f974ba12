"""Which column of a table became which (by name, by what stands in it, by its place), and which identify a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Indel

from storage.diffs.sentences import fold
from storage.model import Table

_SEQUENCE = re.compile(r"序号|编号|排序|序|no\.?|#", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:企业|单位|公司|机构|厂商|法人|申报主体|申请人|当事人|生产者|经营者)(?:全称|名称|名)?(?:[(（].*)?|名称"
)
_PROVINCE = re.compile(r"省份?|省[(（].*|地区|所在地区?|所属地区?|所在省.*|省区市|行政区划?|区域|属地")
_COMPANY_CELL = re.compile(r".{2,80}(?:公司|厂|集团|中心|合作社|研究院|工厂|企业|经营部)(?:[(（].{1,40}[)）])?")
_LABELS = re.compile(r".*(?:序号|名称|代码|地址|省份|地区|类型|类别|备注|批次|标准|依据|行为|情形|情节).*")
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")

# Half of the values in common make a column with another name the same column.
_SAME_VALUES = 0.5


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready for comparison: `names` of the columns (folded header cells, joined from top to bottom), `rows` as
    read and `keys` as folded. Rows that repeat the header, as a page break makes them, are left out."""

    names: list[str]
    titles: list[str]
    rows: list[tuple[str, ...]]
    keys: list[tuple[str, ...]]
    sequence: int | None = None
    company: int | None = None
    province: int | None = None
    label: str = ""


@dataclass(slots=True)
class Columns:
    """`pairs` of column numbers, `renamed` a part of them; columns only one side has in `dropped` and `added`."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    renamed: list[tuple[int, int]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)


def continued(tables: Sequence[Table]) -> list[Grid]:
    """The grids of a document's tables; one whose running numbers go on where the last one's ended is its next page."""
    grids: list[Grid] = []
    for table in tables:
        part = grid(table)
        if grids and _goes_on(grids[-1], part):
            grids[-1].rows.extend(part.rows)
            grids[-1].keys.extend(part.keys)
        else:
            grids.append(part)
    return grids


def _goes_on(last: Grid, part: Grid) -> bool:
    if last.sequence is None or len(last.names) != len(part.names) or last.label != part.label or not part.keys:
        return False
    if any(part.names) and part.names != last.names:
        return False
    numbers = last.keys[-1][last.sequence] if last.keys else "", part.keys[0][last.sequence]
    if not all(number.isascii() and number.isdigit() and len(number) < 7 for number in numbers):
        return False
    return int(numbers[1]) == int(numbers[0]) + 1


def grid(table: Table) -> Grid:
    width = max((len(row) for row in table.rows), default=0)
    full = [(*row, *[""] * (width - len(row))) for row in table.rows]
    header = min(table.header, len(full))
    if not header and full and sum(bool(_LABELS.fullmatch(fold(cell))) for cell in full[0]) >= 2:
        header = 1
    heads = full[:header]
    titles = [_title([row[number] for row in heads]) for number in range(width)]
    head_keys = {tuple(map(fold, row)) for row in heads}
    rows, keys = [], []
    for row in full[header:]:
        key = tuple(map(fold, row))
        if any(key) and key not in head_keys:
            rows.append(row)
            keys.append(key)
    names = [fold(title) for title in titles]
    sequence = _sequence(names, keys)
    return Grid(
        names, titles, rows, keys, sequence, _company(names, keys, sequence), _named(names, _PROVINCE), fold(table.name)
    )


def _title(cells: Sequence[str]) -> str:
    parts: list[str] = []
    for cell in cells:
        bare = " ".join(cell.split())
        if bare and bare not in parts:
            parts.append(bare)
    return " ".join(parts)


def _named(names: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((number for number, name in enumerate(names) if pattern.fullmatch(name)), None)


def _sequence(names: list[str], keys: list[tuple[str, ...]]) -> int | None:
    found = _named(names, _SEQUENCE)
    if found is not None or not keys or names[0]:
        return found
    numbers = [row[0] for row in keys]
    counted = [int(cell) for cell in numbers if cell.isascii() and cell.isdigit() and len(cell) < 7]
    rising = all(later - earlier in (0, 1) for earlier, later in pairwise(counted))
    return 0 if len(counted) == len(numbers) and len(counted) > 1 and rising else None


def _company(names: list[str], keys: list[tuple[str, ...]], sequence: int | None) -> int | None:
    found = _named(names, _COMPANY)
    if found is not None:
        return found
    for number in range(len(names)):
        cells = [row[number] for row in keys if row[number]]
        if (
            number != sequence
            and cells
            and sum(bool(_COMPANY_CELL.fullmatch(cell)) for cell in cells) * 5 > len(cells) * 3
        ):
            return number
    return None


def code_of(key: tuple[str, ...]) -> str:
    """The unified social credit code (统一社会信用代码) of a row, or nothing."""
    for cell in key:
        if len(cell) == 18 and _CODE.fullmatch(cell.upper()):
            return cell.upper()
    return ""


def columns(before: Grid, after: Grid) -> Columns:
    found = Columns()
    free_old, free_new = list(range(len(before.names))), list(range(len(after.names)))

    def pair(old: int, new: int) -> None:
        found.pairs.append((old, new))
        free_old.remove(old)
        free_new.remove(new)
        if before.names[old] != after.names[new]:
            found.renamed.append((old, new))

    for old in list(free_old):
        same = [new for new in free_new if before.names[old] and after.names[new] == before.names[old]]
        if same:
            pair(old, min(same, key=lambda new: abs(new - old)))
    special = [(before.sequence, after.sequence), (before.company, after.company), (before.province, after.province)]
    for one, other in special:
        if one is not None and other is not None and one in free_old and other in free_new:
            pair(one, other)
    values_old = {old: {row[old] for row in before.keys} for old in free_old}
    values_new = {new: {row[new] for row in after.keys} for new in free_new}
    alike = [
        (
            len(values_old[old] & values_new[new]) / max(1, len(values_old[old] | values_new[new])),
            -abs(old - new),
            old,
            new,
        )
        for old in free_old
        for new in free_new
    ]
    for share, _, old, new in sorted(alike, reverse=True):
        if share >= _SAME_VALUES and old in free_old and new in free_new:
            pair(old, new)
    for old in list(free_old):
        if old in free_new and _kindred(before.names[old], after.names[old]):
            pair(old, old)
    found.pairs.sort()
    found.dropped, found.added = free_old, free_new
    return found


def _kindred(one: str, other: str) -> bool:
    """Two nameless columns at one place, or two names that share most of their characters."""
    return (not one and not other) or Indel.normalized_similarity(one, other) >= 0.5
