"""Every recorded page, every page of the demo and every made passage gives number, issuers, stage and dates as a person
reads them, with the sentences they stand in, and the same twice."""

import json
from datetime import date

import pytest

from bench.quality_facts import FIXTURES, Case, demo, faults, passages, recorded
from regwatch.demo.story import load
from storage.model import DatedSentence, Facts

RECORDED = list(recorded())
PASSAGES = list(passages("passages_worked.toml"))


@pytest.mark.parametrize("case", [*RECORDED, *PASSAGES], ids=[case.name for case in (*RECORDED, *PASSAGES)])
def test_a_page_says_what_a_person_reads_there(case: Case) -> None:
    assert faults(case.wanted, case.facts) == []


def test_every_page_of_the_demo_says_what_a_person_reads_there() -> None:
    cases = list(demo())
    assert {case.name: wrong for case in cases if (wrong := faults(case.wanted, case.facts))} == {}
    assert len(cases) == sum(len(notice.editions) for notice in load().notices if not notice.pointer)


def test_every_recorded_page_has_its_expectation() -> None:
    index = json.loads((FIXTURES / "pages" / "index.json").read_text("utf-8"))
    assert [case.name for case in RECORDED] == [entry["file"] for entry in index]


def test_the_same_facts_twice() -> None:
    assert [case.facts for case in recorded()] == [case.facts for case in RECORDED]


def test_the_checker_sees_what_is_wrong() -> None:
    day = date(2026, 4, 1)
    wanted = {"number": "令第1号", "issuers": ["商务部"], "dates": [["effective", day, "day", "自2026年4月1日起"]]}
    right = DatedSentence("effective", day, "day", "本令自2026年4月1日起施行。")
    facts = Facts(doc_number="令第1号", issuers=("商务部",), dates=(right,))
    assert faults(wanted, facts) == []
    elsewhere = DatedSentence("effective", day, "day", "另一句")
    coarse = DatedSentence("effective", day, "month", right.sentence)
    for worse in (
        Facts(doc_number="令第2号", issuers=("商务部",), dates=(right,)),
        Facts(doc_number="令第1号", issuers=("商务部", "财政部"), dates=(right,)),
        Facts(doc_number="令第1号", issuers=("商务部",), stage="issued", dates=(right,)),
        Facts(doc_number="令第1号", issuers=("商务部",), dates=()),
        Facts(doc_number="令第1号", issuers=("商务部",), dates=(coarse,)),
        Facts(doc_number="令第1号", issuers=("商务部",), dates=(elsewhere,)),
        Facts(doc_number="令第1号", issuers=("商务部",), dates=(right, DatedSentence("signed", day, "day", ""))),
    ):
        assert faults(wanted, worse)
