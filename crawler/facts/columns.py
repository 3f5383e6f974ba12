"""What the columns of a list or a penalty table mean, told from their headers.

Headers differ from office to office (`企业名称`, `单位名称（盖章）`, `申报企业`), so columns are named by meaning:

seq, company, province, city, entry_type, address, uscc, product, capacity, batch, former_name, new_name,
former_address, new_address (likewise former_ and new_ before type, uscc, capacity, product and contact), change,
reason, action, date, contact, project, industry, recommender, result: lists;
item_code, offence, basis, statutory_range, circumstance, tier, category, fine, measures, weight, source, authority,
validity: penalty benchmarks; note: both. The empty text stands for a header that is not known.
"""

import re
import unicodedata
from collections.abc import Sequence

from crawler.facts.column_words import EXACT, HOLDS
from storage.model import Table

LONGEST_HEADER = 40

_BRACKETED = re.compile(r"\([^()]{0,40}\)")
_NUMBERING = re.compile(r"\A(?:[0-9]{1,2}[.、)]|[一二三四五六七八九十]{1,3}[、.])")
_A_COMPANY = re.compile(r"(?:企业|公司|(?<!计量)(?<!货币)单位)\Z")
_NAME_AND_MORE = re.compile(r"\A(?:企业|单位|公司)名称(?:及|和|与|、)(?:地址|所在地|住所|联系)")
_OLD_OR_NEW = re.compile(r"(?:变更|更名|更正|勘误|调整)[前后]|\A原|\A现|\A新")

_SIDE = re.compile(r"(?:变更|更名|更正|调整)[前后]的?")
_SIDED = {
    "entry_type": "type", "address": "address", "uscc": "uscc", "capacity": "capacity", "product": "product",
    "contact": "contact",
}  # fmt: skip

_IN_LISTS_ONLY = frozenset({"entry_type", "product", "industry", "project", "company", "capacity", "province", "city"})
_IN_BENCHMARKS_ONLY = frozenset({"circumstance", "fine", "tier", "weight"})


def plain_header(text: str) -> str:
    """A header as it is compared: full width folded, all whitespace gone, leading numbering gone."""
    folded = "".join(unicodedata.normalize("NFKC", text[:400]).split())
    return _NUMBERING.sub("", folded, count=1).strip(":。*")


def meaning(header_text: str) -> str:
    """The meaning of one header (see the module), or the empty text. Text too long for a header has none."""
    whole = plain_header(header_text)
    if not whole or len(whole) > LONGEST_HEADER:
        return ""
    bare = _BRACKETED.sub("", whole)
    for candidate in (whole, bare):
        if candidate in EXACT:
            return EXACT[candidate]
    if _NAME_AND_MORE.search(bare):
        return "company"
    for candidate in (bare, whole):
        for phrase, name in HOLDS:
            if phrase in candidate:
                return _old_or_new(candidate, name) if name in ("former_name", "new_name") else name
    return "company" if _A_COMPANY.search(bare) else ""


def _old_or_new(header: str, name: str) -> str:
    """`变更前产品类型` is no former name but a former type: what stands before and after may be any of these."""
    what = meaning(_SIDE.sub("", header, count=1)) if _SIDE.match(header) else ""
    side = name.removesuffix("_name")
    return f"{side}_{_SIDED[what]}" if what in _SIDED else name


def header_depth(rows: Sequence[Sequence[str]], most: int = 4) -> int:
    """How many leading rows name the columns: rows up to the last of the first `most` in which at least two cells
    that differ have a meaning and none is long. 0 when there is no such row. A title that spans the table counts in."""
    depth = 0
    for place, row in enumerate(rows[:most]):
        known = {cell for cell in row if meaning(cell) and not _reads_like_a_sentence(cell)}
        if len(known) >= 2 and sum(map(_looks_like_value, row)) <= len(row) // 3:
            depth = place + 1
        elif depth:
            break
    return depth


def header_rows(table: Table) -> int:
    """The depth of a table's header: as declared, else as found, and every line below it that still repeats a
    header's cell (a heading merged over two lines beside sub-headings)."""
    depth = table.header or header_depth(table.rows)
    while 0 < depth < min(len(table.rows), 6):
        above, row = table.rows[depth - 1], table.rows[depth]
        repeats = any(cell.strip() and cell == up and meaning(cell) for cell, up in zip(row, above, strict=False))
        if not repeats or _spans_all(row) or any(map(_reads_like_a_sentence, row)):
            break
        depth += 1
    return depth


def columns(table: Table) -> list[str]:
    """The meaning of every column, from the header rows (see `header_rows`).

    Headers of several lines count as one: `变更前 / 企业名称` is a former name, `裁量因素 / 企业规模` a circumstance.
    `类别` beside companies is the entry's type, beside offences a category. A table without header gives empty texts.
    """
    width = len(table.rows[0]) if table.rows else 0
    lines = _header_lines(table)
    names = [_of_lines(_stacked(lines, column)) for column in range(width)]
    penal = "offence" in names or ("fine" in names and "company" not in names)
    if penal:
        return ["category" if name == "entry_type" else name for name in names]
    if "company" in names or "former_name" in names:
        swap = "category" in names and "entry_type" not in names
        return ["entry_type" if swap and name == "category" else name for name in names]
    return names


def header_texts(table: Table) -> list[str]:
    """The header of every column as one text, its lines joined."""
    width = len(table.rows[0]) if table.rows else 0
    lines = _header_lines(table)
    return ["".join(_stacked(lines, column)) for column in range(width)]


def _header_lines(table: Table) -> Sequence[Sequence[str]]:
    lines = table.rows[: header_rows(table)]
    return [row for row in lines if not _spans_all(row)] or lines


def _stacked(lines: Sequence[Sequence[str]], column: int) -> list[str]:
    parts: list[str] = []
    for line in lines:
        cell = plain_header(line[column]) if column < len(line) else ""
        if cell and cell not in parts:
            parts.append(cell)
    return parts


def _of_lines(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    if len(parts) == 1:
        return meaning(parts[0])
    if _OLD_OR_NEW.search(parts[0]):
        return meaning("".join(parts)) or meaning(parts[0])
    told = [name for name in map(meaning, reversed(parts)) if name]
    if told and told[0] in _IN_LISTS_ONLY:
        return next((name for name in told if name in _IN_BENCHMARKS_ONLY), told[0])
    return told[0] if told else meaning("".join(parts))


def _spans_all(row: Sequence[str]) -> bool:
    filled = {cell.strip() for cell in row if cell.strip()}
    return len(row) > 1 and len(filled) == 1


def _reads_like_a_sentence(cell: str) -> bool:
    """A cell of the body can hold a header's word: 处五万元罚款, 有前款违法行为之一，情节严重的."""
    text = _BRACKETED.sub("", plain_header(cell))
    return (
        len(text) > 20
        or re.search(r"[,;。\d]|[一二三四五六七八九十百千万倍]元?以[上下]|[万千百十\d]元", text) is not None
    )


def _looks_like_value(cell: str) -> bool:
    text = plain_header(cell)
    return len(text) > LONGEST_HEADER or text.isdigit()
