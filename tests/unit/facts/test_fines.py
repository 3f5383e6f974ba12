"""Fines are read as printed: every part, its payer and base; misprints are said, never repaired."""

import csv
import gc
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.quality_fines import faults
from crawler.facts.fines import read_fines

PHRASES = Path(__file__).parents[2] / "fixtures" / "fine_phrases.csv"
Part = tuple[str, float | None, float | None, str, str]

WHOLE = [
    ("处6-8万元罚款", [("yuan_range", 60_000, 80_000, "", "unit")]),
    ("处5～6万元罚款", [("yuan_range", 50_000, 60_000, "", "unit")]),
    ("处五百至一万元罚款", [("yuan_range", 500, 10_000, "", "unit")]),
    ("处二十至五十万元罚款", [("yuan_range", 200_000, 500_000, "", "unit")]),
    ("处不低于五万元不超过十万元的罚款", [("yuan_range", 50_000, 100_000, "", "unit")]),
    ("处十万元以上（含十万元）二十万元以下罚款", [("yuan_range", 100_000, 200_000, "", "unit")]),
    ("处５万元（含）以上１０万元（不含）以下罚款", [("yuan_range", 50_000, 100_000, "", "unit")]),
    ("处5万元以上不满10万元罚款", [("yuan_range", 50_000, 100_000, "", "unit")]),
    ("￥50,000元以上100,000元以下", [("yuan_range", 50_000, 100_000, "", "unit")]),
    ("处不超过五万元的罚款", [("yuan_max", 0, 50_000, "", "unit")]),
    ("项目总投资额1‰以上3‰以下", [("percent_range", 1, 3, "项目总投资额", "unit")]),
    ("处项目总投资额1-3%罚款", [("percent_range", 1, 3, "项目总投资额", "unit")]),
    ("处违法所得百分之五十以上一倍以下的罚款", [("multiple_range", 0.5, 1, "违法所得", "unit")]),
    ("处违法所得三倍以下的罚款", [("multiple_max", 0, 3, "违法所得", "unit")]),
    (
        "处代为处置费用一倍以上三倍以下的罚款，代为处置费用不足十万元的，按十万元计算；"
        "对直接负责的主管人员和其他直接责任人员处二万元以上十万元以下的罚款",
        [("multiple_range", 1, 3, "代为处置费用", "unit"), ("yuan_range", 20_000, 100_000, "", "individual")],
    ),
    (
        "违法所得十万元以上的，并处违法所得一倍以上五倍以下罚款；没有违法所得或者违法所得不足十万元的，并处一万元以上十万元以下罚款",
        [("multiple_range", 1, 5, "违法所得", "unit"), ("yuan_range", 10_000, 100_000, "", "unit")],
    ),
    (
        "没收违法所得，并处一倍以上三倍以下的罚款，最高不超过三万元",
        [("multiple_range", 1, 3, "违法所得", "unit"), ("yuan_cap", 0, 30_000, "", "unit")],
    ),
    (
        "对个人处1000元以上5000元以下罚款；对单位处1万元以上5万元以下罚款",
        [("yuan_range", 1000, 5000, "", "individual"), ("yuan_range", 10_000, 50_000, "", "unit")],
    ),
    ("对单位和个人处一千元以上一万元以下罚款", [("yuan_range", 1000, 10_000, "", "unit")]),
    (
        "处单位二万元罚款，处个人五百元罚款",
        [("yuan_fixed", 20_000, 20_000, "", "unit"), ("yuan_fixed", 500, 500, "", "individual")],
    ),
    ("超标50%以上，处10万元以上20万元以下罚款", [("yuan_range", 100_000, 200_000, "", "unit")]),
    ("超标0.5倍以上1倍以下的，处十万元以上二十万元以下罚款", [("yuan_range", 100_000, 200_000, "", "unit")]),
    ("处上一年度销售额5%以下的罚款", [("percent_max", 0, 5, "上一年度销售额", "unit")]),
    ("处三万元以上五万元以下罚款（不足三万元的按三万元计）", [("yuan_range", 30_000, 50_000, "", "unit")]),
    ("处十五日以下拘留，可以并处五百元以下罚款", [("yuan_max", 0, 500, "", "unit")]),
    ("每吨增加一万元，处五万元罚款", [("yuan_fixed", 50_000, 50_000, "", "unit")]),
    (
        "对直接责任人员处上一年度从本单位取得的收入百分之五十以下的罚款，并可处拘留。造成事故的，按照直接损失的百分之二十计算罚款",
        [
            ("percent_max", 0, 50, "上一年度从本单位取得的收入", "individual"),
            ("percent_fixed", 20, 20, "直接损失", "unit"),
        ],
    ),
    ("给予警告", []),
    ("由公安机关处五日以上十日以下拘留", []),
]

ODD = [
    ("处2.5元万以上3.5万元以下罚款", (25_000, 35_000), "misprint"),
    ("处七万元以下九万元以下罚款", (70_000, 90_000), "misprint"),
    ("处5万元10万元以下罚款", (50_000, 100_000), "misprint"),
    ("处本单位收入35以上50％以下的罚款", (35, 50), "misprint"),
    ("处6一8万元罚款", (60_000, 80_000), "misprint"),
    ("处一2万元罚款", (0, 20_000), "bound_missing"),
    ("处2-万元罚款", (20_000, None), "bound_missing"),
    ("处十万元以上三万元以下罚款", (100_000, 30_000), "bounds_reversed"),
    ("处五万元以上罚款", (50_000, None), "bound_missing"),
    ("处一百万三十元以上一百五十万元以下罚款", (1_000_030, 1_500_000), "misprint"),
    ("处1O万元以上20万元以下罚款", (100_000, 200_000), "misprint"),
    ("处l0万元以上20万元以下罚款", (100_000, 200_000), "misprint"),
    ("处2万元以上4万以元下罚款", (20_000, 40_000), "misprint"),
    ("处1.万元罚款", (10_000, 10_000), "misprint"),
    ("处五万元元以上十万元以下罚款", (50_000, 100_000), "misprint"),
]


def rows() -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def right(row: dict[str, str]) -> bool:
    fines = read_fines(row["phrase"]).fines
    parts = [fine for fine in fines if fine.kind != "closure_only"]
    named = [base for base in row["bases_named"].split("|") if base]
    shares = [fine.base for fine in parts if fine.unit != "yuan" and fine.party == "unit"]
    return (
        [fine.kind for fine in fines] == [kind for kind in row["kinds"].split("|") if kind]
        and [fine.min for fine in parts] == [float(value) for value in row["mins"].split("|") if value]
        and [fine.max for fine in parts] == [float(value) for value in row["maxs"].split("|") if value]
        and [fine.party for fine in parts] == [value for value in row["parties"].split("|") if value]
        and all(base in named for base in shares)
    )


def test_labelled_phrases_are_exactly_right() -> None:
    labelled = rows()
    wrong = [row["phrase"] for row in labelled if not right(row)]
    assert len(wrong) <= 0.02 * len(labelled), wrong


def test_labelled_misprints_are_flagged_and_the_clean_phrases_are_not() -> None:
    for row in rows():
        flags = read_fines(row["phrase"]).flags
        if "typo" in row["note"]:
            assert "misprint" in flags
    clean = [row["phrase"] for row in rows() if "misprint" in read_fines(row["phrase"]).flags and not row["note"]]
    unmarked = ("百万三十元", "30%的", "40%的", "以下元罚款")  # misprints that the labels do not name
    assert all(any(words in phrase for words in unmarked) for phrase in clean), clean


@pytest.mark.parametrize(("phrase", "expected"), WHOLE)
def test_every_part_of_a_fine(phrase: str, expected: list[Part]) -> None:
    reading = read_fines(phrase)
    assert [(fine.kind, fine.min, fine.max, fine.base, fine.party) for fine in reading.fines] == expected
    assert not {"misprint", "bounds_reversed", "bound_missing"} & set(reading.flags)


@pytest.mark.parametrize(("phrase", "bounds", "flag"), ODD)
def test_misprints_are_said_and_not_repaired(phrase: str, bounds: tuple[float, float | None], flag: str) -> None:
    reading = read_fines(phrase)
    (fine,) = reading.fines
    assert (fine.min, fine.max) == bounds
    assert flag in reading.flags


@pytest.mark.parametrize(
    ("phrase", "flag"),
    [
        ("处以罚款", "amount_missing"),
        ("给予警告", "warning_only"),
        ("不予行政处罚", "no_penalty"),
        ("处法定最高额罚款", "statutory_bound"),
        ("罚款金额＝20万元×裁量百分值", "computed"),
        ("处五万元罚款，按日连续处罚", "daily"),
        ("按照原处罚数额按日连续处罚", "daily"),
        ("对责任人处七万元罚款", "party_unclear"),
        ("对相关责任人处七千元罚款", "party_unclear"),
        ("处每平方米20元罚款", "per_unit"),
        ("每辆处500元罚款", "per_unit"),
    ],
)
def test_what_is_not_an_amount_is_named(phrase: str, flag: str) -> None:
    assert flag in read_fines(phrase).flags


def test_closing_down_alone_is_its_own_kind_and_beside_a_sum_is_not() -> None:
    assert [fine.kind for fine in read_fines("报经批准，责令停业、关闭").fines] == ["closure_only"]
    assert [fine.kind for fine in read_fines("责令停产停业，处五万元罚款").fines] == ["yuan_fixed"]


def test_the_unit_of_the_header_serves_a_bare_cell_only() -> None:
    assert read_fines("5-10", "万元").fines[0].max == 100_000
    assert read_fines("5以上10以下", "万元").fines[0].min == 50_000
    assert read_fines("500元以上1000元以下", "万元").fines[0].max == 1000


@given(
    low=st.integers(1, 900),
    more=st.integers(1, 900),
    unit=st.sampled_from(["元", "万元"]),
    between=st.sampled_from("-~至"),
)
def test_both_notations_of_a_range_give_the_same(low: int, more: int, unit: str, between: str) -> None:
    high = low + more
    dashed = read_fines(f"处{low}{between}{high}{unit}罚款").fines
    worded = read_fines(f"责令改正，处{low}{unit}以上{high}{unit}以下的罚款").fines
    assert dashed == worded
    assert worded[0].max == high * (10_000 if unit == "万元" else 1)


FINE_LIKE = st.text(
    alphabet="处罚款一二两三十百千万亿零元倍%‰分之0123456789.-~以上下至，；。的每增加不超过对个人单位货值金额（）",
    max_size=80,
)


@settings(max_examples=300)
@given(FINE_LIKE | st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    for fine in read_fines(text).fines:
        assert fine.kind == "closure_only" or fine.unit in {"yuan", "times", "percent", "permille"}


@pytest.mark.parametrize(
    "seed", ["处五万元以上", "一", "1,000", "百分之", "（", "每增加一万元，", "6-", "处", "1-万元", "2元万"]
)
def test_time_grows_with_the_length_only(seed: str) -> None:
    def spent(size: int) -> float:
        text = (seed * (size // len(seed) + 1))[:size]
        gc.disable()  # a collection of what other tests left behind would be counted here
        try:
            began = time.process_time()
            read_fines(text)
            return time.process_time() - began
        finally:
            gc.enable()

    small = min(spent(2000) for _ in range(3))
    large = min(spent(16_000) for _ in range(3))
    assert large < 8 * 5 * max(small, 0.002)


def test_phrases_written_for_the_project_are_read_as_well() -> None:
    with (Path(__file__).parents[2] / "fixtures" / "made" / "fine_phrases.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        made = list(csv.DictReader(file))
    wrong = [row["phrase"] for row in made if row["part"] == "worked" and faults(row, read_fines(row["phrase"]))]
    assert len(wrong) <= 0.02 * len(made), wrong
    assert [row["phrase"] for row in made if row["note"] and not read_fines(row["phrase"]).flags] == []


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("处（5-10）万元罚款", 50_000.0, 100_000.0),
        ("20万元≤罚款＜40万元", 200_000.0, 400_000.0),
        ("罚款≥5万元且＜10万元", 50_000.0, 100_000.0),
        ("处5万元以上、10万元以下罚款", 50_000.0, 100_000.0),
        ("罚款金额为3万元至9万元", 30_000.0, 90_000.0),
        ("处廿万元罚款", 200_000.0, 200_000.0),
        ("处五千元以上、三万元以内的罚款", 5_000.0, 30_000.0),
        ("最低处2万元，最高处5万元罚款", 20_000.0, 50_000.0),
    ],
)
def test_other_ways_of_writing_a_fine(phrase: str, low: float, high: float) -> None:
    (fine,) = read_fines(phrase).fines
    assert (fine.min, fine.max, fine.unit) == (low, high, "yuan")


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("处应缴费用一倍以上一倍半以下罚款", [("multiple_range", 1.0, 1.5, "应缴费用")]),
        ("处二点五万元罚款", [("yuan_fixed", 25_000.0, 25_000.0, "")]),
        ("处2.5倍以下违法所得的罚款", [("multiple_max", 0.0, 2.5, "违法所得")]),
        ("处5-8万罚款", [("yuan_range", 50_000.0, 80_000.0, "")]),
        ("按每日1000元计算罚款", [("yuan_fixed", 1000.0, 1000.0, "")]),
        ("罚款下限为3万元，上限为9万元", [("yuan_range", 30_000.0, 90_000.0, "")]),
        ("处五万元以下、一万元以上的罚款", [("yuan_range", 10_000.0, 50_000.0, "")]),
        ("贮存量超过核准能力20%不足50%的，处2万元罚款", [("yuan_fixed", 20_000.0, 20_000.0, "")]),
    ],
)
def test_shapes_that_fresh_phrases_showed(phrase: str, parts: list[tuple[str, float, float, str]]) -> None:
    reading = read_fines(phrase)
    assert [(fine.kind, fine.min, fine.max, fine.base) for fine in reading.fines] == parts
    assert reading.flags == ()


@pytest.mark.parametrize(
    ("phrase", "flags"),
    [
        ("处罚款2万元（大写：贰万元整）", ()),
        ("处罚款五万元整（￥50000元）", ()),
        ("罚款5000元（伍仟元整）", ()),
        ("处罚款6万元（大写：陆千元整）", ("misprint",)),
        ("罚款5000元（伍万元整）", ("misprint",)),
    ],
)
def test_a_sum_said_twice_is_one_fine_and_flagged_where_the_two_differ(phrase: str, flags: tuple[str, ...]) -> None:
    reading = read_fines(phrase)
    assert len(reading.fines) == 1
    assert reading.flags == flags
