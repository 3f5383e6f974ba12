"""Parts of the calendar: a day, a month, its thirds and ends, a quarter, a half, a year, each as first and last day."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

_OF_MONTH = {
    "底": "month_end",
    "末": "month_end",
    "初": "month_start",
    "上旬": "early_month",
    "中旬": "mid_month",
    "下旬": "late_month",
}
_OF_YEAR = {"底": "year_end", "末": "year_end", "初": "year_start", "上半年": "half", "下半年": "half"}


@dataclass(frozen=True, slots=True)
class Part:
    """`month` is 0 for a whole year; for a quarter or a half it is the first month."""

    year: int
    month: int
    day: int
    precision: str

    def in_year(self, year: int) -> "Part | None":
        if self.day and self.day > monthrange(year, self.month)[1]:
            return None
        return replace(self, year=year)


def read_part(
    year: int | None, month: int | None, has_month: bool, day: int | None, has_day: bool, word: str | None
) -> Part | None:
    """None for what the calendar does not have (2月30日) or numerals that were none."""
    if not year or not 1900 <= year <= 2100:
        return None
    if not has_month:
        return _year_part(year, word)
    if not month or month > 12:
        return None
    if has_day:
        return Part(year, month, day, "day") if day and day <= monthrange(year, month)[1] else None
    return Part(year, month, 0, _OF_MONTH.get(word or "", "month"))


def _year_part(year: int, word: str | None) -> Part:
    if word and word.endswith("季度"):
        quarter = "一二三四".find(word[-3]) + 1 or int(word[-3])
        return Part(year, quarter * 3 - 2, 0, "quarter")
    if word == "下半年":
        return Part(year, 7, 0, "half")
    return Part(year, 1 if word == "上半年" else 0, 0, _OF_YEAR.get(word or "", "year"))


def interval(part: Part) -> tuple[date, date]:
    """First and last day. The end of a month or year (底) is its last day, the start (初) its first."""
    year, month = part.year, part.month
    if part.day:
        return date(year, month, part.day), date(year, month, part.day)
    last = monthrange(year, month)[1] if month else 31
    match part.precision:
        case "year":
            return date(year, 1, 1), date(year, 12, 31)
        case "year_start":
            return date(year, 1, 1), date(year, 1, 1)
        case "year_end":
            return date(year, 12, 31), date(year, 12, 31)
        case "quarter" | "half":
            closing = month + (2 if part.precision == "quarter" else 5)
            return date(year, month, 1), date(year, closing, monthrange(year, closing)[1])
        case "month_start":
            return date(year, month, 1), date(year, month, 1)
        case "month_end":
            return date(year, month, last), date(year, month, last)
        case "early_month":
            return date(year, month, 1), date(year, month, 10)
        case "mid_month":
            return date(year, month, 11), date(year, month, 20)
        case "late_month":
            return date(year, month, 21), date(year, month, last)
        case _:
            return date(year, month, 1), date(year, month, last)
