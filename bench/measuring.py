"""Child processes and what they cost, scratch folders, and the figures that the benches answer with."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".bench"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `bar` is what it has to keep to (None: told, not judged), `most` whether from above."""

    name: str
    value: float
    bar: float | None = None
    most: bool = True
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.bar is None or (self.value <= self.bar if self.most else self.value >= self.bar)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system) and the largest resident size in MB (1,000,000 bytes), of a child and of those it
    waited for."""

    cpu_s: float
    peak_mb: float


class ChildFailed(Exception):
    """A measured child ended badly; the message holds the end of what it said."""


def run(arguments: Sequence[str], environment: dict[str, str] | None = None) -> Cost:
    """Run `python ARGUMENTS` in the checkout and say what it cost. Raises ChildFailed."""
    done = subprocess.run(
        [sys.executable, "-SE", str(ROOT / "bench" / "launch.py"), sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ChildFailed(f"{' '.join(arguments)} failed\n{done.stderr[-2000:]}")
    cost = json.loads(done.stdout.splitlines()[-1])
    return Cost(cost["cpu_s"], cost["peak_mb"])


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """An empty folder under .bench/, gone afterwards."""
    WORK.mkdir(exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=WORK))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
