"""Penalty tables that go across are turned to go down, so that each fine has a row of its own, and one cell.

Offices print grades as columns (违法行为|轻微|一般|严重), a grid of two factors (超标倍数＼排水量|50吨以下|50吨以上 …),
or the levels of a factor whose share stands beside its name (违法次数（权重20%）|首次|2次). Such columns have values
for headers, not names. Others print the lower and the upper bound in two columns. Any other table is given back as it
is.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from crawler.facts.columns import meaning, plain_header
from crawler.facts.fines import read_fines
from storage.model import Table

_GRADE = re.compile(
    r"(?:(?:情节|违法|后果|危害|处罚)?(?:特别|极其|极|较为|较|很)?(?:轻微|轻|一般|中等|普通|重|严重|恶劣)(?:违法(?:行为)?|情节|情形|处罚)?"
    r"|(?:从轻|减轻|从重|加重|基础|不予|免予|免于)(?:处罚)?|第?[一二三四五六七八九十\d]{1,2}[档级阶]|[档等]级?[一二三四五\dⅠ-Ⅴ]{1,2}|[ⅠⅡⅢⅣⅤ][级档]?)\Z"
)
_PARTY_OR_BOUND = re.compile(r"单位|个人|责任人|主管人员|法定代表|自然人|[上下]限|最[高低]|备注|说明|其他|小计|合计")
_NO_FINE = re.compile(r"警告|通报批评|不予(?:行政)?处罚|免[予于](?:行政)?处罚|责令|吊销|停[产业]|[/／—-]+\Z|无\Z")
_SHARE = re.compile(r"权重|占比|分值")
_A_SHARE = re.compile(r"[-+]?\d{1,3}(?:\.\d{1,3})?[%％](?:[-~至]\d{1,3}(?:\.\d{1,3})?[%％])?\Z")
_CORNER = re.compile(r"[\\＼/／|｜\n]")
_LOWER = re.compile(r"下限|最低")
_UPPER = re.compile(r"上限|最高")
_MONEY = re.compile(r"元|罚|金额|幅度")
_MOST_LINES = 4
_MOST_CELLS = 200_000


def unrolled(table: Table) -> Table:
    """The table with a row for each fine, or the table itself. The header is then one line and `places` say where each
    fine's row stood."""
    return _bounds_together(_across_to_down(table))


def _across_to_down(table: Table) -> Table:
    start = next((at for at, row in enumerate(table.rows) if len(_filled(row)) > 1), 0)
    rows = table.rows[start:]
    if len(rows) < 2 or len(rows[0]) < 3 or len(rows) * len(rows[0]) > _MOST_CELLS:
        return table
    for depth in range(1, min(_MOST_LINES, len(rows))):
        across = _fines_across(rows, depth) or _levels_across(rows, depth)
        if len(across) > 1 and not _runs_on(rows, depth, across):
            return _down(table, start, depth, across)
    return table


def _runs_on(rows: Sequence[Sequence[str]], depth: int, across: Sequence[int]) -> bool:
    """Whether a cell beside the values goes on into the rows below: then this line is of the body."""
    return any(
        above and above == below
        for column, (above, below) in enumerate(zip(rows[depth - 1], rows[depth], strict=True))
        if column not in across
    )


def _filled(row: Sequence[str]) -> set[str]:
    return {cell.strip() for cell in row if cell.strip()}


def _values(rows: Sequence[Sequence[str]], depth: int) -> list[int]:
    """The columns that a value heads: a grade, or words that name no kind of column."""
    heads = [plain_header(cell) for cell in rows[depth - 1]]
    found = []
    for column, head in enumerate(heads):
        above = plain_header(rows[0][column])
        repeated = depth > 1 and head == above
        if column and head and not repeated and not _PARTY_OR_BOUND.search(head):
            found += [column] if _GRADE.match(head) or not meaning(head) else []
    return found if len({heads[column] for column in found}) == len(found) else []


def _fines_across(rows: Sequence[Sequence[str]], depth: int) -> list[int]:
    """The neighbouring columns headed by values that hold what is to be paid in every row."""
    if any(map(_is_fine, rows[depth - 1])):
        return []
    body = rows[depth:]
    found = [column for column in _values(rows, depth) if _is_a_sanction([row[column] for row in body])]
    fined = {column for column in found if any(_is_fine(row[column]) for row in body)}
    found = [column for column in found if column in fined or _GRADE.match(plain_header(rows[depth - 1][column]))]
    return found if fined and all(right == left + 1 for left, right in pairwise(found)) else []


def _is_a_sanction(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell.strip()]
    return bool(said) and all(_NO_FINE.search(cell) or _is_fine(cell) for cell in said)


def _is_fine(cell: str) -> bool:
    """A share alone (25%) is a weight."""
    return bool(read_fines(cell).fines) and not _A_SHARE.match("".join(cell.split()))


def _levels_across(rows: Sequence[Sequence[str]], depth: int) -> list[int]:
    """The levels of factors that are weighed: grades for headers, and a share beside the name of every factor."""
    columns = [column for column in _values(rows, depth) if _GRADE.match(plain_header(rows[depth - 1][column]))]
    weighed = all(_SHARE.search("".join(row[: columns[0]])) for row in rows[depth:]) if columns else False
    return columns if weighed else []


def _down(table: Table, start: int, depth: int, across: Sequence[int]) -> Table:
    rows = table.rows[start:]
    heads = [[plain_header(row[column]) for row in rows[:depth]] for column in range(len(rows[0]))]
    fixed = [column for column in range(len(rows[0])) if column not in across]
    graded = all(_GRADE.match(heads[column][-1]) for column in across)
    weighed = not any(_is_fine(row[column]) for row in rows[depth:] for column in across)
    names = [_name(heads[column]) for column in fixed]
    factor, names = ("裁量档次", names) if graded else _factor(names, heads[across[0]])
    values = "裁量情形" if weighed else "罚款金额"
    header = (*names, factor, values) if not weighed else (*names, factor, values, "裁量权重")
    down: list[tuple[str, ...]] = [header]
    places: list[str] = [""]
    for number, row in enumerate(rows[depth:], start + depth):
        for column in across:
            if row[column].strip():
                kept = tuple(row[place] for place in fixed)
                share = ("".join(cell for cell in kept if _SHARE.search(cell)),) if weighed else ()
                down.append((*kept, heads[column][-1], row[column], *share))
                places.append(table.places[number] if number < len(table.places) else f"row {number + 1}")
    return Table(tuple(down), 1, table.name, tuple(places))


def _bounds_together(table: Table) -> Table:
    """The two columns of a lower and an upper bound as one, said in the words of their headers."""
    depth = table.header or 1
    if len(table.rows) <= depth or len(table.rows[0]) < 3:
        return table
    heads = [_name([plain_header(row[column]) for row in table.rows[:depth]]) for column in range(len(table.rows[0]))]
    low = next((at for at, head in enumerate(heads) if _LOWER.search(head) and _MONEY.search(head)), -1)
    if low < 0 or low + 1 == len(heads) or not _UPPER.search(heads[low + 1]):
        return table
    unit = "万元" if "万元" in heads[low] else "元"
    rows = [
        (*row[:low], _bounds(row[low], row[low + 1], unit) if at >= depth else "罚款金额", *row[low + 2 :])
        for at, row in enumerate(table.rows)
    ]
    return Table(tuple(rows), table.header, table.name, table.places)


def _bounds(low: str, high: str, unit: str) -> str:
    said = [(word, cell.strip()) for word, cell in (("下限", low), ("上限", high)) if cell.strip()]
    return "，".join(f"{word}为{cell}{'' if '元' in cell else unit}" for word, cell in said)


def _name(lines: Sequence[str]) -> str:
    return "".join(dict.fromkeys(line for line in lines if line))


def _factor(names: list[str], above: Sequence[str]) -> tuple[str, list[str]]:
    """What the values across are values of: the line above them, else the corner's second half (超标倍数＼排水量)."""
    if len(above) > 1 and above[0] != above[-1] and above[0]:
        return f"裁量因素{above[0]}", names
    for place, name in enumerate(names):
        parts = [part for part in _CORNER.split(name) if part]
        if len(parts) == 2:
            return f"裁量因素{parts[1]}", [*names[:place], f"裁量因素{parts[0]}", *names[place + 1 :]]
    return "裁量因素", names
