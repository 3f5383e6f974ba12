"""A full disk, a read-only folder, a locked archive, a clock that jumps: one clear sentence and a whole archive.

The disk is a real one: a tmpfs of a few megabytes, which only root may mount; elsewhere those tests are skipped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from regwatch.cli import run as run_in_process
from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment
from storage import database
from storage.archive import ARCHIVE_NAME, open_archive
from storage.backup import integrity_fault
from storage.clock import stamp
from storage.evidence.chain import verify_chain

ROOT = Path(__file__).resolve().parents[2]
STORY = generated(40, polls=1, edits_per_poll=2, new_per_poll=1, shares={"mee": 1.0}, kilobytes=(20, 40))
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(STORY) as replica:
        replica.start()
        replica.at(poll_moment(0))
        yield replica


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, 1,300 KB: an empty archive fits, a crawled one does not."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or _mount("-t", "tmpfs", "-o", "size=1300k", "regwatch-test", str(folder)):
        pytest.skip("only root may mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def _mount(*arguments: str) -> int:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode


def _settings(tmp_path: Path, replica: Replica, data: Path) -> Path:
    lines = [f'data = "{data}"\n[crawl]\ndelay_s = 0\nallow_private_hosts = true\nfirst_run_pages = 50\n']
    lines += [f'[sources.{source}]\norigin = "{origin}"\n' for source, origin in replica.origins.items()]
    path = tmp_path / f"{data.name}.toml"
    path.write_text("".join(lines))
    return path


def _run(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    return subprocess.run(
        [sys.executable, "-m", "regwatch.cli", "--config", str(config), *arguments],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def _crawl(config: Path, at: datetime, *more: str) -> subprocess.CompletedProcess[str]:
    return _run(config, "crawl", "mee", "--now", stamp(at), "--format", "json", *more)


def _content(folder: Path) -> dict[str, list[Any]]:
    db = open_archive(folder, readonly=True)
    try:
        assert integrity_fault(folder / ARCHIVE_NAME) == ""
        assert verify_chain(db).holds
        return {
            "notices": db.conn.execute("SELECT id, title, state, version, content FROM notices ORDER BY id").fetchall(),
            "changes": db.conn.execute("SELECT notice, kind, edits FROM changes ORDER BY notice, kind").fetchall(),
            "captures": db.conn.execute(
                "SELECT DISTINCT a.url, b.sha256 FROM captures c JOIN addresses a ON a.id = c.address"
                " JOIN blobs b ON b.id = c.blob ORDER BY 1, 2"
            ).fetchall(),
        }
    finally:
        db.close()


def _one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What the command said at its end: one line, no traceback."""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_a_full_disk_ends_in_one_sentence_and_room_brings_all_of_it(
    tmp_path: Path, disk: Path, replica: Replica
) -> None:
    config = _settings(tmp_path, replica, disk)
    full = _crawl(config, poll_moment(0))
    assert full.returncode == 3, full.stderr
    assert "full" in _one_sentence(full) and "check free space" in _one_sentence(full)
    _content(disk)
    assert _mount("-o", "remount,size=64m", str(disk)) == 0
    again = _crawl(config, poll_moment(0) + timedelta(minutes=1))
    assert again.returncode == 0, again.stderr
    calm = tmp_path / "calm"
    assert _crawl(_settings(tmp_path, replica, calm), poll_moment(0)).returncode == 0
    assert _content(disk) == _content(calm)


def test_a_folder_that_became_read_only(tmp_path: Path, disk: Path, replica: Replica) -> None:
    config = _settings(tmp_path, replica, disk)
    assert _mount("-o", "remount,size=64m", str(disk)) == 0
    assert _crawl(config, poll_moment(0)).returncode == 0
    held = _content(disk)
    assert _mount("-o", "remount,ro", str(disk)) == 0
    refused = _crawl(config, poll_moment(0) + timedelta(hours=1))
    assert refused.returncode == 3
    assert "writable" in _one_sentence(refused) or "permissions" in _one_sentence(refused)
    asked = _run(config, "sources", "--format", "json", "--now", stamp(poll_moment(0)))
    assert asked.returncode in (0, 3) and "Traceback" not in asked.stderr
    assert _mount("-o", "remount,rw", str(disk)) == 0
    assert _content(disk) == held


def test_an_archive_that_another_program_keeps_locked(
    tmp_path: Path, replica: Replica, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    config = _settings(tmp_path, replica, data)
    assert _crawl(config, poll_moment(0)).returncode == 0
    held, asked = _content(data), len(replica.log)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 200)
    other = open_archive(data)
    other.conn.execute("BEGIN IMMEDIATE")
    try:
        status = run_in_process(["--config", str(config), "crawl", "mee", "--now", stamp(poll_moment(1))])
    finally:
        other.conn.execute("ROLLBACK")
        other.close()
    said = capsys.readouterr().err.splitlines()[-1]
    assert status == 3 and "wait for it to end and try again" in said
    assert len(replica.log) == asked, "nothing was asked that could not have been kept"
    assert _content(data) == held


def test_a_clock_that_jumps_back_is_refused_and_one_that_ran_ahead_is_told_how_to_go_on(
    tmp_path: Path, replica: Replica
) -> None:
    data = tmp_path / "data"
    config = _settings(tmp_path, replica, data)
    assert _crawl(config, poll_moment(0)).returncode == 0
    held = _content(data)
    back = _crawl(config, poll_moment(0) - timedelta(days=3))
    assert back.returncode == 2
    said = _one_sentence(back)
    assert "mee was last looked at 2026-04-27T08:00:00+08:00" in said and "set it" in said and "--earlier" in said
    assert _content(data) == held
    assert json.loads(_crawl(config, poll_moment(0) - timedelta(minutes=5)).stdout)["channels"], "a corrected clock"
    forced = _crawl(config, poll_moment(0) - timedelta(days=3), "--earlier")
    assert forced.returncode == 0, forced.stderr
    assert _content(data) == held
