"""Columns are named by what they mean, whatever an office prints above them."""

import pytest

from crawler.facts.columns import columns, header_depth, header_texts, meaning
from storage.model import Table


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("序号", "seq"),
        ("企业名称", "company"),
        ("单位名称（盖章）", "company"),
        ("企 业 名 称", "company"),
        ("申报单位", "company"),
        ("省（自治区、直辖市）", "province"),
        ("所在地区", "province"),
        ("企业类型", "entry_type"),
        ("统一社会信用\n代码", "uscc"),
        ("生产地址", "address"),
        ("变更前企业名称", "former_name"),
        ("变更前生产地址", "former_address"),
        ("变更后", "new_name"),
        ("撤销原因", "reason"),
        ("所属批次", "batch"),
        ("违法行为", "offence"),
        ("监管事项名称(违法行为)", "offence"),
        ("违法行为表现形式", "circumstance"),
        ("法律法规依据", "basis"),
        ("违反条款", "basis"),
        ("法定罚款幅度", "statutory_range"),
        ("裁量阶次", "tier"),
        ("违法程度", "tier"),
        ("罚款幅度", "fine"),
        ("裁量标准（万元）", "fine"),
        ("裁量基准来源", "source"),
        ("裁量百分值", "weight"),
        ("备  注", "note"),
        ("", ""),
        ("颜色", ""),
        ("由县级以上人民政府生态环境主管部门责令改正，处二万元以上二十万元以下的罚款；拒不改正的，责令停产整治", ""),
    ],
)
def test_a_header_is_named_by_its_meaning(header: str, expected: str) -> None:
    assert meaning(header) == expected


def test_a_kind_beside_companies_is_their_type_and_beside_offences_a_category() -> None:
    of_list = Table(rows=(("序号", "企业名称", "类别"), ("1", "甲公司", "梯次利用")), header=1)
    of_benchmark = Table(rows=(("类别", "违法行为", "裁量标准"), ("行业", "未备案", "处一万元罚款")), header=1)
    assert columns(of_list) == ["seq", "company", "entry_type"]
    assert columns(of_benchmark) == ["category", "offence", "fine"]


def test_headers_of_two_lines_count_as_one() -> None:
    table = Table(
        rows=(
            ("企业更名情况表",) * 5,
            ("序号", "变更前", "变更前", "变更后", "变更后"),
            ("序号", "企业名称", "地址", "企业名称", "地址"),
            ("1", "甲公司", "一路1号", "乙公司", "二路2号"),
        ),
        header=3,
    )
    assert columns(table) == ["seq", "former_name", "former_address", "new_name", "new_address"]
    assert header_texts(table)[1] == "变更前企业名称"


def test_a_factor_named_like_a_list_column_stays_a_factor() -> None:
    table = Table(
        rows=(("违法行为", "裁量因素", "裁量因素", "罚款金额"), ("违法行为", "企业类型", "超标倍数", "罚款金额")),
        header=2,
    )
    assert columns(table) == ["offence", "circumstance", "circumstance", "fine"]


def test_the_header_is_found_where_none_was_declared() -> None:
    table = Table(rows=(("附件1", "附件1"), ("序号", "企业名称"), ("1", "甲公司"), ("2", "乙公司")))
    assert header_depth(table.rows) == 2
    assert columns(table) == ["seq", "company"]


def test_a_table_without_header_has_no_meanings() -> None:
    assert columns(Table(rows=(("甲", "乙"), ("丙", "丁")))) == ["", ""]
    assert columns(Table(rows=())) == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("再生利用企业", "company"),
        ("企业规模", ""),
        ("计量单位", ""),
        ("推荐单位", "recommender"),
        ("责任单位", "authority"),
    ],
)
def test_only_a_header_that_ends_in_company_is_one(header: str, expected: str) -> None:
    assert meaning(header) == expected


def test_a_heading_merged_over_two_lines_makes_a_header_of_two_lines() -> None:
    table = Table(
        rows=(
            ("违法行为", "裁量因素", "裁量因素", "罚款"),
            ("违法行为", "规模", "浓度", "罚款"),
            ("甲", "小", "高", "5万元"),
        ),
        header=1,
    )
    assert header_texts(table) == ["违法行为", "裁量因素规模", "裁量因素浓度", "罚款"]
