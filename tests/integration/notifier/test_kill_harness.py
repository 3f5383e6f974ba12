"""The harness of `kill_harness`, often enough for every day; REGWATCH_KILLS=500 for the whole of it."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from kill_harness import IN_THE_WINDOW, world_of

KILLS = int(os.environ.get("REGWATCH_KILLS", "150"))
A_WORLD = 125


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder that needs no disk: SIGKILL loses nothing that was written, and 500 senders wait for every fsync."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared, prefix="regwatch-") as folder:
        yield Path(folder)


@pytest.mark.timeout(1200)
def test_killed_at_random_steps_every_reader_gets_every_change_once(memory: Path) -> None:
    killed: Counter[str] = Counter()
    seed = 0
    while killed.total() < KILLS:
        world = world_of(memory / str(seed), seed, min(A_WORLD, KILLS - killed.total()))
        killed += world.killed
        seed += 1
    print(f"\n{killed.total()} kills in {seed} worlds: {dict(killed.most_common())}")
    assert len(killed) >= 12
    assert any(killed[step] for step in IN_THE_WINDOW)
