"""In which figures a province's notice differs from the national one: clauses that say the same with other numbers.

A clause is what stands between full stops, semicolons and commas. Titles in 《》, document numbers and clause numbers
(第三条, 一、) are no figures. What only one of the two says is no deviation: the edits between them are for that. Pure.
"""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

ALIKE = 84.0  # of 100, with the figures left out
SHORTEST = 5  # characters of a clause without its figures
MOST_CLAUSES = 2_000
MOST_TOLD = 40

_CLAUSE = re.compile(r"[^。；;，,!！?？\n]{2,400}")
_NO_FIGURES = re.compile(
    r"《[^《》]{0,200}》|[\u4e00-\u9fff]{0,20}〔\d{4}〕\d{1,5}号|(?:公告|令|通告)?\d{0,4}年?第\d{1,4}号|"
    r"第[一二三四五六七八九十百零\d]{1,5}[条章款项批类]|\A\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]"
)
_HAN = "零〇一二两三四五六七八九十百千万亿"
_UNITS = (
    "(?:万?亿?元|个?工作日|个?自然日|日内|日|天|个?月|年|周|小时|家|户|次|倍|吨|万吨|公斤|千克|人|项|批|[%‰]|号|"
    "季度|平方米|分(?!之))"
)
_DAY_OF_YEAR = r"\d{1,2}月\d{1,2}日"  # one figure, lest a deadline be told as a term of so many days
_FIGURE = re.compile(rf"{_DAY_OF_YEAR}|\d+(?:\.\d+)?[万亿]?{_UNITS}?|百分之[{_HAN}]{{1,6}}|[{_HAN}]{{1,8}}{_UNITS}")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    bare: str
    figures: tuple[str, ...]


def deviations(national: str, provincial: str) -> list[dict[str, str]]:
    """`[{"national", "province", "clause", "province_clause"}]`: the figures that differ as printed, joined by `, `,
    and the clauses they stand in, in the order of the province's notice. Each clause is paired with the most alike one;
    a clause that stands in both as it is deviates from nothing."""
    theirs = _clauses(national)
    whole = {said.text for said in theirs}
    found: list[dict[str, str]] = []
    for own in _clauses(provincial):
        if own.text in whole:
            continue
        match = _most_alike(own, theirs)
        if match is None or _valued(match.figures) == _valued(own.figures):
            continue
        pairs = [(a, b) for a, b in zip(match.figures, own.figures, strict=True) if _value(a) != _value(b)]
        found.append({
            "national": ", ".join(a for a, _ in pairs), "province": ", ".join(b for _, b in pairs),
            "clause": match.text, "province_clause": own.text,
        })  # fmt: skip
    return found[:MOST_TOLD]


def deviations_in_words(found: list[dict[str, str]]) -> str:
    """`30日 → 20日` for each, on lines of their own."""
    return "\n".join(f"{one['national']} → {one['province']}" for one in found)


def _clauses(text: str) -> list[_Said]:
    told = []
    for match in _CLAUSE.finditer(unicodedata.normalize("NFKC", text[:400_000])):
        clause = "".join(match.group().split())
        plain = _NO_FIGURES.sub("", clause)
        figures = tuple(found.group() for found in _FIGURE.finditer(plain))
        bare = _FIGURE.sub("#", plain)
        if figures and len(bare.replace("#", "")) >= SHORTEST:
            told.append(_Said(clause, bare, figures))
    return told[:MOST_CLAUSES]


def _most_alike(own: _Said, theirs: list[_Said]) -> _Said | None:
    """Of clauses with as many figures; an equal one before one that is only alike."""
    best, score = None, ALIKE
    for other in theirs:
        if len(other.figures) != len(own.figures):
            continue
        alike = fuzz.ratio(other.bare, own.bare, score_cutoff=score)
        if alike >= score and (best is None or alike > score):
            best, score = other, alike
    return best


def _valued(figures: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_value, figures))


def _value(figure: str) -> str:
    """`三十日` and `30日` are one figure."""
    match = re.match(rf"(?:百分之)?([{_HAN}]+)", figure)
    if match is None:
        return figure.replace("％", "%")
    number = _number(match.group(1).rstrip("万亿"))
    scale = match.group(1)[len(match.group(1).rstrip("万亿")) :]
    if figure.startswith("百分之"):
        return f"{number}%"
    return f"{number}{scale}{figure[match.end() :]}"


def _number(text: str) -> int:
    total = digit = 0
    for letter in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(letter)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = digit * 10 + _DIGITS.get(letter, 0)
    return total + digit
