"""Automatic numbers of a Word document: the 一、 of a heading and the 序号 of a table row are often not in its text.

Source: ECMA-376 part 1, 17.9 (numbering definitions) and 17.18.59 (number formats).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DEEPEST = 9


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    suffix: str = "tab"


@dataclass(slots=True)
class Numbering:
    """Gives each numbered paragraph its number, in document order; counts while it is asked."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph of a list at a depth counted from 0; empty for bullets and unknown lists."""
        abstract = self.lists.get(list_id)
        level = self.levels.get(abstract or "", {}).get(depth)
        if abstract is None or level is None or not 0 <= depth < _DEEPEST:
            return ""
        counts = self._counts.setdefault(abstract, {})
        override = self.overrides.get((list_id, depth))
        if override is not None and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counts[depth] = override
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style in ("bullet", "none"):
            return ""
        return self._label(abstract, level, counts)

    def _label(self, abstract: str, level: _Level, counts: Mapping[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            other = self.levels[abstract].get(depth, _Level())
            return render(counts.get(depth, other.start), other.style)

        label = re.sub(r"%([1-9])", number, level.text)
        return label + (" " if level.suffix in ("tab", "space") and label[-1:].isascii() else "")


def read_numbering(root: etree._Element | None) -> Numbering:
    """From the root of word/numbering.xml, or none."""
    found = Numbering()
    if root is None:
        return found
    for abstract in root.iter(f"{W}abstractNum"):
        levels = {}
        for item in abstract.iter(f"{W}lvl"):
            levels[_int(item.get(f"{W}ilvl"))] = _Level(
                start=_int(_value(item, "start"), 1),
                style=_value(item, "numFmt") or "decimal",
                text=_value(item, "lvlText") or "",
                suffix=_value(item, "suff") or "tab",
            )
        found.levels[abstract.get(f"{W}abstractNumId") or ""] = levels
    for item in root.iter(f"{W}num"):
        list_id = item.get(f"{W}numId") or ""
        found.lists[list_id] = _value(item, "abstractNumId") or ""
        for override in item.iter(f"{W}lvlOverride"):
            start = _value(override, "startOverride")
            if start is not None:
                found.overrides[list_id, _int(override.get(f"{W}ilvl"))] = _int(start, 1)
    return found


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise


def render(number: int, style: str) -> str:
    """A number in one of Word's number formats; an unknown format as decimal."""
    if style in ("ideographDigital", "japaneseDigitalTenThousand"):
        return _digits(number)
    if style.startswith(("chinese", "taiwanese")) or style == "japaneseCounting":
        return chinese(number)
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 20 + 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman"):
        return _roman(number).lower() if style == "lowerRoman" else _roman(number)
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "decimalFullWidth":
        return str(number).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    if style == "ideographTraditional" and number > 0:
        return _STEMS[(number - 1) % 10]
    if style == "ideographZodiac" and number > 0:
        return _BRANCHES[(number - 1) % 12]
    return str(number)


def chinese(number: int) -> str:
    """一, 十, 十二, 二十, 一百零五 … up to 9999; larger numbers digit by digit."""
    if not 0 < number < 10_000:
        return _digits(number)
    out, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += ("零" if zero and out else "") + _CHINESE[digit] + _UNITS[power]
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out


def _digits(number: int) -> str:
    return "".join("〇" if char == "0" else _CHINESE[int(char)] for char in str(number) if char.isdecimal())


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        out += letters * (number // value)
        number %= value
    return out
