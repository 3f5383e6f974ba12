"""Penalty rules of a document: its tables first, its running text where no table holds any.

Every row of a penalty table gives one rule, in the original's words. The statutory range in the neighbouring cell is
kept as the basis and never read as the benchmark. Flags beside those of `fines`: weight_not_fine (a score that a
formula sums up), refers_to_table (the sum stands in another table), fine_missing (the row's cell is empty),
carried_down (an empty offence was taken from the row above, as a table cut by pages prints it), statutory (the range
of a regulation itself, not of a benchmark).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.facts.amounts import fold, quantities
from crawler.facts.columns import LONGEST_HEADER, columns, header_depth, header_rows
from crawler.facts.fines import FineReading, read_fines
from crawler.facts.penalty_grids import Layout, layout
from crawler.facts.penalty_labels import rules_of_labels
from crawler.facts.penalty_pivots import unrolled
from crawler.facts.penalty_remarks import formula_of, is_remark
from crawler.facts.penalty_text import items_of_cell, rules_of_text
from storage.model import Fine, PenaltyRule, Table

MOST_RULES = 50_000

_REFERENCE = re.compile(
    r"裁量表|附件|附表|表[0-9一二三四五六七八九十]|参照[^,，;；。]{0,30}(?:执行|处罚)|(?:按照?|依照|适用)[^,，;；。]{0,30}(?:表|执行)"
)
_SCORE = re.compile(r"[+\-]?\d{1,3}(?:\.\d{1,3})?[%％](?:[-~～—至]\d{1,3}(?:\.\d{1,3})?[%％])?\Z")

_Above = dict[str, str]


def read_rules(tables: Sequence[Table], text: str, where: str) -> tuple[tuple[PenaltyRule, ...], tuple[str, ...]]:
    """The rules in the order of the document, and what a reader should know (`warnings`). Never raises."""
    rules: list[PenaltyRule] = []
    warnings: list[str] = []
    known: Layout | None = None
    above: _Above = {}
    for table in map(unrolled, itertools.chain.from_iterable(map(_blocks, tables))):
        found = layout(table)
        if found is None and known is not None and _continues(table, known):
            found = replace(known, depth=0)
        elif found is not None:
            above = {}
        known = found
        if found is None:
            continue
        rules.extend(_rules_of(table, found, where, above, warnings))
        if len(rules) > MOST_RULES:
            warnings.append(f"{where}: more than {MOST_RULES} penalty rows; the rest was not read")
            return tuple(rules[:MOST_RULES]), tuple(warnings)
    if not rules:
        rules.extend(list(rules_of_labels(text, where)) or rules_of_text(text, where))
    return tuple(rules), tuple(warnings)


def _blocks(table: Table) -> Iterator[Table]:
    """A sheet may stack several tables: each row that names columns otherwise than the header above begins another."""
    start, names = 0, columns(table)
    for number in range(header_rows(table), len(table.rows)):
        row = table.rows[number]
        if max(map(len, row), default=0) > LONGEST_HEADER or header_depth((row,)) != 1:
            continue
        own = columns(Table(rows=(row,), header=1))
        if own != names and any(names):
            yield _part(table, start, number)
            start, names = number, own
    yield _part(table, start, len(table.rows)) if start else table


def _part(table: Table, start: int, end: int) -> Table:
    places = table.places or tuple(f"row {number + 1}" for number in range(len(table.rows)))
    return Table(table.rows[start:end], table.header if not start else 0, table.name, places[start:end])


def _continues(table: Table, known: Layout) -> bool:
    """A table without header and as wide as the penalty table before it: the same table on the next page."""
    if not table.rows or len(table.rows[0]) != len(known.names):
        return False
    return not table.header and not header_depth(table.rows) and len(table.rows[0]) > 2


def _rules_of(table: Table, found: Layout, where: str, above: _Above, warnings: list[str]) -> Iterator[PenaltyRule]:
    section, unread = "", 0
    formula = next((text for row in table.rows[found.depth :] if is_remark(row) and (text := formula_of(row))), "")
    for number, row in enumerate(table.rows[found.depth :], found.depth):
        filled = {cell.strip() for cell in row if cell.strip()}
        if not filled or _is_header(row, found):
            continue
        if is_remark(row):
            unread += 1
            continue
        if len(filled) == 1 and len(row) > 2:
            section = next(iter(filled))
            continue
        place = table.places[number] if number < len(table.places) else f"row {number + 1}"
        for rule in _rules_of_row(row, found, where, place, section or table.name, above):
            named = rule.category or "offence" not in found.names
            if formula and "weight_not_fine" in rule.flags:
                rule = replace(rule, note="；".join(filter(None, (rule.note, formula))))
            yield rule if named or not section else replace(rule, category=section)
    if unread:
        warnings.append(f"{where}: {unread} remark rows of a penalty table were not read as rules")


def _is_header(row: tuple[str, ...], found: Layout) -> bool:
    """A header that a table cut by pages repeats."""
    if any(quantities(fold(row[column])) for column, _, _ in found.fines):
        return False
    return tuple(columns(Table(rows=(row,), header=1))) == found.headed


def _rules_of_row(
    row: tuple[str, ...], found: Layout, where: str, place: str, caption: str, above: _Above
) -> Iterator[PenaltyRule]:
    flags: list[str] = []
    own = {name: "\n".join(found.cells(row, name)) for name in ("seq", "offence", "basis", "category")}
    own["seq"] = own["seq"] or "\n".join(found.cells(row, "item_code"))
    if "offence" in found.names and not own["offence"] and not own["basis"] and above:
        own = {name: own[name] or above[name] for name in own}
        flags.append("carried_down")
    above.clear()
    above.update(own)
    text = "；".join(dict.fromkeys(row[column] for column, _, _ in found.fines if row[column].strip()))
    tier = " ".join(dict.fromkeys(row[column].strip() for column in found.tiers if row[column].strip()))
    base = PenaltyRule(
        offence=own["offence"] or ("" if "offence" in found.names else caption),
        basis=own["basis"],
        circumstance=_circumstance(row, found),
        tier=tier,
        fine=(),
        text=text,
        item=own["seq"],
        category="" if any(found.names[column] == "category" for column in found.tiers) else own["category"],
        note="；".join(found.cells(row, "measures") + found.cells(row, "note")),
        where=where,
        row=place,
    )
    if not base.circumstance and not base.tier:
        listed = items_of_cell(text)
        if listed:
            for circumstance, part in listed:
                yield _fined(base, circumstance, part, read_fines(part), flags)
            return
    yield _fined(base, base.circumstance, *_fine_of(row, found, text), flags)


def _fine_of(row: tuple[str, ...], found: Layout, text: str) -> tuple[str, FineReading]:
    weights = "；".join(row[column] for column in found.weights if row[column].strip())
    scores = [row[column] for column, _, _ in found.fines if _SCORE.match("".join(row[column].split()))]
    if (weights and not text) or (scores and "；".join(dict.fromkeys(scores)) == text):
        return text or weights, FineReading((), ("weight_not_fine",))
    if not text.strip():
        return text, FineReading((), ("fine_missing",) if found.fines else ())
    fines: list[Fine] = []
    flags: list[str] = []
    seen: set[str] = set()
    for column, party, unit in found.fines:
        if row[column] in seen:
            continue
        seen.add(row[column])
        reading = read_fines(row[column], unit)
        flags += reading.flags
        fines += [
            Fine(one.kind, one.min, one.max, one.unit, one.base, party) if party == "individual" else one
            for one in reading.fines
        ]
    if len(fines) > 1:
        fines = [one for one in fines if one.kind != "closure_only"] or fines[:1]
    if _REFERENCE.search("".join(text.split())) and not fines:
        flags = [flag for flag in flags if flag != "amount_missing"] + ["refers_to_table"]
    return text, FineReading(tuple(fines), tuple(dict.fromkeys(flags)))


def _circumstance(row: tuple[str, ...], found: Layout) -> str:
    values = {row[factor.column] for factor in found.factors}
    if len(values) == 1:
        return values.pop()
    parts = []
    for factor in found.factors:
        value = row[factor.column]
        if value.strip():
            parts.append(f"{factor.name}：{value}" if factor.name else value)
    return "；".join(dict.fromkeys(parts))


def _fined(rule: PenaltyRule, circumstance: str, text: str, reading: FineReading, flags: Sequence[str]) -> PenaltyRule:
    every = tuple(dict.fromkeys((*reading.flags, *flags)))
    return replace(rule, circumstance=circumstance, text=text, fine=reading.fines, flags=every)
