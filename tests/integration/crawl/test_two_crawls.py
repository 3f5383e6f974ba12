"""Two crawls of one source at once, and a crawl whose parent is killed: real commands, real processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from world import Make, World

from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.replica.wire import Reply, Request
from regwatch.service.processes import descendants
from storage.clock import stamp
from storage.leases import Held, path_of, take

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 120.0
AT = poll_moment(0)
pytestmark = pytest.mark.timeout(500)


def _settings(world: World, tmp_path: Path, delay_s: float) -> Path:
    lines = [f"data = '{world.folder}'", "[crawl]", "allow_private_hosts = true", "timeout_s = 300"]
    lines.append(f"delay_s = {delay_s}")
    lines += [f"[sources.{key}]\norigin = '{one.origin}'" for key, one in world.settings.sources.items()]
    path = tmp_path / f"settings-{delay_s}.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _command(*arguments: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _crawl(config: Path, *sources: str, at: Any = AT) -> subprocess.Popen[str]:
    options = ["--config", str(config), "--format", "json", "--now", stamp(at)]
    return _command("-m", "regwatch.cli", "crawl", *sources, *options)


def _until(true: Callable[[], object], what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _held_up(world: World, source: str) -> threading.Event:
    """Let the site's fourth and later answers wait, so that its crawl is surely still at work."""
    server, go_on = world.replica._servers[source], threading.Event()
    honest = server.answer

    def answer(request: Request) -> Reply:
        if request.serial > 3:
            go_on.wait(PATIENCE_S)
        return honest(request)

    server.answer = answer
    return go_on


def _free(folder: Path) -> bool:
    try:
        take(folder, "crawl-miit", doing="a test", now=AT).release()
    except Held:
        return False
    return True


def test_the_second_says_who_holds_it_and_leaves_the_first_alone(make_world: Make, tmp_path: Path) -> None:
    world = make_world("miit", real_processes=True)
    world.replica.at(AT)
    go_on = _held_up(world, "miit")
    config = _settings(world, tmp_path, 0)
    first = _crawl(config, "miit")
    _until(lambda: len(world.replica.log) > 2, "the first crawl asks")
    second = _crawl(config, "miit", "mee")
    told, said = second.communicate(timeout=PATIENCE_S)
    assert first.poll() is None, "the second ended while the first was at work"
    report = json.loads(told)
    assert second.returncode == 1
    assert f"miit is being crawled by process {first.pid} (regwatch crawl) since " in said
    assert [one["source"] for one in report["busy"]] == ["miit"]
    assert {channel["source"] for channel in report["channels"]} == {"mee"}, "the other source was crawled"

    by_hand = _command("-m", "crawler.process", "miit")
    by_hand.communicate(timeout=PATIENCE_S)
    assert first.poll() is None
    go_on.set()
    told, said = first.communicate(timeout=2 * PATIENCE_S)
    assert first.returncode == 0, said
    report = json.loads(told)
    assert report["busy"] == [] and {channel["outcome"] for channel in report["channels"]} == {"ok"}
    assert world.ask("SELECT count(*) FROM checks WHERE source = 'miit'")[0][0] == len(report["channels"])
    listed = sum(channel["published"] for channel in report["channels"])
    assert world.ask("SELECT count(*) FROM changes") == [(listed,)] and listed > 0


def test_a_killed_crawl_leaves_no_child_and_no_lease(make_world: Make, tmp_path: Path) -> None:
    world = make_world("miit", real_processes=True)
    world.replica.at(AT)
    slow, fast = _settings(world, tmp_path, 0.5), _settings(world, tmp_path, 0)
    crawl = _crawl(slow, "miit")
    _until(lambda: len(world.replica.log) > 2, "the crawl asks")
    children = [pid for pid, _ in descendants(crawl.pid)]
    assert children
    with pytest.raises(Held) as held:
        take(world.folder, "crawl-miit", doing="a test", now=AT)
    assert held.value.holder.process == crawl.pid
    crawl.send_signal(signal.SIGKILL)
    crawl.communicate()
    _until(lambda: not any(_alive(pid) for pid in children), "every child has ended")
    asked = len(world.replica.log)
    _until(lambda: _free(world.folder), "the lease is free: a thread of a dead process may hold it a moment longer")
    assert len(world.replica.log) == asked

    again = _crawl(fast, "miit", at=AT + timedelta(minutes=1))
    told, said = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0, said
    assert {channel["outcome"] for channel in json.loads(told)["channels"]} == {"ok"}


def test_a_lease_file_that_says_nonsense_is_no_lease(tmp_path: Path) -> None:
    path_of(tmp_path, "crawl-miit").write_text('{"process": 1, "since": "2020", "doing": "long dead"}')
    lease = take(tmp_path, "crawl-miit", doing="a crawl", now=AT)
    path_of(tmp_path, "crawl-miit").write_bytes(b"\xff\x00 nonsense")
    with pytest.raises(Held) as held:
        take(tmp_path, "crawl-miit", doing="another", now=AT)
    assert str(held.value) == "another process"
    lease.release()
    take(tmp_path, "crawl-miit", doing="another", now=AT).release()
