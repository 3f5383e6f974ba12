"""Single lines: fine phrases against titles that name sums, and dated sentences."""

import csv
from datetime import date
from pathlib import Path

import pytest

from crawler.facts.descriptions import describe
from crawler.facts.fines import read_fines
from crawler.facts.single_lines import dates_of_line, penalties_of_line
from storage.model import PenaltyRule

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def _rules(line: str) -> tuple[PenaltyRule, ...]:
    return penalties_of_line(line, describe(line))


def test_every_labelled_phrase_is_one_rule_with_all_its_fines() -> None:
    with (FIXTURES / "fine_phrases.csv").open(encoding="utf-8-sig", newline="") as file:
        phrases = [row["phrase"] for row in csv.DictReader(file)]
    told = [(phrase, _rules(phrase)) for phrase in phrases]
    assert [phrase for phrase, rules in told if len(rules) != 1 or rules[0].fine != read_fines(phrase).fines] == []


def test_no_labelled_title_is_a_fine() -> None:
    with (FIXTURES / "titles.tsv").open(encoding="utf-8", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assert [title for title in titles if _rules(title)] == []


@pytest.mark.parametrize(
    "line",
    [
        "总投资10亿元以上的动力电池回收项目签约",
        "年处理5万吨废旧电池，投资3.5亿元",
        "关于下达5000万元专项资金的通知",
        "责令改正",
    ],
)
def test_sums_that_nobody_pays_as_a_fine(line: str) -> None:
    assert _rules(line) == ()


@pytest.mark.parametrize(
    ("line", "flags"), [("不予处罚", "no_penalty"), ("顶格处罚", "statutory_bound"), ("警告", "warning_only")]
)
def test_penalties_without_a_sum(line: str, flags: str) -> None:
    (rule,) = _rules(line)
    assert rule.fine == () and rule.flags == (flags,) and rule.text == line


def test_a_sum_alone_is_a_fine() -> None:
    (rule,) = _rules("违法所得一倍以上三倍以下")
    assert [(fine.kind, fine.min, fine.max) for fine in rule.fine] == [("multiple_range", 1.0, 3.0)]


def test_a_dated_sentence() -> None:
    days, sentences = dates_of_line("本办法自2026年4月1日起施行")
    assert days == {"effective": date(2026, 4, 1)}
    assert [one.kind for one in sentences] == ["effective"]


def test_a_title_with_a_year_states_no_date() -> None:
    assert dates_of_line("综合利用行业规范条件（2024年本）") == ({}, ())
