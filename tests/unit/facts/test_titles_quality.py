"""The figures over the labelled titles hold, and telling stays fast."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest

from crawler.facts.descriptions import Description, describe

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "titles.tsv"
COARSE = set(
    "list_publication penalty_benchmark provincial_rollout enforcement_campaign standard policy_measure interpretation".split()  # noqa: E501, SIM905
)
Told = list[tuple[dict[str, str], Description]]


@pytest.fixture(scope="module")
def told() -> Told:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row, describe(row["title"], row["issuer"])) for row in rows]


def _f1(pairs: list[tuple[bool, bool]]) -> float:
    hits = Counter(pairs)
    return 2 * hits[True, True] / (2 * hits[True, True] + hits[True, False] + hits[False, True])


def test_consultations(told: Told) -> None:
    assert _f1([(d.stage == "consultation", row["stage"] == "consultation") for row, d in told]) >= 0.97


def test_relevance(told: Told) -> None:
    assert _f1([(d.on_subject, row["scope"] == "on_topic") for row, d in told]) >= 0.93


def test_topics(told: Told) -> None:
    pairs = [(topic in d.topics, topic in row["topic"].split(";")) for row, d in told for topic in COARSE]
    assert _f1(pairs) >= 0.93


def test_provinces(told: Told) -> None:
    assert sum(d.province == row["province"] for row, d in told) / len(told) >= 0.97


def test_a_thousand_titles_take_less_than_a_second(told: Told) -> None:
    start = time.process_time()
    for number in range(1000):
        row, _ = told[number % len(told)]
        describe(f"{row['title']} {number}", row["issuer"])
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "unit", ["关于", "征求", "（", "《", "有限", "深圳市", "〔2018〕", "一", "专项", "解决 ", "印发"]
)
def test_hostile_titles_cost_little(unit: str) -> None:
    start = time.process_time()
    describe(unit * 20000, "", unit * 20000)
    assert time.process_time() - start < 2.0
