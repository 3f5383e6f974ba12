"""Announcements whose title says only who speaks are read from what their opening announces."""

import time

import pytest

from crawler.facts.announced import announced_in, is_bare
from crawler.facts.descriptions import describe


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("中华人民共和国工业和信息化部公告2026年第20号", True),
        ("工业和信息化部 生态环境部公告（2024年第3号）", True),
        ("中华人民共和国工业和信息化部令第73号", True),
        ("符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单公告", False),
        ("工业和信息化部公告2024年第42号 关于废旧电池的事项", False),
        ("关于开展联合执法的通知", False),
    ],
)
def test_bare_titles(title: str, bare: bool) -> None:
    assert is_bare(title) is bare


def test_a_list_under_a_bare_title() -> None:
    text = (
        "根据《新能源汽车废旧动力电池综合利用行业规范条件（2024年本）》，经企业申报，现将符合规范条件的企业名单"
        "（第六批）予以公告。\n工业和信息化部\n2026年7月30日"
    )
    told = describe("中华人民共和国工业和信息化部公告2026年第20号", "", text)
    assert told.topics == ("list_publication",)
    assert told.on_subject is True
    assert told.doc_number == "公告2026年第20号"


def test_an_order_under_a_bare_title() -> None:
    text = "《新能源汽车废旧动力电池回收和综合利用管理暂行办法》已经审议通过，现予公布，自2026年4月1日起施行。"
    told = describe("中华人民共和国工业和信息化部令第73号", "", text)
    assert "policy_measure" in told.topics
    assert told.on_subject is True


def test_the_same_number_of_another_body_stays_off_the_subject() -> None:
    told = describe("市场监管总局公告2026年第20号", "", "根据《广告法》，现将《广告引证内容执法指南》予以公告。")
    assert told.on_subject is False


def test_a_title_that_speaks_for_itself_is_not_read_from_the_text() -> None:
    told = describe("关于开展安全生产检查的通知", "", "现将废旧动力电池综合利用企业名单予以公告。")
    assert told.on_subject is False


@pytest.mark.parametrize("unit", ["现将", "《", "《》", "根据", "，", "予以", "公告"])
def test_hostile_openings_cost_little(unit: str) -> None:
    start = time.process_time()
    announced_in(unit * 20_000)
    assert time.process_time() - start < 0.5
