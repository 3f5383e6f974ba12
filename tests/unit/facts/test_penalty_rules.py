"""Penalty rules out of every layout met: tiers, grids, scores, references, running text."""

import csv
import gc
import itertools
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.penalty_rules import read_rules
from crawler.facts.penalty_validity import Edition, editions, validity
from storage.model import PenaltyRule, Table

WORKBOOK = Path(__file__).parents[2] / "fixtures" / "benchmarks" / "jiangmen_2020_penalty_benchmarks.expected.csv"
HEADER = ("序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准", "备注")


def table(*rows: tuple[str, ...], header: int = 1, name: str = "") -> Table:
    return Table(rows=rows, header=header, name=name)


def rules(*tables: Table, text: str = "") -> tuple[PenaltyRule, ...]:
    return read_rules(tables, text, "body")[0]


def amounts(rule: PenaltyRule) -> list[tuple[float | None, float | None, str, str]]:
    return [(fine.min, fine.max, fine.unit, fine.party) for fine in rule.fine]


def workbook() -> tuple[list[dict[str, str]], list[Table]]:
    with WORKBOOK.open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    tables = [
        table(HEADER, *(tuple(row[name] for name in HEADER) for row in rows), name=sheet)
        for sheet, rows in itertools.groupby(expected, key=lambda row: row["sheet"])
    ]
    return expected, tables


def test_the_workbook_of_jiangmen_comes_out_cell_for_cell() -> None:
    expected, tables = workbook()
    found, warnings = read_rules(tables, "", "attachment:benchmarks.xls")
    cells = [(one.item, one.offence, one.basis, one.tier, one.circumstance, one.text, one.note) for one in found]
    assert cells == [tuple(row[name] for name in HEADER) for row in expected]
    assert len(cells) == 872
    assert warnings == ()
    assert {one.where for one in found} == {"attachment:benchmarks.xls"}
    empty = [one for one in found if not one.text]
    assert len(empty) == 6
    assert all("fine_missing" in one.flags for one in empty)
    assert sum(bool(one.fine) for one in found) == 872 - 6 - 1


def test_the_statutory_range_of_the_basis_is_not_the_fine() -> None:
    _, tables = workbook()
    first = rules(tables[0])[4]
    assert "百分之一以上百分之五以下" in first.basis
    assert amounts(first) == [(3, 4, "percent", "unit")]


def test_factor_columns_of_a_grid_are_joined_with_their_names() -> None:
    found = rules(
        table(
            ("违法行为", "项目环评类别", "建设进程", "罚款"),
            ("未批先建", "报告表", "主体工程未完成", "5万元以上8万元以下"),
            ("未批先建", "造成重大影响的", "造成重大影响的", "20万元"),
        )
    )
    assert found[0].circumstance == "项目环评类别：报告表；建设进程：主体工程未完成"
    assert found[1].circumstance == "造成重大影响的"
    assert amounts(found[1]) == [(200_000, 200_000, "yuan", "unit")]


def test_the_offence_may_stand_above_the_table() -> None:
    grid = table(
        ("超标倍数", "排放量", "罚款金额"), ("1倍以下", "100吨以下", "10万元以上12万元以下"), name="超标排放水污染物"
    )
    (found,) = rules(grid)
    assert (found.offence, found.circumstance) == ("超标排放水污染物", "超标倍数：1倍以下；排放量：100吨以下")


@pytest.mark.parametrize("weight", ["裁量百分值", "裁量标准"])
def test_a_score_is_not_a_fine(weight: str) -> None:
    (found,) = rules(table(("违法行为", "裁量因素", "因子", weight), ("超标", "超标倍数", "1倍以下", "25%")))
    assert (found.fine, found.flags, found.text) == ((), ("weight_not_fine",), "25%")
    assert found.circumstance == "超标倍数；1倍以下"


def test_a_percentage_with_its_base_is_a_fine() -> None:
    (found,) = rules(table(("违法行为", "裁量因素", "裁量标准"), ("未批先建", "报告表", "处总投资额2%的罚款")))
    assert amounts(found) == [(2, 2, "percent", "unit")]


def test_a_row_may_point_to_another_table() -> None:
    (found,) = rules(
        table(
            ("序号", "事项代码", "监管事项名称(违法行为)", "法律法规依据", "裁量标准", "裁量基准来源", "备注"),
            (
                "1",
                "330216",
                "对未批先建的处罚",
                "《环评法》",
                "罚款金额裁量表13",
                "浙环发〔2020〕10号",
                "2024年1月1日起使用表2",
            ),
        )
    )
    assert (found.fine, found.flags, found.item) == ((), ("refers_to_table",), "1")
    assert found.note == "2024年1月1日起使用表2"


def test_grades_stand_beside_the_statutes_own_column() -> None:
    found = rules(
        table(
            ("违法行为", "处罚依据", "处罚标准", "违法程度", "情形", "裁量标准（万元）"),
            ("未备案", "《甲法》", "处五万元以下罚款", "轻微", "初次", "1-2"),
            ("未备案", "《甲法》", "处五万元以下罚款", "严重", "多次", "3-5"),
        )
    )
    assert [one.tier for one in found] == ["轻微", "严重"]
    assert [amounts(one) for one in found] == [[(10_000, 20_000, "yuan", "unit")], [(30_000, 50_000, "yuan", "unit")]]


def test_a_table_cut_by_pages_goes_on() -> None:
    head = ("序号", "违法行为", "处罚依据", "裁量阶次", "适用条件", "处罚幅度")
    found = rules(
        table(head, ("1", "未备案", "《甲法》", "一般", "初次", "处1万元以下罚款")),
        table(
            ("", "", "", "较重", "再次", "处1万元以上3万元以下罚款"),
            ("2", "超标", "《乙法》", "", "", "处2万元罚款"),
            header=0,
        ),
        table(head, ("3", "偷排", "《丙法》", "一般", "", "处5万元罚款")),
    )
    assert [one.offence for one in found] == ["未备案", "未备案", "超标", "偷排"]
    assert [one.tier for one in found] == ["一般", "较重", "", "一般"]
    assert found[1].flags == ("carried_down",)


def test_a_header_that_comes_again_and_section_rows_are_no_rules() -> None:
    head = ("序号", "违法行为", "法律依据", "裁量情节", "裁量标准")
    found, warnings = read_rules(
        [table(head, ("一、水污染",) * 5, ("1", "甲", "《甲法》", "初次", "处1万元罚款"), head, ("备注：下略",) * 5)],
        "",
        "body",
    )
    assert [(one.offence, one.category) for one in found] == [("甲", "一、水污染")]
    assert len(warnings) == 1


def test_columns_for_the_unit_and_the_person() -> None:
    (found,) = rules(
        table(
            ("违法行为", "裁量因素", "罚款金额", "罚款金额"),
            ("违法行为", "企业规模", "单位", "个人"),
            ("超标", "小型", "10万元以上20万元以下", "1万元以下"),
            header=2,
        )
    )
    assert amounts(found) == [(100_000, 200_000, "yuan", "unit"), (0, 10_000, "yuan", "individual")]


def test_a_cell_that_lists_tiers_gives_a_rule_for_each_and_a_formula_does_not() -> None:
    head = ("序号", "违法行为", "法律依据", "裁量标准")
    listed = "1.初次违法的，处1万元以下罚款；2.情节一般的，处1万元以上3万元以下罚款；3.造成严重后果的，处5万元罚款。"
    formula = (
        "处二十万元以上七十万元以下罚款：（1）一般污染物每增加1个因子增加一万元；（2）重金属每增加1个因子增加两万元。"
    )
    found = rules(table(head, ("1", "甲", "《甲法》", listed), ("2", "乙", "《甲法》", formula)))
    assert [one.circumstance for one in found] == ["初次违法的", "情节一般的", "造成严重后果的", ""]
    assert amounts(found[3]) == [(200_000, 700_000, "yuan", "unit")]
    assert found[3].flags == ("computed",)


def test_lists_of_what_is_not_fined_are_rules_without_a_fine() -> None:
    (found,) = rules(
        table(("违法行为", "违反条款", "不予处罚的情节"), ("未备案", "《甲法》第一条", "初次违法且已改正"))
    )
    assert (found.circumstance, found.fine) == ("初次违法且已改正", ())


@pytest.mark.parametrize(
    "other",
    [
        table(("序号", "企业名称", "违法行为", "罚款"), ("1", "甲公司", "超标", "10万元")),
        table(("项目", "金额"), ("办公费", "5万元")),
        table(("甲", "乙"), ("处五万元罚款", "处六万元罚款"), header=0),
        Table(rows=()),
    ],
)
def test_other_tables_hold_no_rules(other: Table) -> None:
    assert rules(other) == ()


def test_running_text_that_refines_a_statute() -> None:
    text = (
        "细化标准\n第一条 《中华人民共和国环境影响评价法》第三十一条规定，建设单位擅自开工建设的，"
        "由环保部门责令停止建设，可以处五万元以上二十万元以下的罚款。细化为：\n1、国控企业，处15-20万元罚款；\n2、省控企业，处10～15万元罚款；\n"
        "3、市控企业，处一2万元罚款。\n第二条 本标准自2020年1月1日起施行。"
    )
    found = rules(text=text)
    assert [one.circumstance for one in found] == ["国控企业", "省控企业", "市控企业"]
    assert {one.offence for one in found} == {"建设单位擅自开工建设的"}
    assert {one.basis for one in found} == {"《中华人民共和国环境影响评价法》第三十一条"}
    assert [one.fine[0].max for one in found] == [200_000, 150_000, 20_000]
    assert "misprint" in found[2].flags


def test_articles_of_a_regulation_are_marked_as_the_statutes_own_range() -> None:
    text = (
        "第三十条 违反本办法第十条规定，未报送信息的，由主管部门责令限期改正；"
        "逾期不改正的，处一万元以上三万元以下的罚款。\n"
        "第三十一条 有下列行为之一的，责令改正，处五万元罚款；情节严重的，处十万元以上二十万元以下罚款：\n"
        "（一）交给不具备条件的企业的；\n（二）用于电动自行车的。\n第三十二条 本办法自2026年4月1日起施行。"
    )
    found = rules(text=text)
    assert all("statutory" in one.flags for one in found)
    assert (found[0].item, found[0].circumstance) == ("第三十条", "逾期不改正的")
    assert {one.offence for one in found[1:]} == {"交给不具备条件的企业的", "用于电动自行车的"}
    assert sorted({one.fine[0].max for one in found[1:]}, key=float) == [50_000, 200_000]  # type: ignore[arg-type]


def test_news_about_a_fine_is_no_rule() -> None:
    assert rules(text="某公司因违法被处以罚款5万元。今年以来共罚款300万元。") == ()


WORDS = [
    "违法行为",
    "裁量标准",
    "罚款",
    "裁量百分值",
    "类别",
    "处一万元罚款",
    "",
    "1",
    "备注",
    "25%",
    "裁量情节",
    "1.甲，处5元；2.乙",
]


@given(
    st.lists(st.tuples(*[st.sampled_from(WORDS) | st.text(max_size=8)] * 3), max_size=6),
    st.integers(0, 2),
    st.text(max_size=80),
)
def test_no_table_makes_it_fail(rows: list[tuple[str, ...]], header: int, text: str) -> None:
    read_rules([Table(rows=tuple(rows), header=min(header, len(rows)))] * 2, text, "body")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("本清单自2022年2月1日起施行，有效期三年。", date(2022, 2, 1), date(2025, 1, 31)),
        ("自印发之日起施行，有效期至2026年12月31日。", date(2024, 3, 1), date(2026, 12, 31)),
        ("自公布之日起30日后施行，有效期为5年。", date(2024, 3, 31), date(2029, 3, 30)),
        ("自２０２４年２月２９日起施行，有效期1年", date(2024, 2, 29), date(2025, 2, 28)),
        ("自2023年13月40日起施行", None, None),
        ("未提日期", None, None),
    ],
)
def test_how_long_a_benchmark_holds(text: str, first: date | None, last: date | None) -> None:
    found = validity(text, date(2024, 3, 1))
    assert (found.effective_on, found.expires_on) == (first, last)


def test_editions_of_statutes_in_a_basis() -> None:
    basis = (
        "《中华人民共和国环境影响评价法》（2018年修订）第三十一条；《水污染防治法》(2017年第二次修正)；《甲法》第一条"
    )
    assert editions(basis) == (
        Edition("中华人民共和国环境影响评价法", 2018, "修订"),
        Edition("水污染防治法", 2017, "修正"),
    )


def test_labelled_lines_are_read_like_a_table() -> None:
    text = (
        "一、违法行为：未按规定报送信息的\n处罚依据：《甲办法》第三十条\n裁量标准：\n1.初次违法的，处1万元罚款；\n"
        "2.拒不改正的，处2万元以上3万元以下罚款。\n二、违法行为：违规交售的\n处罚依据：《甲办法》第三十一条\n"
        "裁量情节：数量较大的\n裁量标准：处5万元罚款\n裁量情节：数量特别大的\n裁量标准：处10万元罚款\n"
    )
    found = rules(text=text)
    assert [(one.offence, one.circumstance, one.fine[0].max) for one in found] == [
        ("未按规定报送信息的", "初次违法的", 10_000),
        ("未按规定报送信息的", "拒不改正的", 30_000),
        ("违规交售的", "数量较大的", 50_000),
        ("违规交售的", "数量特别大的", 100_000),
    ]
    assert {one.basis for one in found} == {"《甲办法》第三十条", "《甲办法》第三十一条"}
    bracketed = rules(text="【违法行为】违规交售的【处罚依据】《甲办法》【处罚标准】处5万元罚款")
    assert [(one.offence, one.basis, one.fine[0].max) for one in bracketed] == [("违规交售的", "《甲办法》", 50_000)]


@pytest.mark.parametrize(
    "seed",
    [
        " ",
        "第一条 ",
        "1、",
        "处五万元",
        "（2018年 ",
        "自2022年 ",
        "【违法行为】",
        "细化为：",
        "《",
        "违法行为：",
        "\n",
        "有效期",
        "由",
    ],
)
def test_hostile_text_takes_linear_time(seed: str) -> None:
    def spent(size: int) -> float:
        text = "第一条 罚款" + (seed * (size // len(seed) + 1))[:size] + "\n第二条 处一万元罚款"
        gc.disable()  # a collection of what other tests left behind would be counted here
        try:
            began = time.process_time()
            read_rules([], text, "body")
            validity(text, date(2024, 1, 1))
            editions(text)
            return time.process_time() - began
        finally:
            gc.enable()

    small, large = (min(spent(size) for _ in range(3)) for size in (2000, 16_000))
    assert large < 8 * 5 * max(small, 0.003)


def test_a_sheet_may_stack_several_tables() -> None:
    first = (("违法行为", "环评类别", "罚款", ""), ("未批先建", "报告书", "20万元", ""))
    second = (("违法行为", "裁量因素", "因子", "裁量百分值"), ("超标", "超标倍数", "1倍以下", "25%"))
    found = rules(table(*first, *second))
    assert [(one.offence, one.text, one.row) for one in found] == [
        ("未批先建", "20万元", "row 2"),
        ("超标", "25%", "row 4"),
    ]
    assert found[1].flags == ("weight_not_fine",)


def test_a_factor_about_the_company_is_no_list_of_companies() -> None:
    (found,) = rules(table(("违法行为", "适用企业", "企业规模", "罚款"), ("超标", "重点排污单位", "大型", "20万元")))
    assert found.circumstance == "适用企业：重点排污单位；企业规模：大型"


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("违法情节", "较重", ("较重", "")),
        ("裁量情节", "情节严重", ("情节严重", "")),
        ("违法程度", "两年内再次违法且拒不改正的", ("", "两年内再次违法且拒不改正的")),
    ],
)
def test_grades_and_descriptions_are_told_by_their_cells(header: str, cell: str, expected: tuple[str, str]) -> None:
    (found,) = rules(table(("违法行为", header, "罚款"), ("超标", cell, "20万元")))
    assert (found.tier, found.circumstance) == expected


def test_a_remark_beside_its_word_is_no_rule_and_a_formula_goes_with_the_weights() -> None:
    """As the table of Guangdong 2022 prints it, 备注 in the column of the offence."""
    said = "本表裁量的计算方法为：罚款金额＝裁量百分值总和×20万。"
    found, warnings = read_rules(
        (
            table(
                ("违法行为", "裁量因素", "因子", "裁量百分值"),
                ("未建立台账", "持续时间", "20天以上", "20%"),
                ("备注", said, said, said),
            ),
        ),
        "",
        "body",
    )
    assert [(one.offence, one.text, one.note) for one in found] == [("未建立台账", "20%", said)]
    assert warnings == ("body: 1 remark rows of a penalty table were not read as rules",)


def test_a_weight_for_each_stage_of_amends_stays_in_its_row() -> None:
    """Two columns of weights under 限期内改正 and 逾期未改正 are no fines that go across (Guangdong 2022)."""
    found = rules(
        table(
            ("违法行为", "裁量要素", "违法程度", "裁量权重", "裁量权重"),
            ("未落实防治措施", "裁量起点", "裁量起点", "限期内改正", "逾期未改正"),
            ("未落实防治措施", "裁量起点", "裁量起点", "25%", "20%"),
            ("未落实防治措施", "环评文件类别", "报告表类", "0%", "5%"),
        )
    )
    assert {one.offence for one in found} == {"未落实防治措施"}
    assert found[-1].flags == ("weight_not_fine",) and not found[-1].fine


def test_a_text_that_divides_into_kinds_and_fines_nobody_is_no_rule() -> None:
    assert rules(text="5.3 类目分为以下几类：\n（1）指明类目涵盖的具体内容；\n（2）说明类目的范围。") == ()
