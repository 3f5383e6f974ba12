"""The systemd units are what systemd understands, and start commands that the product has."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regwatch.cli import app

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault(unit: Path, tmp_path: Path) -> None:
    """The command alone is put out of the way: /opt/regwatch is not installed here."""
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and unit.stem not in done.stderr, done.stderr


@pytest.mark.parametrize("file", [*UNITS, DEPLOY / "Containerfile"], ids=lambda file: file.name)
def test_started_commands_exist(file: Path) -> None:
    verbs = set(re.findall(r"\b(run|serve)\b(?= --host|\", \"--host)", file.read_text().replace('", "', " ")))
    assert len(verbs) == 1
    told = CliRunner().invoke(app, [verbs.pop(), "--help"])
    assert told.exit_code == 0 and "--host" in told.stdout
