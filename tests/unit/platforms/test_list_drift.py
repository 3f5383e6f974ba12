"""A redesign is told apart from a quiet day: what a list is known by, renamed in the recordings, is always a fault."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.platforms.jpaas import discover, read_unit
from crawler.platforms.miit_search import read_search
from crawler.platforms.trs import read_list

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
UNITS = {
    "miit_yjzj_unit.json": ["clist_con"],
    "samr_zjdc_unit.json": ["Three_zhnlist_02", "zjnav04Left02_content", "<a "],
    "made_samr_column_unit.json": ["Three_zhnlist_02", "nav04Left02_content"],
    "made_miit_jns_unit.json": ["li class"],
}
COLUMN = "https://www.miit.gov.cn/gzcy/yjzj/index.html"


@pytest.mark.parametrize(("name", "mark"), [(name, mark) for name, marks in UNITS.items() for mark in marks])
def test_a_unit_without_its_mark_is_a_fault(name, mark):
    text = (LISTS / name).read_text("utf-8")
    assert mark in text
    page = read_unit(text.replace(mark, mark[:2] + "x" + mark[2:]).encode(), COLUMN)
    assert page.faults and not page.rows


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("mee_dcjl_list.html", ["mobile_list", 'id="div"']),
        ("mee_dcjl_list.html", ['class="date"']),
        ("mee_yjzj_list.html", ["mobile_list"]),
        ("mee_yjzj_list.html", ["href="]),
        ("moj_list.html", ["newsMsgList_zzy"]),
    ],
)
def test_a_trs_list_without_its_mark_is_a_fault(name, marks):
    text = (LISTS / name).read_text("utf-8")
    for mark in marks:
        text = text.replace(mark, "x" + mark)
    page = read_list(text, "https://www.mee.gov.cn/hdjl/yjzj/")
    assert page.faults and not page.rows


@pytest.mark.parametrize("field", ["title", "url", "dataResults", "success", "data"])
def test_a_search_answer_with_a_renamed_field_is_a_fault(field):
    text = (LISTS / "miit_search.json").read_text("utf-8")
    text = text.replace(f'"{field}"', f'"x{field}"').replace("jsearch_url", "j")
    page = read_search(text.encode(), "https://www.miit.gov.cn")
    assert page.faults and not page.rows


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["mee_dcjl_list.html", "made_mee_frame_list.html", "made_miit_column_shell.html"]), st.data())
def test_damaged_pages_never_raise(name, data):
    text = (LISTS / name).read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    text = text[:start] + data.draw(st.text(max_size=8)) + text[start + data.draw(st.integers(0, 400)) :]
    read_list(text, COLUMN)
    discover(text, COLUMN)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*UNITS, "miit_search.json"]), st.data())
def test_damaged_answers_never_raise(name, data):
    body = (LISTS / name).read_bytes()
    start = data.draw(st.integers(0, len(body)))
    body = body[:start] + data.draw(st.binary(max_size=8)) + body[start + data.draw(st.integers(0, 200)) :]
    read_unit(body, COLUMN)
    read_search(body, COLUMN)
