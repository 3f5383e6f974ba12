"""Tables as grids: spans expanded, nested tables kept, sizes bounded.

Source of the rules: HTML Living Standard, "Forming a table" (a span of 0 reaches to the end, spans never add rows).
"""

from bs4 import Tag

from crawler.pages.headings import header_rows
from crawler.pages.prose import paragraphs
from crawler.platforms.text import one_line
from storage.model import Table

MOST_COLUMNS = 256
MOST_ROWS = 20_000
MOST_CELLS = 400_000


def is_data(table: Tag) -> bool:
    """Whether a table is a grid. One cell a row is a frame that an editor laid around prose."""
    return any(len(_cells(row)) > 1 or _span(_cells(row)[0], "colspan") > 1 for row in _rows(table) if _cells(row))


def is_data_table(element: Tag) -> bool:
    return element.name == "table" and is_data(element)


def tables_in(root: Tag) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The grids of all data tables under `root`, nested ones after the one that holds them, and what was cut."""
    tables: list[Table] = []
    warnings: list[str] = []
    for element in root.find_all("table"):
        if not is_data(element):
            continue
        rows, cut = grid(element)
        if not any(any(row) for row in rows):
            continue
        if cut:
            warnings.append(
                f"table {len(tables) + 1} is larger than {MOST_ROWS} rows by {MOST_COLUMNS} columns and was cut"
            )
        caption = element.find("caption")
        name = one_line(caption.get_text()) if caption else ""
        header = header_rows(rows, _marked(element))
        if not name and header > 1 and len(set(rows[0])) == 1:
            name = rows[0][0]
        tables.append(Table(rows=rows, header=header, name=name))
    return tuple(tables), tuple(warnings)


def grid(table: Tag) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Rows of equal length, a spanning cell's text repeated in every place it covers; True where a cap cut it.

    A cut grid ends with the last column in which a cell begins: what lies beyond is only reached by spans.
    """
    elements = _rows(table)
    cut = len(elements) > MOST_ROWS
    elements = elements[:MOST_ROWS]
    rows: list[dict[int, str]] = [{} for _ in elements]
    filled = starts = 0
    for y, element in enumerate(elements):
        x = 0
        for cell in _cells(element):
            while x in rows[y]:
                x += 1
            if x >= MOST_COLUMNS or filled > MOST_CELLS:
                cut = True
                break
            starts = max(starts, x)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            cut = cut or x + wide > MOST_COLUMNS
            text = " ".join(paragraphs(cell, leave_out=is_data_table))
            last = len(elements) if high == 0 else min(y + high, len(elements))
            for row in rows[y:last]:
                for column in range(x, min(x + max(wide, 1), MOST_COLUMNS)):
                    row.setdefault(column, text)
                    filled += 1
                if filled > MOST_CELLS:
                    break
            x += max(wide, 1)
    width = starts + 1 if cut else max((max(row) + 1 for row in rows if row), default=0)
    return tuple(tuple(row.get(x, "") for x in range(width)) for row in rows if row), cut


def _rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    digits = text[: next((i for i, c in enumerate(text) if not (c.isascii() and c.isdigit())), len(text))]
    return min(int(digits[:6]), 65_534) if digits else 1


def _marked(table: Tag) -> int:
    """How many leading rows the page itself marks as headings."""
    count = 0
    for row in _rows(table):
        section = row.parent
        if (section is not None and section.name == "thead") or not row.find("td", recursive=False):
            count += 1
        else:
            break
    return count
