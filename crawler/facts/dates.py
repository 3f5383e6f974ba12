"""Dates and ranges of dates in Chinese running text.

Read are Arabic, full width and Chinese numerals (二〇二六年十一月十二日, 元月, 廿七), 2026-04-27, 2026/4/27,
2026.4.27, months and years alone, ranges that leave out what they share (2026年4月至6月底, 3月1日至30日), and 底,
初, 旬, 季度, 半年. No date is a document number's year (公告2026年第20号, 〔2018〕43号), a business year (2026年度),
an edition (2018年修订), what recurs (每年3月) or is counted from another date (次年3月), a time, a duration, a
telephone number.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from crawler.facts.date_numerals import counted_number, year_number
from crawler.facts.date_parts import Part, interval, read_part

_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)}
_NARROW |= {ord(char): " " for char in "\u00a0\u2002\u2003\u2009\u3000\t"}
_NARROW |= {0xFF0E: ".", 0xFF0F: "/", 0xFF0D: "-", 0xFF1A: ":"}

_S = " {0,8}"
_COUNTED = "[一二三四五六七八九十廿卅]{1,4}"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇○ＯO零0一二三四五六七八九]{3})"
_PART = r"(?P<part>底|末|初|上旬|中旬|下旬|上半年|下半年|第?[一二三四1-4]季度)?"
_DAY = rf"(?P<day>\d{{1,2}}|{_COUNTED}){_S}[日号]"
_MONTH = rf"(?P<month>\d{{1,2}}|元|正|{_COUNTED}){_S}月份?"
_POINT = re.compile(
    rf"(?<![\d.一二三四五六七八九十百〇○零])(?=[\d一二三四五六七八九十廿卅元正今本去明])"
    rf"(?:(?:{_YEAR}{_S}年|(?P<relative>今年|本年|去年|明年)){_S}(?:的{_S})?)?(?:{_MONTH}{_S}(?:{_DAY})?)?(?:{_S}{_PART})"
)
_DOTTED_BARE = (
    r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})"
    r"(?:(?P=mark)(?P<day>\d{1,2})(?!\d|(?P=mark)\d)|(?<=[-/]\d\d)(?!\d|[-/.]\d))"
)
_DOTTED = re.compile(r"(?<![\d.\-/A-Za-z])" + _DOTTED_BARE)
_DOTTED_END = re.compile(_DOTTED_BARE)
_CLOCK = (
    r"(?: {0,3}[（(][^（）()\n]{1,12}[）)])?"
    r"(?: {0,3}(?:[上下]午)?\d{1,2}(?:(?::\d\d){1,2}|[时点](?:\d{1,2}分)?))?"
)
_TO = re.compile(rf"{_CLOCK} {{0,3}}(?:起|开始)?[，,]? {{0,3}}(?:至|到|[—–～~－-]{{1,2}}) {{0,3}}")
_MONTHS = re.compile(
    rf"(?<![\d.\-/])(?:{_YEAR}{_S}年{_S})?(?P<month>\d{{1,2}}) ?[—–～~至到-]{{1,2}} ?"
    r"(?P<last>\d{1,2}) ?月(?! ?\d{1,2} ?[日号])"
)
_DAY_ALONE = re.compile(rf"{_DAY}")
_SHORT_DOTTED = re.compile(r"(?P<month>\d{1,2})(?P<mark>[./])(?P<day>\d{1,2})(?![\d]|[./]\d)")
_YEARS = re.compile(r"(?<![\d.\-/])(?P<year>(?:19|20)\d\d) ?(?:[—–～~至到-]{1,2}) ?(?P<last>(?:19|20)\d\d) ?年(?!度)")
_NOT_OF_A_YEAR = re.compile(
    r" {0,3}(?:度|第 {0,3}[\d一二三四五六七八九十]+ {0,3}[号期批]"
    r"|版|本(?![月日])|修[订正改]|[级届款]|[\d一二三四五六七八九十])"
)
_RECURRING = re.compile(r"(?:每年?|次年|翌年|历年|上一?年|第二年|每年(?:的)?|每个)\Z")
_NO_MONTH = re.compile(r"[龄嫂饼球亮]|内|以[内上下]|之[内后]|后[内]?(?![，。])")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `span` (start, end) of the text. `start` is the first day meant, `end` the last, or None for one day.

    `precision` is `day`, `month` or `year`, `quarter` or `half`, or a part: `month_start` (月初), `month_end` (月底),
    `early_month`, `mid_month`, `late_month` (上旬, 中旬, 下旬), `year_start`, `year_end`. Of a 月底 or 年底 `start` is
    the last day itself. A range has the coarser precision of its two ends, and `is_range`.
    """

    span: tuple[int, int]
    start: date
    end: date | None
    precision: str
    is_range: bool = False

    @property
    def last(self) -> date:
        return self.end or self.start

    @property
    def coarse(self) -> str:
        """The precision as day, month or year."""
        if self.precision in ("day", "month", "year"):
            return self.precision
        return "month" if "month" in self.precision else "year"


def find_dates(text: str, *, context: date | None = None) -> list[FoundDate]:
    """Every date of the text in its order. `context` is a date that gives a missing year: a month that lies more than
    six months before the context's belongs to the next year. Without it dates without a year are left out."""
    flat = text.translate(_NARROW)
    found: list[FoundDate] = []
    position = 0
    for match in _starts(flat):
        if match.start() < position:
            continue
        if match.re is _YEARS:
            whole = _years(match)
        elif match.re is _MONTHS:
            whole = _months(match, context)
        else:
            whole = _whole(flat, match, context)
        if whole is not None:
            found.append(whole)
            position = whole.span[1]
    return found


def _starts(flat: str) -> list[re.Match[str]]:
    matches = list(_DOTTED.finditer(flat))
    if "年" not in flat and "月" not in flat:
        return matches
    matches += [match for match in _POINT.finditer(flat) if match["year"] or match["relative"] or match["month"]]
    matches += _YEARS.finditer(flat)
    matches += _MONTHS.finditer(flat)
    return sorted(matches, key=lambda match: (match.start(), -match.end()))


def _years(match: re.Match[str]) -> FoundDate | None:
    first, last = int(match["year"]), int(match["last"])
    if first >= last:
        return None
    return FoundDate(match.span(), date(first, 1, 1), date(last, 12, 31), "year", True)


def _months(match: re.Match[str], context: date | None) -> FoundDate | None:
    first, last = int(match["month"]), int(match["last"])
    year = year_number(match["year"]) if match["year"] else context.year if context else None
    if year is None or not 1 <= first < last <= 12:
        return None
    return FoundDate(match.span(), date(year, first, 1), date(year, last, monthrange(year, last)[1]), "month", True)


def _whole(flat: str, match: re.Match[str], context: date | None) -> FoundDate | None:
    first = _part(flat, match, context)
    if first is None:
        return None
    start, end = interval(first)
    stop = match.start() + len(match.group().rstrip())
    single = FoundDate((match.start(), stop), start, end if end != start else None, first.precision)
    to = _TO.match(flat, match.end())
    if to is None:
        return single
    second = _second(flat, to.end(), first)
    if second is None:
        return single
    part, stop = second
    last = interval(part)[1]
    if last < start:
        return single
    coarser = max((first.precision, part.precision), key=_coarseness)
    return FoundDate((match.start(), stop), start, last, coarser, True)


def _coarseness(precision: str) -> int:
    return 0 if precision == "day" else 1 if "month" in precision else 2


def _part(flat: str, match: re.Match[str], context: date | None) -> Part | None:
    """The match as a part of the calendar, unless what stands around it says that it is no date."""
    groups = match.groupdict()
    year = year_number(groups["year"]) if groups["year"] else None
    month = counted_number(groups["month"]) if groups["month"] else None
    day = counted_number(groups["day"]) if groups["day"] else None
    after = flat[match.end() : match.end() + 12]
    if groups["year"] and not groups["month"] and not groups.get("part") and _NOT_OF_A_YEAR.match(after):
        return None
    if year is None:
        if context is None or _RECURRING.search(flat, max(0, match.start() - 4), match.start()):
            return None
        shift = {"今年": 0, "本年": 0, "去年": -1, "明年": 1}.get(groups.get("relative") or "")
        if shift is not None:
            year = context.year + shift
        elif month is None or (not day and not groups.get("part") and _NO_MONTH.match(after)):
            return None
        else:
            year = context.year + (context.month - month > 6)
    return read_part(year, month, bool(groups["month"]), day, bool(groups["day"]), groups.get("part"))


def _second(flat: str, position: int, first: Part) -> tuple[Part, int] | None:
    """The end of a range; what it leaves out it has from the start, and it rolls over into the next year."""
    dotted = _DOTTED_END.match(flat, position)
    if dotted:
        part = _part(flat, dotted, None)
        return (part, dotted.end()) if part else None
    point = _POINT.match(flat, position)
    if point and (point["month"] or point["year"]):
        start = interval(first)[0]
        part = _part(flat, point, date(start.year, 1, 1))
        if part and not point["year"] and interval(part)[1] < start:
            part = part.in_year(start.year + 1)
        return (part, position + len(point.group().rstrip())) if part else None
    short = _SHORT_DOTTED.match(flat, position)
    if short and first.day:
        part = read_part(first.year, int(short["month"]), True, int(short["day"]), True, None)
        return (part, short.end()) if part else None
    alone = _DAY_ALONE.match(flat, position)
    if alone and first.month and first.day:
        day = counted_number(alone["day"])
        if day and day <= monthrange(first.year, first.month)[1]:
            return Part(first.year, first.month, day, "day"), alone.end()
    return None
