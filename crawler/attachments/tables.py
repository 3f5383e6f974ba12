"""What holds for tables of any format: the header, tables continued elsewhere, and whether all rows are there."""

import itertools
import re
from collections.abc import Sequence

from crawler.attachments.headers import find_header, plain
from storage.model import Table

__all__ = ["completeness", "document_completeness", "find_header", "join_continued"]

_ORDINAL_NAMES = {"序号", "编号", "序", "号", "No.", "No", "NO.", "NO"}
_ORDINAL = re.compile(r"[（(]?(\d{1,6})[）).、．]?\Z")
_CLAIM = re.compile(r"[共计]{1,2}有?\s{0,4}([0-9]{1,6}|[一二三四五六七八九十百千零〇两]{1,8})\s{0,4}[家户](?!以)")
_TOTAL_ROW = {"合计", "总计", "小计", "共计"}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def join_continued(tables: Sequence[Table], touching: Sequence[bool] | None = None) -> tuple[Table, ...]:
    """Joins a table to the one before it when it is its continuation; repeated header rows are dropped.

    `touching[i]` says that nothing but page furniture stands between table i - 1 and i. A continuation has the same
    width and either the same header, or no header of its own. Its 序号 must not start again at 1. Where nothing is
    known of what stands between (`touching` is None: other sheets), the 序号 must go on where it stopped.
    """
    joined: list[Table] = []
    for index, table in enumerate(tables):
        near = touching[index] if touching is not None else False
        if joined and _continues(joined[-1], table, near):
            last = joined.pop()
            drop = table.header if _same_header(last, table) else 0
            joined.append(
                Table(
                    rows=last.rows + table.rows[drop:],
                    header=last.header,
                    name=last.name,
                    places=last.places + table.places[drop:],
                )
            )
        else:
            joined.append(table)
    return tuple(joined)


def _same_header(first: Table, second: Table) -> bool:
    if not first.header or first.header != second.header:
        return False
    ours = [[plain(cell) for cell in row] for row in first.rows[: first.header]]
    theirs = [[plain(cell) for cell in row] for row in second.rows[: second.header]]
    return ours == theirs


def _continues(first: Table, second: Table, near: bool) -> bool:
    if not first.rows or not second.rows or len(first.rows[0]) != len(second.rows[0]):
        return False
    if second.header and not _same_header(first, second):
        return False
    ours, theirs = _ordinals(first), _ordinals(second, _ordinal_column(first))
    if ours and theirs:
        return theirs[0] == ours[-1] + 1 or (near and theirs[0] != 1)
    return near


def _ordinal_column(table: Table) -> int | None:
    for row in table.rows[: table.header]:
        for column, cell in enumerate(row):
            if plain(cell) in _ORDINAL_NAMES:
                return column
    return None


def _ordinals(table: Table, column: int | None = None) -> list[int]:
    """The numbers of the 序号 column in their order, a number that a merged cell repeats once."""
    column = _ordinal_column(table) if column is None else column
    if column is None:
        return []
    found: list[int] = []
    for row in table.rows[table.header :]:
        number = _ORDINAL.match(plain(row[column]))
        if number and (not found or found[-1] != int(number[1])):
            found.append(int(number[1]))
    return found


def completeness(table: Table, text: str) -> list[str]:
    """What speaks against the table being whole: gaps in its 序号, repeated numbers, a declared total (共N家) in `text`
    or in the table that its rows do not reach. One sentence each; an empty list means that nothing does."""
    return [*_gaps(table), *_unmet_claims((table,), text)]


def document_completeness(tables: Sequence[Table], text: str) -> list[str]:
    """As `completeness` for a whole document: a declared total is met by any one table or by all together."""
    return [sentence for table in tables for sentence in _gaps(table)] + _unmet_claims(tables, text)


def _gaps(table: Table) -> list[str]:
    numbers = _ordinals(table)
    label = f"table {table.name!r}" if table.name else "the table"
    found = []
    if len(numbers) >= 2 and numbers[0] != 1:
        found.append(f"the 序号 of {label} starts at {numbers[0]}, not at 1: rows may be missing")
    for before, after in itertools.pairwise(numbers):
        if after in (before + 1, 1):
            continue
        if after > before:
            missing = str(before + 1) if after == before + 2 else f"{before + 1} to {after - 1}"
            found.append(f"the 序号 of {label} jumps from {before} to {after}: {missing} is missing")
        else:
            found.append(f"the 序号 of {label} falls from {before} to {after}: rows are repeated or out of order")
        if len(found) >= 5:
            break
    return found


def _unmet_claims(tables: Sequence[Table], text: str) -> list[str]:
    counts = [_data_rows(table) for table in tables if len(table.rows) > table.header]
    if not counts:
        return []
    reached = {count for pair in counts for count in pair}
    reached |= {sum(pair[0] for pair in counts), sum(pair[1] for pair in counts)}
    inside = " ".join(dict.fromkeys(cell for table in tables for row in table.rows for cell in row if "共" in cell))
    claims = dict.fromkeys(number for match in _CLAIM.finditer(text + " " + inside) if (number := _number(match[1])))
    if not claims or reached & set(claims):
        return []
    rows = " + ".join(str(pair[0]) for pair in counts)
    return [f"the text declares a total of {claim} (共{claim}家) but {rows} rows were read" for claim in claims]


def _data_rows(table: Table) -> tuple[int, int]:
    """(rows below the header that are no totals or section lines, distinct runs of 序号)."""
    rows = [
        row
        for row in table.rows[table.header :]
        if len(set(row) - {""}) > 1 and not any(plain(cell) in _TOTAL_ROW for cell in row)
    ]
    return len(rows), len(_ordinals(table)) or len(rows)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    total = section = 0
    for char in text:
        if char in _UNITS:
            total += (section or 1) * _UNITS[char]
            section = 0
        else:
            section = _DIGITS[char]
    return total + section
