"""Old against new fines on one scale; how late the provinces are."""

import re

from regwatch.web.charts.bands import old_and_new
from regwatch.web.charts.lags import lag_chart


def fine(low: int | None, high: int | None, party: str = "unit") -> dict[str, object]:
    return {"kind": "yuan_range", "min": low, "max": high, "unit": "yuan", "base": "", "party": party}


def bars(markup: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="([^"]+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', markup)
    return [(kind, float(x), float(width)) for kind, x, width in found]


def test_the_old_bar_stands_above_the_new_one_on_the_same_scale() -> None:
    drawn = str(old_and_new([fine(10_000, 50_000)], [fine(10_000, 500_000)], "10,000–50,000 → 10,000–500,000 yuan"))
    (old, x_old, wide_old), (new, x_new, wide_new) = bars(drawn)
    assert (old, new) == ("was unit", "unit") and x_old == x_new and wide_new > wide_old
    assert 'aria-label="10,000–50,000 → 10,000–500,000 yuan"' in drawn


def test_what_is_no_amount_has_no_bar() -> None:
    assert str(old_and_new([], [{"kind": "closure_only", "unit": "", "min": None, "max": None}], "")) == ""
    assert [bar[0] for bar in bars(str(old_and_new([fine(None, 5_000, "individual")], [], "")))] == ["was person upto"]


def row(province: str, english: str, lag: int | None, status: str = "issued") -> dict[str, object]:
    return {"province": province, "province_en": english, "code": "44", "lag_days": lag, "status": status}


def test_the_quickest_province_comes_first_and_bars_are_in_proportion() -> None:
    rows = [row("湖北", "Hubei", 36), row("广东", "Guangdong", 18), row("北京", "Beijing", None)]
    drawn = str(lag_chart(rows, "lags", english=True))
    assert re.findall(r'text-anchor="end">(\w+)<', drawn) == ["Guangdong", "Hubei"]
    (_, _, short), (_, _, long) = bars(drawn)
    assert short * 2 == long
    assert "湖北" in str(lag_chart(rows, "lags", english=False))


def test_odd_lags_are_drawn_and_none_is_no_chart() -> None:
    assert str(lag_chart([row("北京", "Beijing", None)], "lags", english=True)) == ""
    for lag in (-3, 0, 1, 12_345):
        drawn = str(lag_chart([row("北京", "<b>&", lag)], "lags", english=True))
        assert f">{lag}</text>" in drawn and "<b>" not in drawn and len(re.findall("<line", drawn)) <= 7
