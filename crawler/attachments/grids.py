"""From expanded rows to a Table: ragged rows padded, empty edges dropped, titles and notes set apart as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.attachments.headers import find_header, plain, split_title
from crawler.attachments.limits import Budget
from storage.model import Table

_FOOTNOTE = re.compile(r"^(?:注|备注|说明|附注|资料来源|填表说明|Note)\s*[：:0-9一1]", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Framed:
    """A grid taken apart: what stood above it, the table (None when nothing but text was in it), what stood below."""

    above: tuple[str, ...]
    table: Table | None
    below: tuple[str, ...]


def clean(text: str) -> str:
    """Without control characters and lone surrogates; line ends as newline; no space at either end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if text.isprintable() else _UNPRINTABLE.sub("", text)).strip()


def _cleaned(row: Sequence[str]) -> list[str]:
    """Each cell cleaned; in nearly every row nothing but spaces and line ends can be in the way."""
    said = "".join(row).replace("\n", "")
    return [cell.strip() for cell in row] if said.isprintable() else list(map(clean, row))


def frame(rows: Sequence[Sequence[str]], name: str, places: Sequence[str], budget: Budget) -> Framed:
    """`rows` hold every cell with spans filled; `places` says where each row stands. Wholly empty rows and columns
    are dropped. A grid of one column without a header, or of one cell, is text and not a table.

    Raises TooLarge.
    """
    filled = [(_cleaned(row), place) for row, place in zip(rows, places, strict=True)]
    filled = [(row, place) for row, place in filled if any(row)]
    width = max((len(row) for row, _ in filled), default=0)
    budget.add_cells(width * len(filled))
    budget.add_text(sum(sum(map(len, row)) for row, _ in filled))
    grid = [row if len(row) == width else row + [""] * (width - len(row)) for row, _ in filled]
    keep = [column for column, cells in enumerate(zip(*grid, strict=True)) if any(cells)]
    if len(keep) < width:
        grid = [[row[column] for column in keep] for row in grid]
    top = split_title(grid)
    end = len(grid)
    while end > top + 1 and _is_footnote(grid[end - 1]):
        end -= 1
    above = tuple(_lines(row) for row in grid[:top])
    below = tuple(_lines(row) for row in grid[end:])
    body = grid[top:end]
    if not body:
        return Framed(above, None, below)
    header = find_header(body)
    if len(body[0]) == 1 and not (header and len(body) > 2):
        return Framed((*above, *(_lines(row) for row in body)), None, below)
    table = Table(
        rows=tuple(map(tuple, body)),
        header=header,
        name=name,
        places=tuple(place for _, place in filled[top:end]),
    )
    return Framed(above, table, below)


def is_footnote(text: str) -> bool:
    """注：…, 备注1 … and the like, which stand below a table and are none of its rows."""
    return bool(_FOOTNOTE.match(plain(text)))


def _is_footnote(row: Sequence[str]) -> bool:
    values = {plain(cell) for cell in row} - {""}
    return len(values) == 1 and is_footnote(values.pop())


def _lines(row: Sequence[str]) -> str:
    """The distinct values of a row in their order."""
    return " ".join(dict.fromkeys(cell for cell in row if cell))
