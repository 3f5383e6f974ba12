"""Checks as squares: one row a channel, one column a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

_CELL, _GAP, _LEFT, _TOP = 14, 3, 200, 34
_MONTH_COLUMNS = 5  # that the name of a month takes

Days = Mapping[tuple[str, str], Mapping[str, Mapping[str, int]]]


def state_of_day(outcomes: Mapping[str, int]) -> str:
    """ok, mixed, bad or none."""
    good, all_of = outcomes.get("ok", 0), sum(outcomes.values())
    return "none" if not all_of else "ok" if good == all_of else "mixed" if good else "bad"


def check_calendar(
    channels: Sequence[tuple[str, str]], days: Sequence[date], checks: Days, title: str, words: Mapping[str, str]
) -> Markup:
    """`channels` are (source, channel); `words` names the outcomes of a check, and `none` for a day without one."""
    step = _CELL + _GAP
    parts = [_months(days, step)]
    for line, channel in enumerate(channels):
        y = _TOP + line * step
        parts.append(Markup('<text class="row" x="0" y="{}">{}</text>').format(y + 11, _label(channel)))
        for column, day in enumerate(days):
            outcomes = checks.get(channel, {}).get(day.isoformat(), {})
            state = state_of_day(outcomes)
            told = (
                ", ".join(f"{words.get(outcome, outcome)} {times}" for outcome, times in sorted(outcomes.items()))
                or words["none"]
            )
            parts.append(_square(_LEFT + column * step, y, state, f"{'/'.join(channel)} {day}: {told}"))
    width, height = _LEFT + len(days) * step, _TOP + len(channels) * step
    return Markup(
        '<svg class="calendar" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-label="{2}">{3}</svg>'
    ).format(width, height, title, Markup("").join(parts))


def _label(channel: tuple[str, str]) -> str:
    text = "/".join(channel)
    return text if len(text) <= 26 else f"{text[:25]}…"


def _square(x: int, y: int, state: str, said: str) -> Markup:
    """A shape besides the colour tells a bad day: a bar for some, a cross for all."""
    mark = Markup("")
    if state == "mixed":
        mark = Markup('<path class="mark" d="M{} {}h6"/>').format(x + 4, y + 7)
    elif state == "bad":
        mark = Markup('<path class="mark" d="M{0} {1}l6 6m0 -6l-6 6"/>').format(x + 4, y + 4)
    return Markup(
        '<g><title>{}</title><rect class="day {}" x="{}" y="{}" width="{}" height="{}" rx="3"/>{}</g>'
    ).format(said, state, x, y, _CELL, _CELL, mark)


def _months(days: Sequence[date], step: int) -> Markup:
    """The day of the month over each Monday, the month over its first and over the first column, if there is room."""
    marks = []
    crowded = any(day.day == 1 for day in days[1:_MONTH_COLUMNS])
    for column, day in enumerate(days):
        x = _LEFT + column * step
        if day.day == 1 or (column == 0 and not crowded):
            marks.append(Markup('<text class="month" x="{}" y="10">{}</text>').format(x, day.strftime("%Y-%m")))
        if day.weekday() == 0:
            marks.append(Markup('<text class="dom" x="{}" y="26">{}</text>').format(x, day.day))
    return Markup("").join(marks)
