"""Changes of a benchmark, rule by rule: paired by what a rule says, not by where it stands."""

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.diffs.penalties import diff_rules


def rule(offence: str, circumstance: str, tier: str, low: float, high: float, **more: str) -> dict[str, Any]:
    sums = {"kind": "yuan_range", "min": low, "max": high, "unit": "yuan", "base": "", "party": "unit"}
    text = f"处{low}元以上{high}元以下罚款"
    return {
        "item": "",
        "offence": offence,
        "circumstance": circumstance,
        "tier": tier,
        "fine": [sums],
        "text": text,
        **more,
    }


BENCHMARK = [
    rule("未依法备案建设项目环境影响登记表的", "无污染物排放", "1", 10_000, 20_000, item="1-1"),
    rule("未依法备案建设项目环境影响登记表的", "有污染物排放", "2", 20_000, 50_000, item="1-1"),
    rule("未依法备案建设项目环境影响登记表的", "造成严重后果的", "3", 50_000, 100_000, item="1-1"),
    rule("拒绝现场检查或者弄虚作假的", "造成严重后果的", "1", 50_000, 100_000, item="1-2"),
]


def ops(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(change["op"], change["fields"]) for change in diff_rules(before, after)]


def test_a_changed_amount_is_told_in_words() -> None:
    after = [
        *BENCHMARK[:2],
        rule(BENCHMARK[2]["offence"], "造成严重后果的", "3", 100_000, 200_000, item="1-1"),
        BENCHMARK[3],
    ]
    (change,) = diff_rules(BENCHMARK, after)
    assert change["op"] == "changed"
    assert change["summary"] == "from 50,000–100,000 to 100,000–200,000 yuan"
    assert (change["old_amount"], change["new_amount"]) == ("50,000–100,000 yuan", "100,000–200,000 yuan")
    assert change["key"] == "未依法备案建设项目环境影响登记表的 / 造成严重后果的 / 3"


def test_order_and_numbering_alone_are_no_change() -> None:
    renumbered = [{**each, "item": f"7-{place}"} for place, each in enumerate(reversed(BENCHMARK))]
    assert diff_rules(BENCHMARK, renumbered) == []


def test_spaces_and_widths_alone_are_no_change() -> None:
    spaced = [
        {
            **each,
            "offence": each["offence"][:4] + "\n " + each["offence"][4:],
            "tier": "１２３４"[int(each["tier"]) - 1],
        }
        for each in BENCHMARK
    ]
    assert diff_rules(BENCHMARK, spaced) == []


def test_added_and_removed() -> None:
    assert ops(BENCHMARK, BENCHMARK[:3]) == [("removed", ["rule"])]
    assert ops(BENCHMARK[:3], BENCHMARK) == [("added", ["rule"])]
    (change,) = diff_rules(BENCHMARK[:3], BENCHMARK)
    assert change["summary"] == "added: 50,000–100,000 yuan"


def test_a_reworded_offence_keeps_its_rules_together() -> None:
    worded = "拒绝生态环境部门现场检查或者弄虚作假的"
    after = [*BENCHMARK[:3], {**BENCHMARK[3], "offence": worded}]
    assert ops(BENCHMARK, after) == [("changed", ["offence"])]


def test_a_new_tier_between_two_is_added_and_the_others_only_move() -> None:
    middle = rule(BENCHMARK[0]["offence"], "排放有毒有害物质", "2", 30_000, 40_000, item="1-1")
    after = [BENCHMARK[0], middle, {**BENCHMARK[1], "tier": "3"}, {**BENCHMARK[2], "tier": "4"}, BENCHMARK[3]]
    assert sorted(ops(BENCHMARK, after)) == [("added", ["rule"]), ("changed", ["tier"]), ("changed", ["tier"])]


def test_another_circumstance_of_the_same_offence_is_another_rule() -> None:
    after = [
        *BENCHMARK[:2],
        rule(BENCHMARK[2]["offence"], "经提醒不改正两次以上", "3", 50_000, 100_000, item="1-1"),
        BENCHMARK[3],
    ]
    assert sorted(op for op, _ in ops(BENCHMARK, after)) == ["added", "removed"]


def test_rules_that_say_the_same_pair_by_amount_first() -> None:
    first, second = rule("甲违法行为", "同一情节", "1", 1, 2), rule("甲违法行为", "同一情节", "1", 3, 4)
    assert diff_rules([first, second], [second, first]) == []
    changed = rule("甲违法行为", "同一情节", "1", 5, 6)
    (change,) = diff_rules([first, second], [changed, first])
    assert change["summary"] == "from 3–4 to 5–6 yuan"


def test_a_whole_benchmark_of_a_thousand_rows_with_other_amounts_takes_little_time() -> None:
    before = [
        rule(f"第{place // 4}种违法行为的描述", f"情节{place}", str(place % 4), place, place + 10)
        for place in range(1000)
    ]
    after = [
        rule(each["offence"], each["circumstance"], each["tier"], place, place + 20)
        for place, each in enumerate(before)
    ]
    began = time.process_time()
    changes = diff_rules(before, after)
    assert len(changes) == 1000
    assert {change["op"] for change in changes} == {"changed"}
    assert time.process_time() - began < 5


RULES = st.lists(
    st.builds(
        rule,
        st.sampled_from(["未依法备案的", "拒绝现场检查的", "拒绝检查的"]),
        st.sampled_from(["", "初次", "造成严重后果的", "造成较重后果的"]),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from([1, 5]),
        st.sampled_from([5, 9]),
    ),
    max_size=8,
)


@given(RULES, RULES)
def test_every_rule_is_accounted_for_once(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    changes = diff_rules(before, after)
    added = sum(change["op"] == "added" for change in changes)
    removed = sum(change["op"] == "removed" for change in changes)
    assert len(before) - removed == len(after) - added
    assert added <= len(after)
    assert removed <= len(before)
    assert changes == diff_rules(before, after)


@given(RULES)
def test_nothing_changes_against_itself(rules: list[dict[str, Any]]) -> None:
    assert diff_rules(rules, list(reversed(rules))) == []
