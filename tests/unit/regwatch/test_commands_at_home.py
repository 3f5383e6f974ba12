"""Each command is found in its file, and one that is known by its name brings no other's readers along."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from regwatch.cli import _subcommand, app_for, run
from regwatch.commands import HOMES

ROOT = Path(__file__).resolve().parents[3]


def _names(app: typer.Typer) -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_has_one_home_and_every_home_its_commands() -> None:
    told = [name for names in HOMES.values() for name in names]
    assert len(told) == len(set(told))
    assert _names(app_for()) == set(told) == _names(app_for("nothing of the kind"))
    for names in HOMES.values():
        for name in names:
            assert _names(app_for(name)) == set(names)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["show", "miit-1"], "show"),
        (["--data", "show", "changes"], "changes"),
        (["--data=x", "--format", "json", "sources", "--now", "2026-05-01"], "sources"),
        (["--version"], ""),
        ([], ""),
    ],
)
def test_the_subcommand_is_the_first_word_that_is_no_options_value(arguments: list[str], found: str) -> None:
    assert _subcommand(arguments) == found


def test_a_question_loads_no_reader_of_files_and_no_mail() -> None:
    code = "import sys\nfrom regwatch.cli import run\nrun(['show', '--help'])\nprint(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = told.stdout.split()
    assert "regwatch.commands.asking" in loaded
    others = ("bs4", "lxml", "scrapy", "pdfplumber", "crawler.reading", "notifier.digest_mail", "fastapi", "premailer")
    assert [name for name in loaded if name.startswith(others)] == []


def _said(*arguments: str) -> tuple[int, str]:
    started = [sys.executable, "-m", "regwatch", *arguments]
    done = subprocess.run(started, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["changes", "--data"], "'--data' requires an argument"),
        (["evidence"], "`regwatch evidence --help` lists them"),
        (["report"], "`regwatch report --help` lists them"),
        ([], "`regwatch --help` lists them"),
        (["evidence", "verify"], "see `regwatch evidence verify --help`"),
        (["report", "weekly", "-o", "never.html", "--format", "xml"], "--format xml is not known"),
        (["explore", "--format", "xml"], "--format xml is not known"),
    ],
)
def test_wrong_usage_says_where_to_look_however_it_was_started(arguments: list[str], told: str) -> None:
    status, said = _said(*arguments)
    assert status == 2
    assert told in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["changes"], ["report", "weekly"], ["evidence", "verify"]])
def test_every_help_names_the_options_that_hold_for_all(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--help"]) == 0
    assert "Beside these: --data DIR" in capsys.readouterr().out
