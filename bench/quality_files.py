"""Rows of known tables that come out of each format cell for cell: `python bench/quality_files.py`.

Aim: every row of every format. The files are made here; LibreOffice made those under tests/fixtures/files.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench import file_makers as make
from bench.measuring import Figure
from crawler.attachments import read
from storage.model import Document

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"


Made = tuple[bytes, make.Rows]
WIDTHS, SIX_WIDTHS, OFD_WIDTHS = (30, 150, 110, 70, 155), (30, 110, 120, 30, 110, 115), (14, 50, 42, 30, 44)


def cases() -> dict[str, Callable[[], Made]]:
    """A maker of (file, rows) under the name of each case; nothing is made before it is asked for."""
    found: dict[str, Callable[[], Made]] = {
        "xlsx, merged": lambda: _merged(lambda rows, merges: make.make_xlsx(rows, merges, "裁量基准")),
        "xls, merged": lambda: _merged(make.make_xls),
        "docx, merged": lambda: _merged(make.make_docx),
        "html in GB2312, merged": lambda: _merged(make.make_html),
        "pdf, whole rows": lambda: _listed(lead_in="附件1"),
        "pdf, header repeated": lambda: _listed(repeat_header=True),
        "pdf, rows cut, ruled": lambda: _listed(long=6, at_break="ruled"),
        "pdf, rows cut, no rule at the break": lambda: _listed(long=6, at_break="open"),
        "pdf, rows cut, header repeated": lambda: _listed(long=6, at_break="ruled", repeat_header=True),
        "pdf, no rules at the sides": lambda: _listed(sides=False),
        "pdf, sideways pages": lambda: _listed(turned=True),
        "pdf, six columns": lambda: _merged(lambda rows, _: make.make_pdf(rows, SIX_WIDTHS, repeat_header=True)),
        "ofd, ruled": lambda: _ofd(ruled=True),
        "ofd, no rules": lambda: _ofd(ruled=False),
        "zip of docx": lambda: _merged(lambda *x: make.zipped({"附件1.docx": make.make_docx(*x)}, gbk_names=True)),
        "zip of zip of xls": lambda: _merged(
            lambda *x: make.zipped({"内.zip": make.zipped({"a.xls": make.make_xls(*x)})})
        ),
        "7z of xlsx": lambda: _merged(lambda *x: make.seven_zipped({"附件1.xlsx": make.make_xlsx(*x)})),
        "Jiangmen 2020 workbook, 12 sheets (real)": _workbook,
    }
    for path in sorted((FIXTURES / "files").glob("*.expected.json")):
        stem = path.name.removesuffix(".expected.json")
        for file in sorted(path.parent.glob(f"{stem}.*")):
            if file != path:
                found[f"{file.name} (LibreOffice)"] = partial(_kept, file, path)
    return found


def _merged(maker: Callable[[make.Rows, list[make.Merge]], bytes]) -> Made:
    rows, merges = make.benchmarks(15, 4)
    return maker(rows, merges), rows


def _listed(long: int = 1, **options: Any) -> Made:
    rows = make.companies(70 // min(long, 2), long)
    return make.make_pdf(rows, WIDTHS, **options), rows


def _ofd(ruled: bool) -> Made:
    rows = make.companies(120)
    return make.make_ofd(rows, OFD_WIDTHS, ruled=ruled, rows_a_page=18), rows


def _kept(file: Path, expected: Path) -> Made:
    return file.read_bytes(), json.loads(expected.read_text(encoding="utf-8"))


def _workbook() -> Made:
    folder = FIXTURES / "benchmarks"
    with (folder / "jiangmen_2020_penalty_benchmarks.expected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values())[2:9] for row in csv.DictReader(file)]
    return (folder / "jiangmen_2020_penalty_benchmarks.xls").read_bytes(), rows


def rows_of(document: Document) -> make.Rows:
    """Data rows of all tables, members included; the header of the first table stays, those of others do not."""
    found = [list(row) for table in document.tables for row in table.rows[table.header :]]
    return found + [row for member in document.members for row in rows_of(member)]


def right(document: Document, expected: make.Rows) -> int:
    """How many expected data rows are read exactly, in order; surplus rows count against it."""
    wanted = expected[1:] if expected[0][0] == "序号" else expected
    got = rows_of(document)
    return sum(a == b for a, b in zip(got, wanted, strict=False)) - max(len(got) - len(wanted), 0)


def measured() -> Iterator[Figure]:
    yield Figure("rows of known tables that are not read cell for cell", told(), 0)


def told() -> int:
    """Prints the rows right of every format; how many are missing or wrong."""
    missed = 0
    for name, made in cases().items():
        data, expected = made()
        total = len(expected) - (expected[0][0] == "序号")
        count = right(read(data, name), expected)
        missed += total - count
        print(f"{count:4d} of {total:4d} rows  {name}")
    return missed


def main() -> None:
    missed = told()
    print("all rows of all formats" if not missed else f"{missed} rows are not as they should be")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
