"""Tables of enterprises that are not one row a firm under one header, turned into such tables.

Offices print short lists two or three side by side, a card for each firm (label left, value right), or a column for
each province. Every other table is given back as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.facts.columns import header_rows, header_texts, meaning, plain_header
from crawler.facts.company_names import is_name
from crawler.facts.entry_places import province_row
from storage.model import Table

_CARD_LABELS = 3  # a company's name and at least two more


def straightened(table: Table) -> Table:
    """The same rows under one header, each with the place it had. Pure."""
    if not table.rows or not table.rows[0]:
        return table
    for turn in (_side_by_side, _cards, _by_province):
        turned = turn(table)
        if turned is not None:
            return turned
    return table


def _side_by_side(table: Table) -> Table | None:
    depth = header_rows(table)
    width = len(table.rows[0])
    if not depth or width < 4:
        return None
    heads = [plain_header(text) for text in header_texts(table)]
    for size in range(2, width // 2 + 1):
        if width % size or heads != heads[:size] * (width // size):
            continue
        names = [meaning(text) for text in heads[:size]]
        if "company" not in names:
            return None
        company, seq = names.index("company"), names.index("seq") if "seq" in names else None
        found = [
            (row[left : left + size], _place(table, number))
            for left in range(0, width, size)
            for number, row in enumerate(table.rows)
            if number >= depth and row[left + company].strip()
        ]
        if seq is not None and all(cells[seq].strip().isdigit() for cells, _ in found):
            found.sort(key=lambda one: int(one[0][seq].strip()[:9]))
        header = [row[:size] for row in table.rows[:depth]]
        return _made(table, [*((row, "") for row in header), *found], depth)
    return None


def _cards(table: Table) -> Table | None:
    """`企业名称 | 甲公司` above `地址 | …`: pairs of label and value, a new card where the name's label comes again."""
    if len(table.rows[0]) not in (2, 4):
        return None
    cards: list[dict[str, tuple[str, str]]] = []
    unknown = 0
    for label, value, place in _pairs(table):
        told = meaning(label)
        unknown += not told
        if told == "company" or not cards:
            cards.append({})
        cards[-1].setdefault(label, (value, place))
    labels = list(dict.fromkeys(label for card in cards for label in card))
    names = [next((card[label][0] for label in card if meaning(label) == "company"), "") for card in cards]
    if len(labels) < _CARD_LABELS or unknown > len(labels) // 3 or not cards or not all(map(is_name, names)):
        return None
    rows = [(labels, "")]
    for card in cards:
        rows.append(([card.get(label, ("", ""))[0] for label in labels], next(iter(card.values()))[1]))
    return _made(table, rows, 1)


def _pairs(table: Table) -> Iterator[tuple[str, str, str]]:
    for number, row in enumerate(table.rows):
        for left in range(0, len(row), 2):
            label = plain_header(row[left])
            if label and row[left] != row[left + 1]:
                yield label, row[left + 1].strip(), _place(table, number)


def _by_province(table: Table) -> Table | None:
    """A column for each province, the names below it."""
    heads = [province_row(cell) for cell in table.rows[0]]
    cells = [cell for row in table.rows[1:] for cell in row if cell.strip()]
    if len(heads) < 2 or not all(heads) or not cells or not all(map(is_name, cells)):
        return None
    found = [
        ([province, row[column]], _place(table, number))
        for column, province in enumerate(heads)
        for number, row in enumerate(table.rows)
        if number and row[column].strip()
    ]
    return _made(table, [(["省份", "企业名称"], ""), *found], 1)


def _place(table: Table, number: int) -> str:
    told = table.places[number] if number < len(table.places) else ""
    return told or f"row {number + 1}"


def _made(table: Table, rows: Sequence[tuple[Sequence[str], str]], depth: int) -> Table:
    cells = tuple(tuple(row) for row, _ in rows)
    return replace(table, rows=cells, header=depth, places=tuple(place for _, place in rows))
