"""Which tables list enterprises, and in which column."""

import re
from collections.abc import Sequence

from crawler.facts.columns import columns, header_depth
from crawler.facts.company_names import is_name
from crawler.facts.entry_actions import squeezed
from storage.model import Table

_NO_FIRM = re.compile(r"第[0-9一二三四五六七八九十]+[类条项章种]|的|应当|是否|不得|[。;:?]|\A[0-9.%,-]+\Z|[0-9]{4}年")
_SUMS = re.compile(r"\A(?:合计|总计|共计|小计)")


def list_columns(table: Table, previous: Sequence[str] | None = None) -> tuple[list[str], int] | None:
    """(meaning of each column, rows to skip) when the table lists enterprises, else None.

    A table without header is a list when it continues one of the same width, or when most cells of a column are names.
    """
    for start in range(min(5, len(table.rows))):
        rest = table if start == 0 else Table(table.rows[start:])
        names = columns(rest)
        if "offence" in names or "fine" in names:
            return None
        if "company" in names or {"former_name", "new_name"} <= set(names):
            return names, start + max(1, rest.header or header_depth(rest.rows))
    width = len(table.rows[0]) if table.rows else 0
    if previous is not None and len(previous) == width and any(is_name(cell) for cell in table.rows[0]):
        return list(previous), 0
    for column in range(width):
        cells = [row[column] for row in table.rows if row[column].strip()]
        if cells and sum(map(is_name, cells)) >= 0.6 * len(cells):
            return ["company" if place == column else "" for place in range(width)], 0
    return None


def holds_firms(table: Table, names: Sequence[str], skip: int) -> bool:
    """Whether what stands in the column of enterprises can be enterprises: `第10类记录表格的填写` cannot."""
    texts = [
        cell_of(row, names, "company") or cell_of(row, names, "new_name")
        for row in table.rows[skip:]
        if not any(map(is_sum, row))
    ]
    told = [text for text in texts if text and not is_sum(text)]
    odd = [text for text in told if not is_name(text) and (len(text) > 60 or _NO_FIRM.search(squeezed(text)))]
    return bool(told) and len(odd) <= 0.3 * len(told)


def is_sum(text: str) -> bool:
    """Whether a cell begins a row of sums (`合计`)."""
    return bool(_SUMS.match(squeezed(text[:20])))


def cell_of(row: Sequence[str], names: Sequence[str], wanted: str) -> str:
    """The first filled cell of a row under a column of that meaning, or an empty text."""
    return next(
        (row[i].strip() for i, name in enumerate(names) if name == wanted and i < len(row) and row[i].strip()), ""
    )
