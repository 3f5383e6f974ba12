"""The numbers of a phrase that can bound a fine, each with its unit and the side that its words give it."""

import re
from dataclasses import dataclass

from crawler.facts import fine_words as words
from crawler.facts.amounts import Quantity, quantities

_BARE_SUM = re.compile(r"\A(?:以上|以下|以内|至|到|[-~,;。:()、]|的?罚款|不得|的?\Z)")
_DANGLING = re.compile(r"(?<![\d.])(\d{1,6}(?:\.\d{1,3})?)[-~至到](万?)元")
_STRAY_ONE = re.compile(r"(?<=[处款以])[一-](?=\d)")


@dataclass(frozen=True, slots=True)
class Bound:
    """`side` is lower, upper or empty; `end` lies behind the word that says so."""

    quantity: Quantity
    side: str
    end: int


def bounds(text: str, flags: list[str]) -> list[Bound]:
    """The numbers that can belong to a fine, each with the side that its words give it."""
    found: list[Bound] = []
    dangling = {match.start(1): match for match in _DANGLING.finditer(text)}
    stray = {match.end() for match in _STRAY_ONE.finditer(text)}
    for quantity in quantities(text):
        if words.is_remark(text, quantity.start):
            continue
        if found and words.restates(text, quantity.start, quantity.end, found[-1].quantity.end):
            said = found[-1].quantity
            flags += ["misprint"] * (quantity.unit == said.unit and quantity.value != said.value)
            continue
        if words.is_increment(text, quantity.start):
            flags += ["computed"] * (quantity.unit == "yuan")
            continue
        if quantity.start in dangling:
            scale = 10_000 if dangling[quantity.start][2] else 1
            known = Quantity(quantity.value * scale, "yuan", scale, quantity.start, dangling[quantity.start].end())
            found.append(Bound(known, "lower", known.end))
            flags.append("misprint")
            continue
        side, end = words.bound_after(text, quantity.end)
        side = side or words.bound_before(text, quantity.start)
        if quantity.start in stray:
            side = side or "upper"
            if found and found[-1].quantity.end == quantity.start:
                found.pop()
            flags += ["misprint", "bound_missing"]
        found.append(Bound(quantity, side, end))
    return _with_units(text, found, flags)


def _with_units(text: str, found: list[Bound], flags: list[str]) -> list[Bound]:
    """Give a number without unit the unit of the number that it is paired with; drop numbers that have none."""
    kept: list[Bound] = []
    for place, bound in enumerate(found):
        quantity = bound.quantity
        after = found[place + 1] if place + 1 < len(found) else None
        if quantity.unit:
            kept.append(bound)
            continue
        lender = after if after and after.quantity.unit and adjacent(text, bound, after) else None
        if lender is None and after and _shares_scale(text, bound, after):
            lender = Bound(_in_yuan(after.quantity), after.side, after.end)
        if lender is None and kept and adjacent(text, kept[-1], bound) and kept[-1].quantity.unit != "yuan":
            lender = kept[-1]
        if lender is not None:
            gap = sorted((quantity, lender.quantity), key=lambda each: each.start)
            if lender.quantity.unit != "yuan" and not words.joined(text[gap[0].end : gap[1].start]):
                flags.append("misprint")
            kept.append(Bound(_like(quantity, lender.quantity), bound.side, bound.end))
        elif _is_sum(text, bound, kept[-1] if kept else None):
            kept.append(Bound(_in_yuan(quantity), bound.side, bound.end))
        elif bound.side and text.startswith(("罚款", "的罚款"), bound.end):
            flags.append("misprint")
            kept.append(Bound(_in_yuan(quantity), bound.side, bound.end))
    return kept


def _shares_scale(text: str, bound: Bound, after: Bound) -> bool:
    """5-8万罚款: a dash, and the second number is a sum of its own without 元."""
    between = text[bound.quantity.end : after.quantity.start]
    return (
        after.quantity.scale > 1
        and adjacent(text, bound, after)
        and words.joined(between)
        and _is_sum(text, after, None)
    )


def _is_sum(text: str, bound: Bound, before: Bound | None) -> bool:
    """七十万 without 元, or a bare number after a sum in yuan that it bounds."""
    scaled = bound.quantity.scale > 1 or (before is not None and adjacent(text, before, bound))
    return scaled and _BARE_SUM.match(text[bound.quantity.end : bound.quantity.end + 4]) is not None


def _like(bare: Quantity, whole: Quantity) -> Quantity:
    """`6` of 6-8万元 is 60,000, `五百` of 五百至一万元 stays 500: the scale is shared where the order allows it."""
    scaled = bare.value * whole.scale if bare.scale == 1 else bare.value
    value = scaled if scaled <= whole.value else bare.value
    return Quantity(value, whole.unit, bare.scale, bare.start, bare.end, bare.odd)


def _in_yuan(quantity: Quantity) -> Quantity:
    return Quantity(quantity.value, "yuan", quantity.scale, quantity.start, quantity.end, quantity.odd)


def adjacent(text: str, first: Bound, second: Bound) -> bool:
    between = text[first.quantity.end : second.quantity.start]
    return len(between) <= 24 and words.CONNECTION.match(between) is not None
