"""Figures in which a province's notice differs from the national one, checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rollout_deviations import deviations

NATIONAL = (
    "一、专项行动时间为2026年4月至6月底。二、各地应当自通知印发之日起30日内完成排查，发现违法行为的，"
    "处五万元以上十万元以下罚款。三、每季度抽查比例不低于10%。四、依据《某某办法》（工信部令第73号）第二十四条执行。"
)


def told(provincial: str, national: str = NATIONAL) -> list[tuple[str, str]]:
    return [(one["national"], one["province"]) for one in deviations(national, provincial)]


@pytest.mark.parametrize(
    ("provincial", "wanted"),
    [
        ("一、专项行动时间为2026年5月至7月底。", [("4月, 6月", "5月, 7月")]),
        ("我省各地应当自通知印发之日起20日内完成排查。", [("30日内", "20日内")]),
        ("处十万元以上二十万元以下罚款。", [("五万元, 十万元", "十万元, 二十万元")]),
        ("处5万元以上10万元以下罚款。", []),
        ("每季度抽查比例不低于百分之十。", []),
        ("每季度抽查比例不低于20%。", [("10%", "20%")]),
        ("依据《某某办法》（工信部令第75号）第三十条执行。", []),
        ("请于2026年5月30日前报送总结材料一式三份。", []),
        ("现将通知转发给你们，请认真贯彻执行。", []),
        (NATIONAL, []),
    ],
)
def test_figures_that_differ(provincial: str, wanted: list[tuple[str, str]]) -> None:
    assert told(provincial) == wanted


def test_a_clause_is_told_with_the_one_it_deviates_from() -> None:
    (one,) = deviations(NATIONAL, "三、每季度抽查比例不低于20%。")
    assert (one["clause"], one["province_clause"]) == ("三、每季度抽查比例不低于10%", "三、每季度抽查比例不低于20%")


@given(st.text(alphabet="一二三十0123456789日月%，。；处罚款以上内", max_size=200))
def test_a_text_deviates_from_itself_in_nothing(text: str) -> None:
    assert deviations(text, text) == []


def test_another_deadline_is_told_with_its_month() -> None:
    (one,) = deviations("各地应当于2026年5月15日前制定实施方案。", "一、各市应当于2026年5月25日前制定实施方案。")
    assert (one["national"], one["province"]) == ("5月15日", "5月25日")
