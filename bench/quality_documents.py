"""How well `regwatch read` answers, measured through the command itself. Run: python -m bench.quality_documents

Titles: `read --lines` over titles.tsv (title TAB issuer). Fines: `read --lines` over the labelled phrases.
Rules: `read` over the real benchmark workbook, cell by cell against its expected rows. The CPU of a run includes the
start of the interpreter; a run over one line is subtracted to tell the work from the start.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measuring import Figure

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
COARSE = frozenset(
    (
        *("list_publication", "penalty_benchmark", "provincial_rollout", "enforcement_campaign"),
        *("standard", "policy_measure", "interpretation"),
    )
)
COLUMNS = ("序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准", "备注")
ASKED = ("item", "offence", "basis", "tier", "circumstance", "text", "note")


def regwatch(*arguments: str, lines: list[str] | None = None) -> tuple[Any, float]:
    """The JSON that the command prints, and the CPU seconds of its process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        if lines is not None:
            path = Path(folder) / "lines.txt"
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            arguments = (*arguments, str(path))
        command = [sys.executable, "-m", "regwatch.cli", *arguments, "--format", "json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(done.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows_of(path: Path, **how: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **how))


def f1(pairs: list[tuple[bool, bool]]) -> float:
    hits = Counter(pairs)
    right = 2 * hits[True, True]
    return right / (right + hits[True, False] + hits[False, True]) if right else 0.0


def titles(start: float) -> Iterator[Figure]:
    rows = rows_of(FIXTURES / "titles.tsv", delimiter="\t", quoting=csv.QUOTE_NONE)
    told, _ = regwatch("read", "--lines", lines=[f"{row['title']}\t{row['issuer']}" for row in rows])
    assert len(told) == len(rows), "one answer a line"
    both = list(zip(rows, told, strict=True))
    consultation = f1([(one["stage"] == "consultation", row["stage"] == "consultation") for row, one in both])
    subject = f1([(one["on_subject"], row["scope"] == "on_topic") for row, one in both])
    topics = f1([(topic in one["topics"], topic in row["topic"].split(";")) for row, one in both for topic in COARSE])
    provinces = sum(one["province"] == row["province"] for row, one in both) / len(rows)
    yield Figure(f"read --lines, {len(rows)} titles: topics micro-F1", topics, 0.93, most=False)
    yield Figure("read --lines: relevance F1", subject, 0.93, most=False)
    yield Figure("read --lines: consultation F1", consultation, 0.97, most=False)
    yield Figure("read --lines: province accuracy", provinces, 0.97, most=False)
    thousand = [f"{row['title']} {number}\t{row['issuer']}" for number in range(4) for row in rows][:1000]
    _, spent = regwatch("read", "--lines", lines=thousand)
    print(f"1,000 titles: {spent - start:.2f} s CPU beside {start:.2f} s of start")
    yield Figure("read --lines: 1,000 titles, CPU beside the start", spent - start, 1.0, unit="s")


def fines() -> Iterator[Figure]:
    rows = rows_of(FIXTURES / "fine_phrases.csv")
    told, _ = regwatch("read", "--lines", lines=[" ".join(row["phrase"].split()) for row in rows])
    right = [_is_right(row, one["penalties"]) for row, one in zip(rows, told, strict=True)]
    yield Figure(f"read --lines, {len(rows)} fine phrases exactly right", sum(right) / len(rows), 0.98, most=False)
    for row, good in zip(rows, right, strict=True):
        if not good:
            print("  WRONG", row["phrase"][:100])


def _is_right(row: dict[str, str], rules: list[dict[str, Any]]) -> bool:
    """Kinds, bounds, payers and bases; where the labels name bases, each share's base must be one of them."""
    fine = rules[0]["fine"] if len(rules) == 1 else []
    sums = [part for part in fine if part["kind"] != "closure_only"]
    named = _cells(row["bases_named"])
    bases = [part["base"] for part in sums if part["unit"] != "yuan" and part["party"] == "unit"]
    return (
        [part["kind"] for part in fine] == _cells(row["kinds"])
        and [part["min"] for part in sums] == [float(value) for value in _cells(row["mins"])]
        and [part["max"] for part in sums] == [float(value) for value in _cells(row["maxs"])]
        and [part["party"] for part in sums] == _cells(row["parties"])
        and (not named or all(base in named for base in bases))
    )


def _cells(text: str) -> list[str]:
    return [value for value in text.split("|") if value]


def workbook() -> Iterator[Figure]:
    expected = rows_of(FIXTURES / "benchmarks" / "jiangmen_2020_penalty_benchmarks.expected.csv")
    told, spent = regwatch("read", str(FIXTURES / "benchmarks" / "jiangmen_2020_penalty_benchmarks.xls"))
    found = [tuple(rule[name] for name in ASKED) for rule in told["penalties"]]
    wanted = [tuple(row[name] for name in COLUMNS) for row in expected]
    right = sum(one == other for one, other in zip(found, wanted, strict=False))
    fined = sum(bool(rule["fine"]) for rule in told["penalties"])
    print(f"workbook: {len(found)} rules found, {fined} with a sum, {spent:.1f} s CPU")
    yield Figure(f"read, workbook: rows as expected, of {len(wanted)}", float(right), float(len(wanted)), most=False)


def measured() -> Iterator[Figure]:
    _, start = regwatch("read", "--lines", lines=["关于开展检查的通知"])
    yield from titles(start)
    yield from fines()
    yield from workbook()


def main() -> None:
    figures = list(measured())
    for figure in figures:
        print(f"{figure.name}: {figure.value:.3f}")
    sys.exit(0 if all(figure.met for figure in figures) else 1)


if __name__ == "__main__":
    main()
