"""`regwatch read` and `explain` as a user runs them: one process, its output, its status."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
ROOT = FIXTURES.parents[1]
PAGE = str(FIXTURES / "pages" / "miit_yjzj_ebc8c235.html")
PDF = str(FIXTURES / "files" / "rules.pdf")


def regwatch(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "regwatch.cli", *arguments], cwd=ROOT, input=stdin, capture_output=True
    )


def test_one_file_is_one_object_and_several_are_a_list() -> None:
    one = regwatch("read", PDF, "--format", "json")
    assert one.returncode == 0 and one.stderr == b""
    told = json.loads(one.stdout)
    wanted = "title doc_number issuers stage topics on_subject province dates text tables entries penalties readable"
    assert {*wanted.split(), "warnings"} <= set(told)
    both = regwatch("read", PAGE, PDF, "--format", "json")
    assert [answer["file"] for answer in json.loads(both.stdout)] == [PAGE, PDF]
    assert json.loads(both.stdout)[1]["penalties"] == told["penalties"]
    assert b"reading 2 of 2" in both.stderr


def test_standard_input_is_a_document() -> None:
    told = regwatch("--format", "json", "read", "-", stdin=Path(PAGE).read_bytes())
    answer = json.loads(told.stdout)
    assert answer["stage"] == "consultation" and answer["comment_deadline"] == "2026-10-14"


def test_the_real_workbook() -> None:
    told = regwatch("read", str(FIXTURES / "benchmarks" / "jiangmen_2020_penalty_benchmarks.xls"), "--format", "json")
    with (FIXTURES / "benchmarks" / "jiangmen_2020_penalty_benchmarks.expected.csv").open(encoding="utf-8-sig") as file:
        expected = [(row["序号"], row["违法行为"], row["裁量标准"]) for row in csv.DictReader(file)]
    rules = json.loads(told.stdout)["penalties"]
    assert [(rule["item"], rule["offence"], rule["text"]) for rule in rules] == expected


def test_lines_of_standard_input() -> None:
    lines = "关于开展废旧动力电池专项行动的通知\t浙江省经信厅\n处五万元以上十万元以下罚款\n"
    told = regwatch("read", "--lines", "-", "--format", "json", stdin=lines.encode("gbk"))
    first, second = json.loads(told.stdout)
    assert first["province"] == "浙江" and second["penalties"][0]["fine"][0]["max"] == 100000.0
    assert len(told.stdout.decode().splitlines()) == 4, "one answer on each line between the brackets"
    table = regwatch("read", "--lines", "-", "--format", "csv", stdin=lines.encode())
    rows = list(csv.DictReader(io.StringIO(table.stdout.decode())))
    assert [row["line"] for row in rows] == ["1", "2"] and rows[1]["fines"]


def test_a_file_that_is_not_there_stops_before_anything_is_printed(tmp_path: Path) -> None:
    told = regwatch("read", PDF, str(tmp_path / "nope.pdf"), "--format", "json")
    assert told.returncode == 2 and told.stdout == b""
    assert told.stderr.count(b"\n") == 1 and b"nope.pdf" in told.stderr


@pytest.mark.parametrize("arguments", [("read",), ("read", "-", "-"), ("read", "--lines"), ("explain", " ")])
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    told = regwatch(*arguments)
    assert told.returncode == 2 and told.stdout == b"" and told.stderr.count(b"\n") == 1


def test_a_folder_is_not_a_document(tmp_path: Path) -> None:
    told = regwatch("read", str(tmp_path))
    assert told.returncode == 2 and b"folder" in told.stderr


def test_unreadable_files_end_with_one_and_the_others_are_answered(tmp_path: Path) -> None:
    empty, junk = tmp_path / "empty.pdf", tmp_path / "junk.doc"
    empty.write_bytes(b"")
    junk.write_bytes(bytes(range(256)) * 9)
    told = regwatch("read", str(empty), PDF, str(junk), "--format", "json")
    assert told.returncode == 1
    assert [answer["readable"] for answer in json.loads(told.stdout)] == [False, True, False]
    assert b"2 of 3 files" in told.stderr and b"empty.pdf" in told.stderr
    lines = regwatch("read", "--lines", str(junk), "--format", "json")
    assert lines.returncode == 1 and json.loads(lines.stdout) == []


def test_tables_are_for_people() -> None:
    told = regwatch("read", PDF)
    assert told.returncode == 0 and "Penalty benchmark" in told.stdout.decode()
    assert "24 penalty rules" in told.stdout.decode()


def test_explain_says_which_words_decided() -> None:
    title = "关于开展废旧动力电池回收利用专项行动的通知"
    told = regwatch("explain", title, "--issuer", "广东省工业和信息化厅", "--format", "json")
    answer = json.loads(told.stdout)
    reasons = {reason["answer"]: reason for reason in answer["reasons"]}
    assert answer["province"] == "广东" and reasons["stage: issued"]["words"] == "通知"
    assert "广东" in reasons["province: 广东"]["words"]
    assert "stage: issued" in regwatch("explain", title).stdout.decode()


def test_explain_of_an_unknown_notice_needs_an_archive(tmp_path: Path) -> None:
    told = regwatch("--data", str(tmp_path), "explain", "miit-1f2e3d4c5b6a")
    assert told.returncode == 3 and b"no archive" in told.stderr
