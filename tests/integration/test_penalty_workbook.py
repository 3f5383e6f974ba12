"""The real workbook of Jiangmen (2020), from its bytes to its penalty rules."""

import csv
from pathlib import Path

from crawler.attachments.reading import read
from crawler.facts.penalty_rules import read_rules

FOLDER = Path(__file__).parents[1] / "fixtures" / "benchmarks"
COLUMNS = ("序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准", "备注")


def test_all_rows_of_the_workbook_become_rules() -> None:
    document = read((FOLDER / "jiangmen_2020_penalty_benchmarks.xls").read_bytes(), "benchmarks.xls")
    rules, warnings = read_rules(document.tables, document.text, "attachment:benchmarks.xls")
    with (FOLDER / "jiangmen_2020_penalty_benchmarks.expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [tuple(row[name] for name in COLUMNS) for row in csv.DictReader(file)]
    found = [(one.item, one.offence, one.basis, one.tier, one.circumstance, one.text, one.note) for one in rules]
    assert found == expected
    assert warnings == ()
