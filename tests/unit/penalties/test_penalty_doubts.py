"""Tiers beside one another, and benchmarks that stand on an edition of a statute that has given way."""

from datetime import date
from typing import Any

import pytest

from storage.penalties import rules_as_of
from storage.penalty_doubts import with_doubts
from storage.statute_editions import EDITIONS

DAY = date(2026, 8, 1)


def tiers(*ranges: tuple[float, float], offence: str = "未备案", **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "offence": offence,
            "basis": "",
            "fine": [{"kind": "yuan_range", "min": low, "max": high, "unit": "yuan", "base": "", "party": "unit"}],
            "flags": [],
            **more,
        }
        for low, high in ranges
    ]


def flags(rules: list[dict[str, Any]], day: date = DAY) -> list[list[str]]:
    return [rule["flags"] for rule in with_doubts(rules, day)]


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        (((5, 8), (8, 12)), [["tiers_share_bound"], ["tiers_share_bound"]]),
        (((5, 8), (9, 12)), [["tier_gap"], ["tier_gap"]]),
        (((5, 9), (8, 12)), [["tier_overlap"], ["tier_overlap"]]),
        (((5, 8), (8, 10), (12, 15)), [["tiers_share_bound"], ["tiers_share_bound", "tier_gap"], ["tier_gap"]]),
        (((5, 8), (5, 8), (8, 12)), [[], ["tiers_share_bound"], ["tiers_share_bound"]]),
        (((8, 12), (5, 8)), [[], []]),
        (((5, 8), (5, 20)), [[], []]),
        (((8, 5), (8, 12)), [[], []]),
    ],
)
def test_neighbouring_tiers(ranges: tuple[tuple[float, float], ...], told: list[list[str]]) -> None:
    assert flags(tiers(*ranges)) == told


def test_other_offences_files_payers_and_units_are_no_neighbours() -> None:
    assert flags(tiers((5, 8)) + tiers((9, 12), offence="未报告")) == [[], []]
    assert flags(tiers((5, 8), where="附件1") + tiers((9, 12), where="附件2")) == [[], []]
    assert flags(tiers((5, 8), offence="") + tiers((9, 12), offence="")) == [[], []]
    person, times = tiers((9, 12)), tiers((1, 3))
    person[0]["fine"][0]["party"] = "individual"
    times[0]["fine"][0] |= {"kind": "multiple_range", "unit": "times"}
    assert flags(tiers((5, 8)) + person) == [[], []]
    assert flags(tiers((5, 8)) + times + tiers((9, 12))) == [[], [], []]


def test_flags_of_the_reader_stay_in_front() -> None:
    assert flags(tiers((5, 8), flags=["misprint"]) + tiers((8, 9)))[0] == ["misprint", "tiers_share_bound"]


def test_an_edition_gives_way_on_the_day_its_successor_is_in_force() -> None:
    old = tiers((5, 8), basis="《中华人民共和国固体废物污染环境防治法》（2016年修订）第六十八条")
    assert flags(old, date(2020, 8, 31)) == [[]]
    assert flags(old, date(2020, 9, 1)) == [["statute_edition_replaced"]]
    new = tiers((5, 8), basis="《固体废物污染环境防治法》(2020修订)第一百零二条")
    assert flags(new, date(2026, 8, 14)) == [[]]
    assert flags(new, date(2026, 8, 15)) == [["statute_codified"]]


@pytest.mark.parametrize(
    ("basis", "day", "told"),
    [
        ("《档案法》（1996年修正）", DAY, ["statute_edition_unverified"]),
        ("《档案法》第四十九条", DAY, []),
        ("《行政处罚法》（2009年修正）", date(2019, 1, 1), ["statute_edition_unverified"]),
        ("《行政处罚法》（2009年修正）", date(2022, 1, 1), ["statute_edition_replaced"]),
        ("《行政处罚法》（2021年修订）", DAY, []),
        (
            "《大气污染防治法》（2015年修订）和《档案法》（1996年修正）",
            DAY,
            ["statute_edition_replaced", "statute_edition_unverified"],
        ),
    ],
)
def test_an_edition_that_nobody_looked_up_is_said_to_be_so(basis: str, day: date, told: list[str]) -> None:
    assert flags(tiers((5, 8), basis=basis), day) == [told]


def test_editions_are_in_order_and_each_names_its_source_or_is_unverified() -> None:
    for known in EDITIONS.values():
        assert list(known) == sorted(known, key=lambda edition: edition.year)
        assert all(edition.year <= edition.since.year <= edition.year + 1 for edition in known)
    unverified = {(title, one.year) for title, known in EDITIONS.items() for one in known if not one.verified}
    assert unverified == {("行政处罚法", 2017)}


def test_the_fold_over_notices_shows_them_even_for_a_query() -> None:
    rules = [rule | {"text": f"第{number}档"} for number, rule in enumerate(tiers((5, 8), (8, 12)))]
    row = {"notice": "n", "version_observed_at": "2026-05-04T09:00:00+08:00", "rules": rules}
    (second,) = rules_as_of([row], "2026-06-01", "第1档")
    assert second["flags"] == ["tiers_share_bound"]
