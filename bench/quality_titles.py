"""How well titles are told: prints the figures over tests/fixtures/titles.tsv. Run: python bench/quality_titles.py

`press_about_topic` counts as not on subject; a label `other` is not scored; of the topics only the coarse ones that the
labels use. Both halves (every second title) are printed so that a rule that fits one half only shows.
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.measuring import Figure
from crawler.facts.descriptions import describe

FIXTURE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "titles.tsv"
COARSE = frozenset(
    (
        *("list_publication", "penalty_benchmark", "provincial_rollout", "enforcement_campaign"),
        *("standard", "policy_measure", "interpretation"),
    )
)


def rows() -> list[dict[str, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def f1(hits: Counter[str]) -> float:
    total = 2 * hits["right"] + hits["false"] + hits["missed"]
    return 2 * hits["right"] / total if total else 1.0


def count(hits: Counter[str], told: bool, labelled: bool) -> None:
    if told or labelled:
        hits["right" if told and labelled else "false" if told else "missed"] += 1


def figures(sample: list[dict[str, str]], *, issuers: bool = True) -> dict[str, float]:
    consultation, subject, topics, provinces = Counter(), Counter(), Counter(), 0  # type: ignore[var-annotated]
    for row in sample:
        told = describe(row["title"], row["issuer"] if issuers else "")
        count(consultation, told.stage == "consultation", row["stage"] == "consultation")
        count(subject, told.on_subject, row["scope"] == "on_topic")
        labels = set(row["topic"].split(";")) & COARSE
        for topic in (set(told.topics) & COARSE) | labels:
            count(topics, topic in told.topics, topic in labels)
        provinces += told.province == row["province"]
    return {
        "consultation F1": f1(consultation),
        "on_subject F1": f1(subject),
        "topics micro-F1": f1(topics),
        "province accuracy": provinces / len(sample),
    }


BARS = {"consultation F1": 0.97, "on_subject F1": 0.93, "topics micro-F1": 0.93, "province accuracy": 0.97}


def measured() -> Iterator[Figure]:
    for name, value in figures(rows()).items():
        yield Figure(name, value, BARS[name], most=False)


def main() -> None:
    sample = rows()
    halves = {"all": sample, "half 1": sample[::2], "half 2": sample[1::2]}
    for name, part in halves.items():
        print(name, len(part), {key: round(value, 3) for key, value in figures(part).items()})
    untold = figures(sample, issuers=False)
    print("without issuers", len(sample), {key: round(value, 3) for key, value in untold.items()})
    start = time.process_time()
    for _ in range(10):
        for row in sample:
            describe(row["title"] + " ", row["issuer"])
    print(f"{(time.process_time() - start) / len(sample) * 100:.2f} s CPU per 1,000 titles")


if __name__ == "__main__":
    main()
