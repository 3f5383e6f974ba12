"""The writing process is killed before every SQL statement that writes, in turn, and at random moments, and started
again: nothing is lost, nothing is doubled.

A real process dies each time (a forked child ends itself, or is ended, with SIGKILL), so nothing of it can tidy up.
"""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from crash_script import SCRIPT, logical_content, play

MIN_KILLS = 200
TO_THE_END = len(SCRIPT)


def writes(statement: str) -> bool:
    """Death before a statement that only reads is death before the next one that writes."""
    return statement.split()[0].upper() not in ("SELECT", "PRAGMA")


def statements(folder: Path, runs: int = TO_THE_END) -> int:
    """Play uninterrupted; how many statements wrote."""
    told: list[str] = []
    play(folder, runs=runs, watched=told.append)
    return sum(map(writes, told))


def killed_before(folder: Path, number: int, runs: int = TO_THE_END) -> bool:
    """Play in a child that dies before its n-th statement that writes. False when it came to the end."""
    child = os.fork()
    if child == 0:
        left = number

        def watched(statement: str) -> None:
            nonlocal left
            left -= writes(statement)
            if left == 0 and writes(statement):
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            play(folder, runs=runs, watched=watched)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.timeout(600)
def test_killed_before_any_writing_statement_a_run_ends_the_same(tmp_path: Path) -> None:
    """Each run of the script begins where the uninterrupted one before it ended, dies, and is begun again."""
    kills = 0
    before = tmp_path / "before"
    before.mkdir()
    for runs in range(1, TO_THE_END + 1):
        whole = tmp_path / str(runs)
        shutil.copytree(before, whole)
        count = statements(whole, runs)
        wanted = logical_content(whole)
        for number in range(1, count + 1):
            folder = tmp_path / "killed"
            shutil.copytree(before, folder)
            assert killed_before(folder, number, runs), (runs, number)
            kills += 1
            play(folder, runs=runs)
            found = logical_content(folder)
            for table, rows in wanted.items():
                assert found[table] == rows, (runs, number, table)
            shutil.rmtree(folder)
        before = whole
    assert kills >= MIN_KILLS
    assert [change[1] for change in wanted["changes"]].count("withdrawn") == 2


def test_killed_again_and_again_on_the_way_the_archive_ends_the_same(tmp_path: Path) -> None:
    statements(tmp_path / "whole")
    chance = random.Random(20260427)
    kills = 0
    while killed_before(tmp_path / "often", chance.randint(10, 60)):
        kills += 1
    assert kills >= 5
    assert logical_content(tmp_path / "often") == logical_content(tmp_path / "whole")


def test_killed_from_outside_at_random_moments_the_archive_ends_the_same(tmp_path: Path) -> None:
    begun = time.monotonic()
    statements(tmp_path / "whole")
    took = time.monotonic() - begun
    wanted = logical_content(tmp_path / "whole")
    chance = random.Random(7)
    for number in range(20):
        folder = tmp_path / str(number)
        child = os.fork()
        if child == 0:
            try:
                play(folder)
            finally:
                os._exit(0)
        time.sleep(took * chance.random())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        play(folder)
        assert logical_content(folder) == wanted
