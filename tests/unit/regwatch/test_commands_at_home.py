"""Each command is found in its file, and one that is known by its name brings no other's readers along."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from regwatch.cli import _subcommand, app_for
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
