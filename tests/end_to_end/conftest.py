"""The demo runs once for all end-to-end tests: the real command, the replicas, real processes, files and mails."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def run_regwatch(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    environment |= {"PYTHONPATH": str(ROOT), **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "regwatch.cli", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `regwatch demo --keep DIR` leaves behind."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    done = run_regwatch("demo", "--keep", str(folder), cwd=folder.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    (folder / "stdout.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def ask(demo: Path) -> Iterator[Callable[..., Any]]:
    """Ask the demo's archive a question and get its JSON."""

    def question(*arguments: str) -> Any:
        done = run_regwatch("--data", str(demo), "--format", "json", *arguments, cwd=demo)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    yield question
