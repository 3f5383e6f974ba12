"""`check` and `penalties` by what was known, and the reports that `check` writes, through the command line."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_archive import SITE, START, Watch, reading
from typer.testing import CliRunner

from regwatch.cli import app
from regwatch.errors import UsageFault
from storage.model import Entry, Fine, PenaltyRule

FIRM, OTHER = "甲循环科技有限公司", "乙循环科技有限公司"
KEY = "nev-battery-recycling"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list of 20 April seen on 27 April; what strikes OTHER off from 1 May is seen ten days later."""
    watch = Watch(tmp_path)
    listed = tuple(
        Entry(KEY, "listed", name, batch="第六批", row=f"row {n}") for n, name in enumerate((FIRM, OTHER), 2)
    )
    watch.look(SITE + "list.html", reading(title="名单（第六批）", entries=listed, published_on=date(2026, 4, 20)))
    rule = PenaltyRule("拆解", "", "首次", "", (Fine("yuan_max", None, 50000, "yuan"),), "五万元以下")
    bench = reading("裁量" * 50, title="裁量基准", topics=("penalty_benchmark",), penalties=(rule,), stage="issued")
    watch.at += timedelta(days=10)
    gone = (Entry(KEY, "removed", OTHER, row="row 2"),)
    watch.look(SITE + "gone.html", reading("撤销" * 50, title="撤销", entries=gone, published_on=date(2026, 5, 1)))
    watch.look(SITE + "bench.html", bench)
    watch.db.close()
    return tmp_path


def asked(folder: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(app, ["--data", str(folder), "--format", "json", *arguments])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def verdict(folder: Path, name: str, *arguments: str) -> str:
    return str(asked(folder, "check", name, *arguments)[0]["verdict"])


def test_a_check_by_the_lists_day_and_by_what_was_known(folder: Path) -> None:
    assert verdict(folder, OTHER) == "removed"
    assert verdict(folder, OTHER, "--as-of", "2026-04-25") == "listed"
    assert verdict(folder, OTHER, "--known-at", START.date().isoformat()) == "listed"
    assert verdict(folder, OTHER, "--known-at", "2026-04-26") == "not_found"
    assert verdict(folder, OTHER, "--as-of", "2026-05-02", "--known-at", "2026-05-20") == "removed"


def test_penalties_by_what_was_known(folder: Path) -> None:
    assert [one["offence"] for one in asked(folder, "penalties")] == ["拆解"]
    assert asked(folder, "penalties", "--known-at", START.date().isoformat()) == []


def test_every_form_of_the_report_says_what_it_rests_on(folder: Path) -> None:
    for ending in ("csv", "html", "xlsx"):
        asked(folder, "check", FIRM, OTHER, "--known-at", "2026-05-20", "--report", str(folder / f"report.{ending}"))
    csv_text = (folder / "report.csv").read_text(encoding="utf-8-sig")
    page = (folder / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "report.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    root = next(row.split(",")[-1] for row in csv_text.splitlines()[1:])
    assert len(root) == 64
    for said in (FIRM, OTHER, "2026-05-20T23:59:59", "名单（第六批）", root):
        assert said in csv_text and said in page and any(said in cell for cell in cells)
    refused = CliRunner().invoke(app, ["--data", str(folder), "check", FIRM, "--report", str(folder / "a.doc")])
    assert isinstance(refused.exception, UsageFault)
    assert "ends in none of .html, .csv and .xlsx" in str(refused.exception)
