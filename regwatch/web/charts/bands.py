"""Fines as bars on one scale, each step ten times the one before, so that 500 and 5,000,000 yuan fit side by side."""

from collections.abc import Iterable, Mapping, Sequence
from math import log10
from typing import Any

from markupsafe import Markup

_LEAST, _MOST = 2.0, 7.0  # 100 yuan to 10 million
_WIDTH, _LINE = 160, 12
_TICKS = ((2, "100"), (3, "1k"), (4, "10k"), (5, "100k"), (6, "1m"), (7, "10m"))


def band(fines: Iterable[Mapping[str, Any]], said: str) -> Markup:
    """One bar for each part of a fine that is an amount of yuan; nothing where there is none. `said` is the text."""
    return _drawn([bar for fine in fines if (bar := _bar(fine)) is not None], said)


def _drawn(bars: Sequence[tuple[str, float, float]], said: str) -> Markup:
    if not bars:
        return Markup("")
    height = _LINE * len(bars) + 2
    grid = Markup("").join(
        Markup('<line class="grid" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(_at(power), height)
        for power, _ in _TICKS
    )
    drawn = Markup("").join(
        Markup('<rect class="{}" x="{}" y="{}" width="{}" height="8" rx="2"/>').format(kind, x, 2 + _LINE * line, width)
        for line, (kind, x, width) in enumerate(bars)
    )
    return Markup(
        '<svg class="band" role="img" viewBox="0 0 {} {}" width="{}" height="{}" aria-label="{}">{}{}</svg>'
    ).format(_WIDTH, height, _WIDTH, height, said, grid, drawn)


def old_and_new(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], said: str) -> Markup:
    """The bars of what was above those of what is, on the same scale."""
    bars = [("was " + bar[0], *bar[1:]) for fine in old if (bar := _bar(fine)) is not None]
    return _drawn(bars + [bar for fine in new if (bar := _bar(fine)) is not None], said)


def scale() -> Markup:
    """The scale over the bars."""
    ticks = Markup("").join(
        Markup('<text x="{}" y="10" text-anchor="{}">{}</text>').format(
            _at(power), "start" if power == _LEAST else "end" if power == _MOST else "middle", label
        )
        for power, label in _TICKS
    )
    return Markup(
        '<svg class="band scale" aria-hidden="true" viewBox="0 0 {} 12" width="{}" height="12">{}</svg>'
    ).format(_WIDTH, _WIDTH, ticks)


def _bar(fine: Mapping[str, Any]) -> tuple[str, float, float] | None:
    low, high = fine.get("min"), fine.get("max")
    if fine.get("unit") != "yuan" or fine.get("base") or (low is None and high is None):
        return None
    kind = "person" if fine.get("party") == "individual" else "unit"
    if low is None:
        kind += " upto"
    start = _at(log10(low)) if low and low > 0 else 0.0
    end = _at(log10(high)) if high and high > 0 else float(_WIDTH) if high is None else start
    return kind, round(min(start, end), 1), round(max(3.0, abs(end - start)), 1)


def _at(power: float) -> float:
    share = (min(max(power, _LEAST), _MOST) - _LEAST) / (_MOST - _LEAST)
    return round(share * _WIDTH, 1)
