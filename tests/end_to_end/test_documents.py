"""The documents are true: the README's commands run on the demo's data, every command is described, links lead on."""

import re
import shlex
from pathlib import Path

import pytest
from running import ROOT, run_regwatch

pytestmark = pytest.mark.timeout(900)

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^uv run regwatch --data demo-data (.+?)(?:\s{2,}#.*)?$", README, re.MULTILINE)


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_readme_answers(demo: Path, example: str) -> None:
    done = run_regwatch("--data", str(demo), *shlex.split(example), cwd=demo)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


AS_OF = re.findall(
    r"^uv run regwatch --data demo-data (.+?)\s{2,}# (.+)$",
    (ROOT / "docs" / "as-of.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_the_document_of_the_two_clocks_has_examples() -> None:
    assert len(AS_OF) >= 5


@pytest.mark.parametrize(("example", "told"), AS_OF)
def test_an_example_of_the_two_clocks_answers_what_it_says(demo: Path, example: str, told: str) -> None:
    done = run_regwatch("--data", str(demo), *shlex.split(example), cwd=demo)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def _commands() -> list[str]:
    listed = run_regwatch("--help", cwd=ROOT).stdout.split("Commands:")[1]
    return re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)


def test_every_command_is_in_the_readme_and_has_help() -> None:
    commands = _commands()
    assert {"crawl", "changes", "show", "diff", "search", "digest", "demo"} <= set(commands)
    for command in commands:
        assert re.search(rf"`[^`]*\b{command}\b[^`]*`", README), f"{command} is not in the README"


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
