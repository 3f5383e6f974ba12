"""Chinese titles in English from the glossary: exact where it knows, Chinese left alone where it does not."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vocabulary.titles import gloss_title
from storage.vocabulary.titles.numerals import numeral
from storage.vocabulary.titles.patterns import DEEDS, FRAMES, HEADS, KINDS

TITLES = Path(__file__).parents[2] / "fixtures" / "titles.tsv"
CHINESE = re.compile(r"[\u3400-\u9fff]")


GLOSSED = list(csv.DictReader((TITLES.parent / "glossed_titles.tsv").open(encoding="utf-8"), delimiter="\t"))


@pytest.mark.parametrize("row", GLOSSED, ids=lambda row: row["english"][:40])
def test_titles_are_told_exactly_and_what_is_not_known_stays_in_chinese(row: dict[str, str]) -> None:
    gloss = gloss_title(row["title"])
    assert gloss is not None
    assert (gloss.english, gloss.whole) == (row["english"], not CHINESE.search(row["english"]))


@pytest.mark.parametrize(
    "title", ["", "   ", "China Launches Battery Recycling", "新规出台！速看", "的" * 400, "规范情况"]
)
def test_where_no_frame_is_known_nothing_is_said(title: str) -> None:
    assert gloss_title(title) is None


def test_a_deed_is_not_lost_between_two_others() -> None:
    forwarded = gloss_title("福建省工业和信息化厅等三部门转发关于开展废旧动力电池专项检查的通知")
    assert forwarded is not None and "forwarding “Notice on carrying out" in forwarded.english
    twice = gloss_title("关于撤销、变更动力电池回收企业的公告")
    assert (
        twice is not None and twice.english == "Announcement revoking and changing power battery recycling enterprises"
    )


@given(st.text(alphabet="关于印发公布征求意见的通知《》（）第六批名单公示动力电池解读、和 :x1", max_size=60))
def test_any_title_gets_an_answer_and_the_same_twice(title: str) -> None:
    gloss = gloss_title(title)
    gloss_title.cache_clear()
    assert gloss_title(title) == gloss
    if gloss is not None:
        assert gloss.whole == (not CHINESE.search(gloss.english))
        assert "{" not in gloss.english


def test_patterns_fill_what_they_promise() -> None:
    for form in [*DEEDS.values(), *HEADS.values(), *(form for _, form in FRAMES)]:
        assert form.count("{x}") == 1, form
    assert not any(CHINESE.search(english) for english in KINDS.values())


def test_most_titles_of_the_labelled_ones_get_a_gloss() -> None:
    """The titles the glossary was written beside: what `python -m bench.quality_glossary` prints must not get less."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in csv.DictReader(TITLES.open(encoding="utf-8"), delimiter="\t"):
        if CHINESE.search(row["title"]):
            gloss = gloss_title(row["title"])
            counts[row["scope"], "none" if gloss is None else "whole" if gloss.whole else "part"] += 1
    assert counts["on_topic", "whole"] >= 44
    assert counts["on_topic", "none"] <= 5
    assert sum(number for (_, kind), number in counts.items() if kind == "none") <= 62


def test_numerals() -> None:
    assert [numeral(text) for text in ("六", "十", "二十二", "八十六", "一百零三", "两千", "379")] == [
        6, 10, 22, 86, 103, 2000, 379,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no numeral"):
        numeral("甲")
