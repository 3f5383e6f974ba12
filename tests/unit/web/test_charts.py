"""Pictures: what they show is what the table beside them says, and hostile words stay words."""

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from regwatch.web.charts.bands import band, scale
from regwatch.web.charts.calendar import check_calendar, state_of_day
from regwatch.web.charts.tiles import _PLACES, tile_map
from storage.rollouts import NationalNotice, rollout_matrix
from storage.vocabulary import PROVINCES

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"issued": "Issued", "consultation": "<b>", "none": "None"}


def fine(
    low: float | None, high: float | None, unit: str = "yuan", party: str = "unit", base: str = ""
) -> dict[str, Any]:
    return {"kind": "x", "min": low, "max": high, "unit": unit, "party": party, "base": base}


def bars(*fines: dict[str, Any]) -> list[dict[str, str]]:
    text = band(fines, 'a "quoted" <fine>')
    return [dict(one.attrib) for one in ElementTree.fromstring(text).iter("rect")] if text else []


def test_every_province_has_its_own_tile() -> None:
    assert {one.short for one in PROVINCES} <= set(_PLACES)
    assert len(set(_PLACES.values())) == len(_PLACES)


def test_tile_map_is_whole_xml_and_escapes() -> None:
    rows = rollout_matrix(NationalNotice("n", "t", "开展专项行动的通知", "1号", date(2026, 4, 27)), [])
    rows[0] |= {"status": "consultation", "notice": 'x"><script>', "lag_days": 3}
    root = ElementTree.fromstring(tile_map(rows, "Map <&>", WORDS, english=True))
    assert root.get("aria-label") == "Map <&>"
    assert len([one for one in root.iter(f"{SVG}g") if "tile" in one.get("class", "")]) == 31
    link = next(root.iter(f"{SVG}a"))
    assert link.get("href") == '/notices/x"><script>' and link.get("aria-label") == "Beijing 北京: <b>, +3 d"


def test_bars_grow_with_the_logarithm() -> None:
    low, middle, high = bars(fine(100, 1000), fine(1000, 10000), fine(10000, 100000, party="individual"))
    assert float(low["x"]) == 0 and float(low["width"]) == float(middle["width"]) == 32
    assert float(middle["x"]) == 32 and float(high["x"]) == 64
    assert high["class"] == "person" and low["class"] == "unit"


def test_bars_of_open_and_fixed_fines() -> None:
    (upto,) = bars(fine(None, 10000))
    assert upto["class"] == "unit upto" and float(upto["x"]) == 0 and float(upto["width"]) == 64
    (fixed,) = bars(fine(50000, 50000))
    assert float(fixed["width"]) == 3
    (more,) = bars(fine(10**9, None))
    assert float(more["x"]) == 160


def test_what_is_no_sum_of_yuan_has_no_bar() -> None:
    assert bars(fine(1, 3, "times")) == [] and bars(fine(None, None)) == [] and bars() == []
    assert bars(fine(5, 10, "percent", base="货值金额")) == [] and bars(fine(0, 0)) != [1]
    assert "aria-hidden" in scale()


def test_a_day_is_as_its_checks_were() -> None:
    assert [state_of_day(one) for one in ({}, {"ok": 2}, {"ok": 1, "failed": 1}, {"challenged": 3})] == [
        "none", "ok", "mixed", "bad",
    ]  # fmt: skip


def test_calendar_has_a_square_for_each_channel_and_day() -> None:
    days = [date(2026, 4, 28) + timedelta(days=n) for n in range(10)]
    checks = {("miit", "wjfb"): {"2026-04-28": {"ok": 1}, "2026-05-01": {"failed": 2}}}
    words = {"ok": "o", "mixed": "m", "bad": "b", "none": "<none>"}
    text = check_calendar([("miit", "wjfb"), ("mee", "x" * 60)], days, checks, "Checks", words)
    root = ElementTree.fromstring(text)
    states = [one.get("class", "") for one in root.iter(f"{SVG}rect")] or [
        one.get("class", "") for one in root.iter("rect")
    ]
    assert len(states) == 20 and states.count("day ok") == 1 and states.count("day bad") == 1
    assert "&lt;none&gt;" in text and "2026-05" in text


@pytest.mark.parametrize(
    ("first", "named"), [(date(2026, 4, 29), ["2026-05"]), (date(2026, 4, 20), ["2026-04", "2026-05"])]
)
def test_no_name_of_a_month_is_printed_over_the_next(first: date, named: list[str]) -> None:
    days = [first + timedelta(days=n) for n in range(14)]
    text = check_calendar([("miit", "wjfb")], days, {}, "Checks", {"ok": "", "mixed": "", "bad": "", "none": ""})
    assert re.findall(r'class="month"[^>]*>([^<]*)<', text) == named
