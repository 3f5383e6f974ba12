"""Several sources crawled by processes that one starter forks: apart from one another, and none outlives anybody."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from world import Make, World

from crawler.config import JOB_VARIABLE, Job
from regwatch import crawl_processes
from regwatch.crawl_processes.warm import Starter
from regwatch.crawls import crawl
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import poll_moment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process is started from nothing")

ALL = ["miit", "samr", "mee"]
START = poll_moment(0)


@pytest.fixture
def world(make_world: Make) -> World:
    story = generated(6, polls=1, shares=dict.fromkeys(ALL, 1 / 3), kilobytes=(1, 2))
    return make_world("miit", story, timeout_s=20)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Starter]:
    """The starters that a crawl uses, in the order in which it began them."""
    begun: list[Starter] = []

    def noted(*arguments: Any) -> Starter:
        begun.append(Starter(*arguments))
        return begun[-1]

    monkeypatch.setattr(crawl_processes, "Starter", noted)
    return begun


def _crawl(world: World, at: datetime = START) -> dict[str, set[str]]:
    """The outcomes of each source's channels."""
    world.replica.at(at)
    outcomes: dict[str, set[str]] = {}
    for channel in crawl(world.settings, ALL, full=True, at=at)["channels"]:
        outcomes.setdefault(channel["source"], set()).add(channel["outcome"])
    return outcomes


def _errors(world: World, source: str) -> list[str]:
    return [row[0] for row in world.ask("SELECT DISTINCT error FROM checks WHERE source = ?", source)]


def _when_all_are_told_of(started: list[Starter], do: Any) -> threading.Thread:
    def watch() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if started and all(child.pid for child in started[0].children.values()):
                do(started[0])
                return
            time.sleep(0.005)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def _all_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if all(_gone(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def test_each_source_has_a_process_and_a_session_of_its_own(world: World, started: list[Starter]) -> None:
    seen: dict[str, int] = {}

    def look(starter: Starter) -> None:
        time.sleep(0.1)
        seen.update({key: os.getsid(child.pid) for key, child in starter.children.items()})

    watch = _when_all_are_told_of(started, look)
    outcomes = _crawl(world)
    watch.join(60)
    assert set(outcomes) == set(ALL) and all("failed" not in kinds for kinds in outcomes.values())
    assert world.counts()[0] == 6
    children = started[0].children
    assert seen == {key: child.pid for key, child in children.items()}
    assert [child.returncode for child in children.values()] == [0, 0, 0]
    assert _all_gone([child.pid for child in children.values()])


def test_one_that_is_killed_leaves_the_others_alone(world: World, started: list[Starter]) -> None:
    watch = _when_all_are_told_of(started, lambda one: os.kill(one.children["samr"].pid, signal.SIGKILL))
    outcomes = _crawl(world)
    watch.join(60)
    assert outcomes["samr"] == {"failed"}
    assert "failed" not in outcomes["miit"] | outcomes["mee"]
    assert any("status -9" in error for error in _errors(world, "samr"))
    again = _crawl(world, START.replace(hour=START.hour + 1))
    assert "failed" not in again["samr"], "its lease was free again"
    assert world.counts()[0] == 6


def test_nobody_outlives_the_starter(world: World, started: list[Starter]) -> None:
    watch = _when_all_are_told_of(started, lambda one: os.kill(one._process.pid, signal.SIGKILL))
    outcomes = _crawl(world)
    watch.join(60)
    assert list(outcomes.values()) == [{"failed"}] * 3
    assert _all_gone([child.pid for child in started[0].children.values()])


def test_all_end_when_their_time_is_over(make_world: Make, started: list[Starter]) -> None:
    story = generated(6, polls=1, shares=dict.fromkeys(ALL, 1 / 3), kilobytes=(1, 2))
    world = make_world("miit", story, delay_s=5, job_timeout_s=4)
    outcomes = _crawl(world)
    assert list(outcomes.values()) == [{"failed"}] * 3
    assert any("job_timeout_s" in error for error in _errors(world, "mee"))
    assert _all_gone([child.pid for child in started[0].children.values() if child.pid])


def test_a_starter_that_cannot_start_says_why(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Job, "environment", lambda _: {JOB_VARIABLE: "{no job"})
    outcomes = _crawl(world)
    assert list(outcomes.values()) == [{"failed"}] * 3
    assert all("json" in error.lower() for source in ALL for error in _errors(world, source))


def test_nobody_outlives_the_crawl_that_is_killed(world: World, tmp_path: Path) -> None:
    """The whole family as `regwatch crawl` starts it; what ends is known from the session that each leads."""
    world.replica.at(START)
    job = Job(config=world.settings.crawl_config().model_copy(update={"data": tmp_path / "other"}), observed_at=START)
    code = (
        "import os, sys\nfrom crawler.config import current_job\nfrom regwatch.crawl_processes.warm import Starter\n"
        "keys = ['miit', 'samr', 'mee']\n"
        "one = Starter(current_job(), open(os.devnull, 'wb'), {key: (os.open(os.devnull, 1), os.open(os.devnull, 1))"
        " for key in keys})\n"
        "while not all(child.pid for child in one.children.values()): one.look()\n"
        "print(one._process.pid, *(child.pid for child in one.children.values()), flush=True)\nsys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | job.environment(),
        cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 4
    parent.kill()
    parent.wait()
    assert _all_gone(pids)
