"""Articles of statutes: paragraphs, items, and clauses that fine the items by their numbers."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.penalty_articles import paragraphs, referred
from crawler.facts.penalty_rules import read_rules
from storage.model import PenaltyRule

LISTED = """第一百一十二条 违反本法规定，有下列行为之一，由主管部门责令改正，处以罚款；情节严重的，责令停业：
（一）未按照规定设置标志的;
（二）未制定管理计划的;
（三）擅自倾倒的；
（四）未建立台账的。
有前款第一项、第二项、第四项行为之一，处十万元以上一百万元以下的罚款；有前款第三项行为，处所需处置费用三倍以上五倍以下的罚款，所需处置费用不足二十万元的，按二十万元计算。
第一百一十三条 拒不承担代为处置费用的，处代为处置费用一倍以上三倍以下的罚款。
"""


def rules(text: str) -> tuple[PenaltyRule, ...]:
    return read_rules((), text, "body")[0]


def told(found: tuple[PenaltyRule, ...]) -> list[tuple[str, str, str, list[tuple[float | None, float | None, str]]]]:
    return [(one.basis, one.offence, one.circumstance, [(f.min, f.max, f.party) for f in one.fine]) for one in found]


def test_each_item_has_the_fine_of_the_clause_that_names_it() -> None:
    fined = [one for one in told(rules(LISTED)) if one[3][0][0] is not None]
    assert fined == [
        ("第一百一十二条第1项", "未按照规定设置标志的", "", [(100_000, 1_000_000, "unit")]),
        ("第一百一十二条第2项", "未制定管理计划的", "", [(100_000, 1_000_000, "unit")]),
        ("第一百一十二条第4项", "未建立台账的", "", [(100_000, 1_000_000, "unit")]),
        ("第一百一十二条第3项", "擅自倾倒的", "", [(3, 5, "unit")]),
        ("第一百一十三条", "拒不承担代为处置费用的", "", [(1, 3, "unit")]),
    ]
    closed = [one for one in rules(LISTED) if one.fine[0].kind == "closure_only"]
    assert [one.offence for one in closed] == ["未按照规定设置标志的", "未制定管理计划的", "擅自倾倒的", "未建立台账的"]


def test_units_and_persons_are_told_apart_and_a_later_clause_goes_on_about_the_same_items() -> None:
    found = rules(
        "第九条 有下列行为之一的，处以罚款：\n（一）随意倾倒的；\n（二）沿途遗撒的。\n"
        "单位有前款第一项至第二项行为之一，处五万元罚款；情节严重的，处十万元罚款；个人有前款第二项行为，处二百元罚款。"
    )
    assert told(found) == [
        ("第九条第1项", "随意倾倒的", "单位", [(50_000, 50_000, "unit")]),
        ("第九条第2项", "沿途遗撒的", "单位", [(50_000, 50_000, "unit")]),
        ("第九条第1项", "随意倾倒的", "情节严重的", [(100_000, 100_000, "unit")]),
        ("第九条第2项", "沿途遗撒的", "情节严重的", [(100_000, 100_000, "unit")]),
        ("第九条第2项", "沿途遗撒的", "个人", [(200, 200, "individual")]),
    ]


def test_two_paragraphs_of_an_article_are_two_offences() -> None:
    found = rules(
        "第十四条 无许可证从事经营的，处一百万元以上五百万元以下罚款；对主要负责人，处十万元以上一百万元以下罚款。\n"
        "未按照许可证规定经营的，处五十万元以上二百万元以下的罚款，逾期不改正的，处三百万元罚款。"
    )
    assert told(found) == [
        ("第十四条", "无许可证从事经营的", "", [(1_000_000, 5_000_000, "unit"), (100_000, 1_000_000, "individual")]),
        ("第十四条", "未按照许可证规定经营的", "", [(500_000, 2_000_000, "unit")]),
        ("第十四条", "未按照许可证规定经营的", "逾期不改正的", [(3_000_000, 3_000_000, "unit")]),
    ]


def test_lines_that_a_page_wrapped_are_one_paragraph() -> None:
    assert paragraphs("第一段的前半，\n后半。\n（一）甲；\n（二）乙。\n第二段。") == [
        "第一段的前半，后半。\n（一）甲；\n（二）乙。",
        "第二段。",
    ]


def test_the_article_that_is_broken_is_no_part_of_the_offence() -> None:
    (found,) = rules("第六十四条 违反本条例第四十二条第二款规定，擅自移动界标的，处二千元以上一万元以下的罚款。")
    assert found.offence == "擅自移动界标的"


@given(st.text("第一二三四五项、和至有前款行为之一，处罚款；。万元单位（）\n", max_size=120), st.integers(0, 5))
def test_no_text_makes_it_fail_and_no_item_is_invented(text: str, listed: int) -> None:
    assert all(0 <= one.item < listed for one in referred(text, listed))
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())
