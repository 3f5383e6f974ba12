"""Jobs as real processes, and the service itself: started, timed, ended with everything below them."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from regwatch.service.processes import run_process

ROOT = Path(__file__).resolve().parents[3]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(300)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, within_s: float = 5) -> bool:
    until = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(pid)


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "stubborn_job.py").write_text(STUBBORN)
    (tmp_path / "short_job.py").write_text(
        "import sys; print('out'); sys.stderr.write('first\\nlast words\\n'); sys.exit(3)"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_job_tells_how_it_ended(script: Path) -> None:
    ended = asyncio.run(run_process(["short_job"], 30))
    assert (ended.status, ended.said) == (3, "last words")


def test_a_job_over_its_time_is_ended_with_its_children(script: Path) -> None:
    note = script / "pid"
    ended = asyncio.run(run_process(["stubborn_job", str(note)], 3.0, grace_s=0.5))
    assert ended.status < 0 and "longer than 3 s" in ended.said
    assert gone(int(note.read_text())), "a grandchild in a session of its own is ended too"


def test_a_cancelled_job_is_ended_first(script: Path) -> None:
    note = script / "pid"

    async def begin_and_stop() -> None:
        task = asyncio.create_task(run_process(["stubborn_job", str(note)], 60, grace_s=0.3))
        while not note.exists() or not note.read_text():
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(begin_and_stop())
    assert gone(int(note.read_text()))


@pytest.mark.timeout(180)
def test_the_service_serves_backs_up_and_ends_cleanly(tmp_path: Path) -> None:
    """The real command. Crawling is on against a port where nothing answers, so that it has children to end."""
    sources = "\n".join(f'[sources.{key}]\norigin = "http://127.0.0.1:9"' for key in ("miit", "samr", "mee"))
    (tmp_path / "regwatch.toml").write_text(
        f'data = "data"\n{sources}\n[crawl]\nallow_private_hosts = true\n[mail]\ntransport = "maildir:mail"\n'
        f'[run]\nbackup_dir = "{tmp_path / "kept"}"\nbackup_hour = 0\n'
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    service = subprocess.Popen(
        [sys.executable, "-m", "regwatch.cli", "run", "--port", "0"],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert service.stderr is not None
        line = service.stderr.readline()
        found = re.search(r"serves (http://127\.0\.0\.1:\d+)/", line)
        assert found, line
        base = found.group(1)
        assert json.loads(ask(base + "/healthz")) == {"status": "ok"}
        assert "regwatch_jobs_running" in ask(base + "/metrics")
        until = time.monotonic() + 90
        while not list((tmp_path / "kept").glob("*.zip")) and time.monotonic() < until:
            time.sleep(0.2)
        assert len(list((tmp_path / "kept").glob("regwatch-*.zip"))) == 1
        family = children(service.pid)
        service.send_signal(signal.SIGTERM)
        told = service.communicate(timeout=60)[1]
    finally:
        service.kill()
        service.wait()
    assert service.returncode == 0, told
    assert "has ended" in told
    assert all(gone(pid) for pid in family)


def ask(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def children(pid: int) -> list[int]:
    from regwatch.service.processes import descendants

    return [child for child, _ in descendants(pid)]
