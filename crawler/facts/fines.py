"""A fine as numbers, read from the words that set it: 处五万元以上十万元以下罚款, 并处违法所得一倍以上三倍以下罚款.

The notation was taken from the penalty benchmarks of Jiangmen (2020), Guangdong (2022), Zaozhuang (2020) and Jiangxi
and from the statutes that they quote. Bounds are given as printed; misprints are flagged and never repaired in silence:

- misprint: the words contradict each other, or a number is written oddly; bounds_reversed;
- bound_missing: 以上 without an upper bound, or a dash with one side;
- party_unclear: 对责任人 may be a company or a person;
- amount_missing: 处以罚款 without a sum; statutory_bound: 顶格, 法定最高; warning_only; no_penalty;
- daily: 按日连续处罚; per_unit: 每辆处五百元; computed: increments or a formula add to what is stated.
"""

import re
from dataclasses import dataclass

from crawler.facts import fine_words as words
from crawler.facts.amounts import fold
from crawler.facts.fine_bounds import Bound, adjacent, bounds
from crawler.facts.fine_notation import in_known_notation
from storage.model import Fine

LONGEST_PHRASE = 20_000

_KINDS = {"yuan": "yuan", "times": "multiple", "percent": "percent", "permille": "percent"}
_DASH_AS_ONE = re.compile(r"(?<=\d)一(?=\d)")


@dataclass(frozen=True, slots=True)
class FineReading:
    """`fines` in the order of the text; `flags` without repeats, in the order found."""

    fines: tuple[Fine, ...]
    flags: tuple[str, ...]


def read_fines(phrase: str, unit: str = "") -> FineReading:
    """Read the fines of one phrase or table cell. `unit` (`元` or `万元`) is the unit that a column's header states; it
    is used where the phrase itself has none. Never raises; text beyond 20,000 characters is not looked at."""
    text, stray = in_known_notation("".join(fold(phrase[:LONGEST_PHRASE]).split()))
    flags = ["misprint"] * stray
    if unit and "元" not in text and "万" not in text:
        text = re.sub(r"(\d(?:[\d.]{0,12}\d)?)(?![\d.%‰倍])", rf"\1{unit}", text)
    if _DASH_AS_ONE.search(text):
        text = _DASH_AS_ONE.sub("-", text)
        flags.append("misprint")
    fines = _parts(text, flags)
    if not fines:
        return _without_amount(text, flags)
    if "按日" in text and "连续" in text:
        flags.append("daily")
    if words.is_per_unit(text):
        flags.append("per_unit")
    return FineReading(tuple(fines), tuple(dict.fromkeys(flags)))


def _without_amount(text: str, flags: list[str]) -> FineReading:
    if "按日" in text and "连续" in text:
        return FineReading((), (*flags, "daily"))
    if re.search(r"不予(?:行政)?处罚|免予(?:行政)?处罚|免于(?:行政)?处罚|不予罚款", text):
        return FineReading((), (*flags, "no_penalty"))
    if re.search(r"顶格|法定(?:最高|上限|最低|下限)|最高(?:额|限)?(?:处以)?罚款|按上限", text):
        return FineReading((), (*flags, "statutory_bound"))
    if re.search(r"[×*]|裁量百分值|公式", text):
        return FineReading((), (*flags, "computed"))
    if words.CLOSURE.search(text) and "罚款" not in text:
        return FineReading((Fine("closure_only", None, None, ""),), tuple(flags))
    if "罚款" in text:
        return FineReading((), (*flags, "amount_missing"))
    return FineReading((), (*flags, "warning_only") if "警告" in text else tuple(flags))


def _parts(text: str, flags: list[str]) -> list[Fine]:
    found = bounds(text, flags)
    fines: list[Fine] = []
    party, since, place = "unit", 0, 0
    while place < len(found):
        first = found[place]
        second = found[place + 1] if place + 1 < len(found) and _pairs(text, first, found[place + 1]) else None
        place += 2 if second else 1
        start, end = first.quantity.start, second.end if second else first.end
        if words.is_threshold(text, start, end, first.quantity.unit):
            continue
        odd = ["misprint"] * (first.quantity.odd or (second is not None and second.quantity.odd))
        part = _ranged(first, second, text, odd) if second else _single(first, text, fines, since, odd)
        flags += odd
        if part.kind != "yuan_cap":
            party, unclear = words.payer(text, since, start, party)
            flags += ["party_unclear"] * unclear
        base = "" if part.unit == "yuan" else words.base_of(text, since, start, end)
        fines.append(Fine(part.kind, part.min, part.max, part.unit, base, party))
        since = end
    return fines


def _pairs(text: str, first: Bound, second: Bound) -> bool:
    """Are these the two ends of one range? 百分之五十以上一倍以下 is one, too."""
    units = {first.quantity.unit, second.quantity.unit}
    if (len(units) > 1 and units != {"percent", "times"}) or not adjacent(text, first, second):
        return False
    between = text[first.quantity.end : second.quantity.start]
    if words.joined(between) or not between:
        return True
    if "或" in between or "并" in between or "罚款" in between:
        return False
    return bool(first.side) and (bool(second.side) or "," not in between)


def _ranged(first: Bound, second: Bound, text: str, flags: list[str]) -> Fine:
    unit = first.quantity.unit
    low, high = first.quantity.value, second.quantity.value
    if unit != second.quantity.unit:
        low, high = (low / 100, high) if unit == "percent" else (low, high / 100)
        unit = "times"
    between = text[first.quantity.end : second.quantity.start]
    if (first.side, second.side) == ("upper", "lower"):
        low, high = high, low
    elif (
        first.side == second.side != "" or (first.side and not second.side and not words.joined(between)) or not between
    ):
        flags.append("misprint")
    if low > high:
        flags.append("bounds_reversed")
    return Fine(f"{_KINDS[unit]}_range", low, high, unit)


def _single(bound: Bound, text: str, before: list[Fine], since: int, flags: list[str]) -> Fine:
    quantity = bound.quantity
    kind, value = _KINDS[quantity.unit], quantity.value
    if bound.side == "upper":
        if quantity.unit == "yuan" and _caps(bound, text, before, since):
            return Fine("yuan_cap", 0.0, value, "yuan")
        return Fine(f"{kind}_max", 0.0, value, quantity.unit)
    if bound.side == "lower":
        flags.append("bound_missing")
        return Fine("yuan_min" if kind == "yuan" else f"{kind}_range", value, None, quantity.unit)
    return Fine(f"{kind}_fixed", value, value, quantity.unit)


def _caps(bound: Bound, text: str, before: list[Fine], since: int) -> bool:
    """A ceiling needs something that it limits: a part before it, or a formula."""
    start = bound.quantity.start
    formula = re.search(r"每.{0,20}(?:增加|处|罚)|计算", text[max(0, start - words.REACH) : start]) is not None
    if not before and not formula:
        return False
    if words.is_cap(text, start, bound.quantity.end):
        return True
    computed = bool(before) and before[-1].unit != "yuan"
    return computed and "处" not in text[since:start] and words.bound_before(text, start) == "upper"
