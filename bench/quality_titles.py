"""How well titles are told: the figures over the labelled titles, and over titles written for this project.

Run: python bench/quality_titles.py [MORE.tsv]

`press_about_topic` counts as not on subject; a label `other` is not scored; of the topics only the coarse ones that the
labels use. tests/fixtures/made/README.md says which of the made titles the rules were mended with (`worked`) and which
were only ever measured (`held_out`).
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

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
FIXTURE = FIXTURES / "titles.tsv"
MADE = FIXTURES / "made" / "titles.tsv"
COARSE = frozenset(
    (
        *("list_publication", "penalty_benchmark", "provincial_rollout", "enforcement_campaign"),
        *("standard", "policy_measure", "interpretation"),
    )
)


def rows(path: Path = FIXTURE) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
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


def samples() -> dict[str, list[dict[str, str]]]:
    """The labelled titles, and the made ones by their part."""
    made = rows(MADE)
    return {"labelled": rows()} | {
        f"made, {part}": [row for row in made if row["part"] == part] for part in ("worked", "held_out")
    }


def errors(sample: list[dict[str, str]]) -> Iterator[str]:
    """Each title that is not told as it is labelled, with what was told."""
    for row in sample:
        told = describe(row["title"], row["issuer"])
        labels, topics = set(row["topic"].split(";")) & COARSE, set(told.topics) & COARSE
        wrong = [f"topics {' '.join(sorted(topics)) or 'other'}"] * (labels != topics)
        wrong += [f"on_subject {told.on_subject}"] * (told.on_subject != (row["scope"] == "on_topic"))
        wrong += [f"stage {told.stage or 'none'}"] * (
            (told.stage == "consultation") != (row["stage"] == "consultation")
        )
        wrong += [f"province {told.province or 'none'}"] * (told.province != row["province"])
        if wrong:
            yield f"{row['title']} ({row['issuer']}): {', '.join(wrong)}"


def cpu_of_a_thousand(sample: list[dict[str, str]]) -> float:
    """CPU seconds for 1,000 titles, each read for the first time."""
    start = time.process_time()
    for number in range(1_000):
        row = sample[number % len(sample)]
        describe(f"{row['title']} {number}", row["issuer"])
    return time.process_time() - start


def measured() -> Iterator[Figure]:
    for part, sample in samples().items():
        for name, value in figures(sample).items():
            yield Figure(f"{part} ({len(sample)}): {name}", value, BARS[name], most=False)
    yield Figure("1,000 titles, CPU", cpu_of_a_thousand(rows()), 1.0, unit="s")


def main(more: list[Path]) -> None:
    sample = rows()
    parts = samples() | {path.name: rows(path) for path in more}
    for name, part in parts.items():
        print(name, len(part), {key: round(value, 3) for key, value in figures(part).items()})
        for line in errors(part):
            print("  ", line)
    untold = figures(sample, issuers=False)
    print("without issuers", len(sample), {key: round(value, 3) for key, value in untold.items()})
    print(f"{cpu_of_a_thousand(sample):.2f} s CPU per 1,000 titles")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
