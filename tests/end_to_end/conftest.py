"""The demo runs once for all end-to-end tests: the real command, the replicas, real processes, files and mails."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import run_regwatch


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
