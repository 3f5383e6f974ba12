"""What an offence costs on a given day, and what it cost before."""

from datetime import date, datetime
from typing import Any

import pytest

from storage.clock import ZONE
from storage.penalties import fine_in_words, rules_as_of


def fine(
    low: float | None, high: float | None, kind: str = "yuan_range", unit: str = "yuan", **more: str
) -> dict[str, Any]:
    return {"kind": kind, "min": low, "max": high, "unit": unit, "base": "", "party": "unit", **more}


def rule(offence: str, *fines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"offence": offence, "basis": "", "circumstance": "", "tier": "", "fine": list(fines), "text": "", **more}


def version(notice: str, seen: str, *rules: dict[str, Any], **dates: Any) -> dict[str, Any]:
    none = {"effective_on": None, "expires_on": None, "repealed_on": None}
    return {"notice": notice, "version_observed_at": seen, "rules": list(rules), **none, **dates}


ARCHIVE = [
    version("n2", "2026-06-01T09:00:00+08:00", rule("未备案", fine(200, 300)), effective_on="2026-07-01"),
    version("n1", "2026-05-04T09:00:00+08:00", rule("未备案", fine(100, 200), flags=("misprint",))),
    version("n1", "2026-04-27T09:00:00+08:00", rule("未备案", fine(50, 100))),
]


def sums(found: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(each["notice"], each["fine"][0]["max"]) for each in found]


def test_the_newest_version_of_that_day_speaks() -> None:
    assert sums(rules_as_of(ARCHIVE, "2026-04-26")) == []
    assert sums(rules_as_of(ARCHIVE, "2026-04-27")) == [("n1", 100)]
    assert sums(rules_as_of(ARCHIVE, "2026-05-04T08:59:59+08:00")) == [("n1", 100)]
    assert sums(rules_as_of(ARCHIVE, datetime(2026, 5, 4, 1, 0, tzinfo=ZONE).replace(hour=9))) == [("n1", 200)]
    assert sums(rules_as_of(ARCHIVE, date(2026, 6, 1))) == [("n1", 200), ("n2", 300)]


def test_a_rule_not_yet_in_force_is_said_to_be_so() -> None:
    flags = {each["notice"]: each["flags"] for each in rules_as_of(ARCHIVE, "2026-06-30")}
    assert flags == {"n1": ["misprint"], "n2": ["not_yet_in_force"]}
    assert {tuple(each["flags"]) for each in rules_as_of(ARCHIVE, "2026-07-01")} == {("misprint",), ()}


def test_a_benchmark_long_in_force_speaks_for_days_before_we_saw_it() -> None:
    old = [version("n", "2026-04-27", rule("甲", fine(1, 2)), effective_on="2020-03-01", expires_on="2025-02-28")]
    assert sums(rules_as_of(old, "2020-02-29")) == []
    assert sums(rules_as_of(old, "2020-03-01")) == [("n", 2)]
    assert sums(rules_as_of(old, "2025-02-28")) == [("n", 2)]
    assert sums(rules_as_of(old, "2025-03-01")) == []
    assert sums(rules_as_of(old, "2026-05-01")) == []


def test_a_repealed_benchmark_ends_on_the_day_of_its_repeal() -> None:
    old = [version("n", "2026-04-01", rule("甲", fine(1, 2)), repealed_on="2026-05-01")]
    assert len(rules_as_of(old, "2026-04-30")) == 1
    assert rules_as_of(old, "2026-05-01") == []


def test_a_newer_version_without_rules_leaves_none() -> None:
    assert rules_as_of([*ARCHIVE[1:], version("n1", "2026-05-05")], "2026-05-06") == []


@pytest.mark.parametrize(
    ("query", "found"), [("", 2), ("备案", 1), ("备案 ＥＩＡ", 0), ("eia 超标", 1), ("危险 废物", 0), ("3-12", 1)]
)
def test_a_query_asks_for_all_its_words_in_any_width(query: str, found: int) -> None:
    rows = [version("n", "2026-04-01", rule("未备案"), rule("超标", basis="ＥＩＡ法", item="3-12"))]
    assert len(rules_as_of(rows, "2026-05-01", query)) == found


def test_the_answer_has_the_shape_of_the_interface() -> None:
    (found,) = rules_as_of([ARCHIVE[2]], "2026-05-01")
    assert {"notice", "offence", "basis", "circumstance", "tier", "fine", "text", "flags"} <= set(found)
    assert set(found["fine"][0]) == {"kind", "min", "max", "unit", "base", "party"}


@pytest.mark.parametrize(
    ("fines", "words"),
    [
        ([fine(50_000, 100_000)], "50,000–100,000 yuan"),
        ([fine(0, 50_000, "yuan_max")], "up to 50,000 yuan"),
        ([fine(50_000, None, "yuan_min")], "50,000 yuan or more"),
        ([fine(1, 3, "percent_range", "percent", base="总投资额")], "1–3% of 总投资额"),
        ([fine(1, 3, "percent_range", "permille")], "1–3‰"),
        ([fine(0.5, 0.5, "multiple_fixed", "times", base="违法所得")], "0.5 times 违法所得"),
        (
            [fine(30, 30, "percent_fixed", "percent"), fine(0, 1_000_000, "yuan_cap")],
            "30%; at most 1,000,000 yuan in all",
        ),
        ([fine(5, 5, "yuan_fixed"), fine(1, 2, party="individual")], "5 yuan; individual: 1–2 yuan"),
        ([fine(None, None, "closure_only", "")], "closure, no fine"),
        ([], "no amount"),
    ],
)
def test_amounts_in_words(fines: list[dict[str, Any]], words: str) -> None:
    assert fine_in_words(fines) == words


def test_a_draft_is_said_to_be_one_and_has_no_day_in_force() -> None:
    (told,) = rules_as_of(
        [version("d", "2026-05-04", rule("甲", fine(1, 2)), published_on="2026-05-01", draft=True)], "2026-06-01"
    )
    assert (told["flags"], told["effective_on"]) == (["draft"], None)


def test_what_a_second_file_repeats_is_told_once() -> None:
    twice = rule("甲", fine(1, 2), where="a.xlsx", row="row 1"), rule("甲", fine(1, 2), where="a.xlsx", row="row 2")
    again = rule("甲", fine(1, 2), where="b.zip", row="row 1"), rule("甲", fine(1, 3), where="b.zip", row="row 2")
    told = rules_as_of([version("n", "2026-05-04", *twice, *again)], "2026-06-01")
    assert [(one["where"], one["row"]) for one in told] == [
        ("a.xlsx", "row 1"),
        ("a.xlsx", "row 2"),
        ("b.zip", "row 2"),
    ]
