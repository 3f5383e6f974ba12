"""Penalty tables that go across: grades, two factors and weighed levels as columns, and bounds in two columns."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.penalty_pivots import unrolled
from crawler.facts.penalty_rules import read_rules
from storage.model import PenaltyRule, Table


def rules(*rows: tuple[str, ...], header: int = 0, name: str = "") -> tuple[PenaltyRule, ...]:
    places = tuple(f"sheet 1 row {number}" for number in range(1, len(rows) + 1))
    return read_rules((Table(rows, header, name, places),), "", "body")[0]


def bounds(rule: PenaltyRule) -> tuple[float | None, float | None]:
    (fine,) = rule.fine
    return fine.min, fine.max


def test_grades_as_columns_give_a_rule_each() -> None:
    found = rules(
        ("序号", "违法行为", "法律依据", "轻微", "一般", "严重"),
        ("1", "未建台账", "《办法》第十条：处一万元以上十万元以下罚款", "警告", "处1万元以上5万元以下", "处9万元"),
        ("2", "未报送信息", "《办法》第十一条", "不予处罚", "处1万元罚款", "处3万元罚款"),
    )  # fmt: skip
    assert [(one.item, one.tier) for one in found] == [
        (item, tier) for item in "12" for tier in ("轻微", "一般", "严重")
    ]
    assert [bounds(one) for one in found if one.fine] == [
        (10_000, 50_000), (90_000, 90_000), (10_000, 10_000), (30_000, 30_000)
    ]  # fmt: skip
    assert found[0].flags == ("warning_only",)
    assert {one.row for one in found} == {"sheet 1 row 2", "sheet 1 row 3"}
    assert found[1].basis.startswith("《办法》第十条")


def test_grades_may_stand_below_one_heading() -> None:
    found = rules(
        ("序号", "违法行为", "裁量标准", "裁量标准"),
        ("序号", "违法行为", "从轻", "从重"),
        ("1", "未建立台账", "1万元以上3万元以下", "3万元以上5万元以下"),
        header=2,
    )
    assert [(one.tier, bounds(one)) for one in found] == [("从轻", (10_000, 30_000)), ("从重", (30_000, 50_000))]


def test_a_grid_of_two_factors_names_both() -> None:
    found = rules(
        ("超标倍数＼日排水量", "50吨以下", "50吨以上"),
        ("1倍以下", "10万元以上20万元以下", "20万元以上30万元以下"),
        ("1倍以上", "30万元以上40万元以下", "40万元以上100万元以下"),
        name="超标排放水污染物",
    )
    assert [one.circumstance for one in found] == [
        f"超标倍数：{times}；日排水量：{volume}"
        for times in ("1倍以下", "1倍以上")
        for volume in ("50吨以下", "50吨以上")
    ]
    assert {one.offence for one in found} == {"超标排放水污染物"}
    assert bounds(found[3]) == (400_000, 1_000_000)


def test_the_second_factor_may_stand_above_its_values() -> None:
    found = rules(
        ("违法行为", "超标倍数", "日排水量", "日排水量"),
        ("违法行为", "超标倍数", "50吨以下", "50吨以上"),
        ("超标排污", "1倍以下", "处10万元罚款", "处20万元罚款"),
    )
    assert [(one.offence, one.circumstance) for one in found] == [
        ("超标排污", "超标倍数：1倍以下；日排水量：50吨以下"),
        ("超标排污", "超标倍数：1倍以下；日排水量：50吨以上"),
    ]


def test_weighed_levels_are_no_fines() -> None:
    found = rules(
        ("裁量因素", "等级1", "等级2"),
        ("违法次数（权重20%）", "首次", "2次以上"),
        ("危废数量（权重30%）", "1吨以下", "3吨以上"),
    )
    assert [one.circumstance for one in found] == [
        "违法次数（权重20%）；首次", "违法次数（权重20%）；2次以上",
        "危废数量（权重30%）；1吨以下", "危废数量（权重30%）；3吨以上",
    ]  # fmt: skip
    assert all(one.flags == ("weight_not_fine",) and not one.fine for one in found)


def test_a_score_says_when_its_sum_applies() -> None:
    found = rules(
        ("裁量权值合计", "处罚金额"), ("20分以下", "处10万元罚款"), ("20分以上", "处50万元罚款"), name="未批先建"
    )
    assert [(one.offence, one.circumstance, bounds(one)) for one in found] == [
        ("未批先建", "20分以下", (100_000, 100_000)), ("未批先建", "20分以上", (500_000, 500_000))
    ]  # fmt: skip


def test_bounds_in_two_columns_are_one_fine() -> None:
    found = rules(
        ("违法行为", "裁量档次", "下限（万元）", "上限（万元）"),
        ("非法贮存", "一档", "1", "3"),
        ("非法贮存", "二档", "3", ""),
    )
    assert bounds(found[0]) == (10_000, 30_000)
    assert found[0].text == "下限为1万元，上限为3万元"
    assert [(fine.kind, fine.min) for fine in found[1].fine] == [("yuan_min", 30_000)]


def test_what_the_unit_and_the_person_pay_stays_in_one_row() -> None:
    rows = (("违法行为", "单位", "个人"), ("倾倒", "处100万元罚款", "处10万元罚款"))
    assert unrolled(Table(rows, 1)) == Table(rows, 1)


CELL = st.sampled_from(
    [
        "",
        "轻微",
        "严重",
        "50吨以下",
        "违法行为",
        "处5万元罚款",
        "警告",
        "1-3万元",
        "权重20%",
        "甲公司",
        "下限",
        "上限（元）",
    ]
)


@given(
    st.integers(1, 5).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=6)),
    st.integers(0, 2),
)
def test_no_table_makes_it_fail_and_no_fine_is_lost(rows: list[tuple[str, ...]], header: int) -> None:
    down = unrolled(Table(tuple(rows), header))
    assert len({len(row) for row in down.rows}) == 1
    kept = {cell for row in down.rows for cell in row}
    assert all(cell in kept for row in rows for cell in row if "处" in cell)
