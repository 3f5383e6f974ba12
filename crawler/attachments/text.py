"""Plain text and comma- or tab-separated values."""

import csv
import io

from crawler.attachments.characters import decode
from crawler.attachments.faults import Unreadable
from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import TEXT
from crawler.attachments.limits import Budget
from storage.model import Document

_FEWEST_ROWS = 2


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Text that is a table in every line becomes one; any other text keeps its lines. Raises Unreadable."""
    text, doubts = decode(data)
    if len(text) > budget.quotas.text_chars:
        raise Unreadable(f"has more than {budget.quotas.text_chars:,} characters and was not read")
    text = clean(text.lstrip("\ufeff"))
    if not text:
        return Document(TEXT, warnings=("holds no text",), name=name)
    rows = _separated(text)
    if rows and len(rows[0]) <= budget.quotas.columns:
        framed = frame(rows, "", [f"line {index}" for index in range(1, len(rows) + 1)], budget)
        if framed.table is not None and framed.table.header:
            lines = "\n".join((*framed.above, *framed.below))
            return Document("text/csv", text=lines, tables=(framed.table,), warnings=tuple(doubts), name=name)
    return Document(TEXT, text=text, warnings=tuple(doubts), name=name)


def _separated(text: str) -> list[list[str]]:
    """The rows, when one separator gives the same number of two or more cells in every row; otherwise none."""
    first = text.split("\n", 1)[0]
    for separator in ("\t", ",", ";", "|"):
        if separator not in first:
            continue
        try:
            rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
        except csv.Error:
            continue
        if len(rows) >= _FEWEST_ROWS and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            return rows
    return []
