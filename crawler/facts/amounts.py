"""Numbers with their units, as Chinese regulations write them: 一万五千元, 2.5万, 百分之五, 1‰, 两倍, １０.

Pure and linear in the length of the text. Nothing is repaired: a number that is written oddly (`2.5元万`,
`一百万三十`, two digits without a unit) is read as it stands and marked `odd`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {digit: value for value, written in enumerate("零一二三四五六七八九") for digit in written}
DIGITS |= {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}

LONGEST_RUN = 40
"""A longer run of numerals is not a number anybody wrote as an amount."""

_WIDE = {ord("！") + offset: ord("!") + offset for offset in range(94)}
_DASHES = dict.fromkeys(map(ord, "－—–―‒─﹣−‐‑"), "-") | dict.fromkeys(map(ord, "～〜∼˜"), "~")
_FOLDED = (
    _WIDE
    | _DASHES
    | {
        ord("％"): "%",
        ord("﹪"): "%",
        ord("萬"): "万",
        ord("億"): "亿",
        ord("兩"): "两",
        ord("圆"): "元",
        ord("\u3000"): " ",
    }
)

_CHINESE = "".join(DIGITS) + "".join(SMALL) + "".join(LARGE)
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?![\d,])(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?")
_SCALE = re.compile(r"[十百千拾佰仟]?[万亿]|[百千佰仟]")
_START = re.compile(rf"\d|[{_CHINESE}]|[百千万]分之")
_RUN = re.compile(rf"[{_CHINESE}]+(?:点[{''.join(DIGITS)}]+)?")
_PARTS = {"百分之": ("percent", Decimal(1)), "千分之": ("permille", Decimal(1)), "万分之": ("permille", Decimal("0.1"))}
_NO_BREAK = re.compile(r"[\d.,]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. `unit` is yuan, times, percent, permille or empty; `scale` is the 万 or 亿 that it ends in,
    else 1; `start` and `end` are its span, unit included; `odd` says that it is written as no number should be."""

    value: float
    unit: str
    scale: int
    start: int
    end: int
    odd: bool = False


def fold(text: str) -> str:
    """Full-width forms and the many dashes and tildes as ASCII; one character stays one character."""
    return text.translate(_FOLDED)


def quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers in a text that was folded, by place; their spans never overlap."""
    return tuple(_scan(text))


def chinese_number(run: str) -> tuple[Decimal, bool] | None:
    """The value of a run of Chinese numerals and whether it is written oddly; None for no number (`百`, `万`)."""
    whole, _, fraction = run.partition("点")
    if not whole or len(run) > LONGEST_RUN or whole[0] in LARGE or whole[0] in "百千佰仟":
        return None
    value, odd = _positional(whole) if not set(whole) - set(DIGITS) else _with_units(whole)
    if fraction:
        return value + Decimal("0." + "".join(str(DIGITS[digit]) for digit in fraction)), odd
    return value, odd


def _positional(digits: str) -> tuple[Decimal, bool]:
    return Decimal("".join(str(DIGITS[digit]) for digit in digits)), len(digits) > 1


def _with_units(run: str) -> tuple[Decimal, bool]:
    """`total` holds finished 亿 and 万, `section` the part below the next of them, `digit` the digit not yet placed,
    `last` the unit before (a 万 or 亿 opens a new section, whose first place is 千)."""
    total, section, odd, skipped = 0, 0, False, False
    digit: int | None = None
    last, place = 1, LARGE["万"]
    for sign in run:
        if sign in DIGITS:
            odd |= digit is not None
            if DIGITS[sign] == 0:
                skipped = True
            else:
                digit = DIGITS[sign]
        elif sign in SMALL:
            unit = SMALL[sign]
            odd |= unit >= place or (digit is None and unit != 10)
            odd |= bool(total or section) and unit * 10 < place and not skipped
            section += (1 if digit is None else digit) * unit
            last, place, digit, skipped = unit, unit, None, False
        else:
            unit, below = LARGE[sign], section + (digit or 0)
            odd |= not below and unit <= total
            total = (total + below) * unit if unit > total else total + below * unit
            last, place, section, digit, skipped = unit, LARGE["万"], 0, None, False
    if digit is not None and last > 10 and not skipped:
        return Decimal(total + section + digit * last // 10), True
    return Decimal(total + section + (digit or 0)), odd


def _scan(text: str) -> Iterator[Quantity]:
    place = 0
    while match := _START.search(text, place):
        found = _at(text, match.start())
        if found is None:
            run = _RUN.match(text, match.start())
            place = max(match.end(), run.end() if run and text[match.start()] not in "百千万" else 0)
            continue
        yield found
        place = found.end


def _at(text: str, start: int) -> Quantity | None:
    part = _PARTS.get(text[start : start + 3])
    read = _number(text, start + 3 if part else start)
    if part and read is None and text.startswith("百", start + 3):
        read = Decimal(100), 1, start + 4, False
    if read is None:
        return None
    value, scale, end, odd = read
    if part:
        if text[end : end + 1] == "%":
            end, odd = end + 1, True
        return Quantity(float(value * part[1]), part[0], 1, start, end, odd)
    if text.startswith("元万", end):
        return Quantity(float(value * 10_000), "yuan", 10_000, start, end + 2, True)
    for sign, unit in (("元", "yuan"), ("%", "percent"), ("‰", "permille"), ("倍", "times")):
        if text.startswith(sign, end):
            return Quantity(float(value), unit, scale, start, end + 1, odd)
    return Quantity(float(value), "", scale, start, end, odd)


def _number(text: str, start: int) -> tuple[Decimal, int, int, bool] | None:
    """Value, scale, end and oddness of the number at `start`: Chinese, or Arabic with Chinese scales (`2万5千`)."""
    run = _RUN.match(text, start)
    if run:
        told = chinese_number(run.group())
        if told is None:
            return None
        last = run.group()[-1]
        scaled = _SCALE.match(text, run.end()) if "点" in run.group() else None
        if scaled:
            factor = _factor(scaled.group())
            return told[0] * factor, LARGE.get(scaled.group()[-1], 1), scaled.end(), told[1]
        return told[0], LARGE.get(last, 1), run.end(), told[1]
    arabic = _ARABIC.match(text, start)
    if arabic is None:
        return None
    total, scale, end, bound = Decimal(0), 1, start, None
    while arabic is not None:
        scaled = _SCALE.match(text, arabic.end())
        factor = _factor(scaled.group()) if scaled else 1
        amount = Decimal(arabic.group().replace(",", "")) * factor
        if bound is not None and (amount >= bound or "." in arabic.group()):
            break
        total, end = total + amount, scaled.end() if scaled else arabic.end()
        scale = LARGE.get(scaled.group()[-1], 1) if scaled else 1
        if scaled is None:
            break
        bound = factor
        arabic = _ARABIC.match(text, end)
    odd = _NO_BREAK.match(text, end) is not None and text[end].isdigit()
    return total, scale, end, odd


def _factor(scale: str) -> int:
    factor = 1
    for sign in scale:
        factor *= SMALL.get(sign) or LARGE[sign]
    return factor
