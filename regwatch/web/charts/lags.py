"""How many days after the national notice each province followed: one bar a province, the quickest first."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

_LEFT, _WIDTH, _LINE, _TOP = 132, 420, 24, 22
_STEPS = (5, 10, 20, 30, 50, 100, 200, 300, 500, 1000)


def lag_chart(rows: Iterable[Mapping[str, Any]], title: str, *, english: bool) -> Markup:
    """`rows` as `rollouts` answers them; nothing where no province has followed."""
    late = sorted((row for row in rows if row["lag_days"] is not None), key=lambda row: (row["lag_days"], row["code"]))
    if not late:
        return Markup("")
    most = max(1, *(row["lag_days"] for row in late))
    height = _TOP + _LINE * len(late) + 4
    drawn = Markup("").join(_bar(row, line, most, english) for line, row in enumerate(late))
    return Markup(
        '<svg class="lags" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-label="{2}">{3}{4}</svg>'
    ).format(_LEFT + _WIDTH + 60, height, title, _grid(most, height), drawn)


def _bar(row: Mapping[str, Any], line: int, most: int, english: bool) -> Markup:
    y, lag = _TOP + line * _LINE, row["lag_days"]
    name = row["province_en"] if english else row["province"]
    width = max(2.0, _at(max(0, lag), most))
    return Markup(
        '<text class="row" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="ro-{}" x="{}" y="{}" width="{}" height="15" rx="3"/><text x="{}" y="{}">{}</text>'
    ).format(_LEFT - 8, y + 13, name[:20], row["status"], _LEFT, y + 1, width, _LEFT + width + 6, y + 13, lag)


def _grid(most: int, height: int) -> Markup:
    """A line every round number of days, at most six."""
    step = next((one for one in _STEPS if most / one <= 6), most)
    return Markup("").join(
        Markup('<line class="grid" x1="{0}" x2="{0}" y1="16" y2="{1}"/><text class="tick" x="{0}" y="11">{2}</text>')
        .format(_LEFT + _at(days, most), height, days)
        for days in range(0, most + 1, step)
    )  # fmt: skip


def _at(days: int, most: int) -> float:
    return round(days / most * _WIDTH, 1)
