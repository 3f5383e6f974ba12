"""How long a benchmark holds, and which editions of which statutes it stands on.

A benchmark can be in force on a dead statute (江门 2020 cites the 固废法 of 2016, replaced in 2020) and can lapse by
itself (`有效期三年`): both are read here and judged elsewhere.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.facts.amounts import fold, quantities
from crawler.facts.date_rules import of_a_paper

_DAY = r"(\d{4})\s{0,3}年\s{0,3}(\d{1,2})\s{0,3}月\s{0,3}(\d{1,2})\s{0,3}日"
_FROM = re.compile(rf"自\s{{0,3}}{_DAY}\s{{0,3}}起?\s{{0,3}}(?:正式)?\s{{0,3}}(?:施行|实施|执行|生效)")
_FROM_ISSUE = re.compile(r"自(?:公布|发布|印发|颁布|公开发布)之日起(?:正式)?(?:施行|实施|执行|生效)")
_AFTER_ISSUE = re.compile(
    r"自(?:公布|发布|印发|颁布)之日起\s{0,3}(\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,3}(?:个工作)?日(?:后|起)(?:施行|实施|执行)"
)
_UNTIL = re.compile(
    rf"(?:有效期(?:限)?(?:截)?至|有效至|有效期限?为?[^。;]{{0,30}}?至|施行至|执行至|起?施行[^。;]{{0,6}}至)\s{{0,3}}{_DAY}"
)
_YEARS = re.compile(r"有效期(?:限)?(?:为|是|:)?\s{0,3}(\d{1,2}|[一二两三四五六七八九十]{1,2})\s{0,3}年")
_EDITION = re.compile(
    r"《([^《》\n]{2,60})》\s{0,3}\(\s{0,3}(?:(\d{4})\s{0,3}年?\s{0,3}(?:\d{1,2}月(?:\d{1,2}日)?)?\s{0,3}(?:第[一二三四五六]次)?(修订|修正|公布|发布|施行|通过|版|本)?)[^()\n]{0,10}\)"
)


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day on which a benchmark holds, in the publisher's zone, and the sentence that says so."""

    effective_on: date | None = None
    expires_on: date | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A statute as a basis names it: 《title》（2018年修订）; `act` is 修订, 修正, … or empty."""

    title: str
    year: int
    act: str


def editions(basis: str) -> tuple[Edition, ...]:
    """The statute editions that a text names, each once, in order."""
    found = (Edition(match[1], int(match[2]), match[3] or "") for match in _EDITION.finditer(fold(basis)))
    return tuple(dict.fromkeys(found))


def validity(text: str, published: date | None = None) -> Validity:
    """The last statement of a text on when it takes effect and how long it holds. `published` serves
    `自印发之日起施行`; a term in years (`有效期三年`) counts from the first day and ends the day before."""
    plain = fold(text)
    starts = [match for match in _FROM.finditer(plain) if _date(match.groups()[:3])]
    effective = _date(starts[-1].groups()[:3]) if starts else None
    place = starts[-1].start() if starts else None
    if effective is None and published:
        after = _AFTER_ISSUE.search(plain)
        at_once = _FROM_ISSUE.search(plain)
        if after:
            effective, place = published + timedelta(days=int(quantities(after[1])[0].value)), after.start()
        elif at_once:
            effective, place = published, at_once.start()
    expires = None
    until = [match for match in _UNTIL.finditer(plain) if not of_a_paper(plain[: match.start()])]
    term = [match for match in _YEARS.finditer(plain) if not of_a_paper(plain[: match.start()])]
    if until:
        expires, place = _date(until[-1].groups()[:3]), until[-1].start() if place is None else place
    elif term and (effective or published):
        expires = _years_after(effective or published, int(quantities(term[-1][1])[0].value))
        place = term[-1].start() if place is None else place
    return Validity(effective, expires, _sentence(text, place))


def _date(parts: tuple[str, ...]) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _years_after(first: date | None, years: int) -> date | None:
    if first is None or not 0 < years < 100:
        return None
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:
        return first.replace(year=first.year + years, day=28)


def _sentence(text: str, place: int | None) -> str:
    if place is None:
        return ""
    start = max(text.rfind(mark, 0, place) for mark in "。\n；") + 1
    ends = [end for end in (text.find(mark, place) for mark in "。\n") if end >= 0]
    return text[start : min(ends, default=len(text))].strip()[:300]
