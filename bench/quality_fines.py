"""How well fines are read: the labelled phrases of a CSV, field by field, and the speed.

python bench/quality_fines.py [PHRASES.csv]
"""

import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Figure
from crawler.facts.fines import FineReading, read_fines

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
LABELLED = FIXTURES / "fine_phrases.csv"
MADE = FIXTURES / "made" / "fine_phrases.csv"
FIELDS = ("kinds", "mins", "maxs", "parties", "base")


def faults(row: dict[str, str], reading: FineReading) -> list[str]:
    """The fields of a labelled phrase that the reading does not match. The labels name the bases of a phrase at large;
    a multiple or percentage is right when its base is one of them, or when the labels name none for it."""
    parts = [fine for fine in reading.fines if fine.kind != "closure_only"]
    kinds = row["kinds"].split("|") if row["kinds"] else []
    wrong = []
    if [fine.kind for fine in reading.fines] != kinds:
        wrong.append("kinds")
    for field, found in (("mins", [fine.min for fine in parts]), ("maxs", [fine.max for fine in parts])):
        if [value for value in found if value is not None] != [
            float(value) for value in row[field].split("|") if value
        ]:
            wrong.append(field)
    if [fine.party for fine in parts] != [value for value in row["parties"].split("|") if value]:
        wrong.append("parties")
    named = [base for base in row["bases_named"].split("|") if base]
    shares = [fine.base for fine in parts if fine.unit != "yuan" and fine.party == "unit"]
    if shares and named and not all(base in named for base in shares):
        wrong.append("base")
    return wrong


def phrases(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def share_right(rows: list[dict[str, str]]) -> float:
    return sum(not faults(row, read_fines(row["phrase"])) for row in rows) / len(rows)


def silent_repairs(rows: list[dict[str, str]]) -> int:
    """Phrases labelled as misprinted whose reading bears no flag."""
    odd = [row for row in rows if row["note"]]
    return sum(not read_fines(row["phrase"]).flags for row in odd)


def measured() -> Iterator[Figure]:
    """The made phrases are of unusual shapes throughout, so that only those mended with are judged."""
    labelled, made = phrases(LABELLED), phrases(MADE)
    parts = {part: [row for row in made if row["part"] == part] for part in ("worked", "held_out")}
    yield Figure(f"labelled ({len(labelled)}): exactly right", share_right(labelled), 0.98, most=False)
    yield Figure(
        f"made, worked ({len(parts['worked'])}): exactly right", share_right(parts["worked"]), 0.98, most=False
    )
    yield Figure(f"made, held_out ({len(parts['held_out'])}): exactly right", share_right(parts["held_out"]))
    yield Figure("misprints repaired in silence", float(silent_repairs(labelled + made)), 0)


def main(path: Path) -> None:
    rows = phrases(path)
    began = time.perf_counter()
    readings = [read_fines(row["phrase"]) for row in rows]
    spent = time.perf_counter() - began
    found = [faults(row, reading) for row, reading in zip(rows, readings, strict=True)]
    print(f"phrases {len(rows)}, exactly right {sum(not wrong for wrong in found) / len(rows):.4f}")
    for field in FIELDS:
        print(f"  {field:8} right {sum(field not in wrong for wrong in found) / len(rows):.4f}")
    misprints = [reading for row, reading in zip(rows, readings, strict=True) if "typo" in row["note"]]
    print(f"  labelled misprints flagged {sum('misprint' in one.flags for one in misprints)}/{len(misprints)}")
    print(f"  {len(rows) / spent:,.0f} phrases a second")
    for row, reading, wrong in zip(rows, readings, found, strict=True):
        if wrong:
            print("WRONG", wrong, row["phrase"], reading)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LABELLED)
