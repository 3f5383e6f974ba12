"""The real command against a site that fails and recovers: exit statuses, outcomes, `sources`, and what was told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.story import ledger
from storage.clock import stamp

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(300)
STORY = generated(6, polls=1, edits_per_poll=2, new_per_poll=1, shares={"miit": 1.0}, kilobytes=(1, 2))


def run_regwatch(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    return subprocess.run(
        [sys.executable, "-m", "regwatch.cli", *arguments],
        cwd=cwd,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(STORY) as replica:
        replica.start()
        yield replica


@pytest.fixture
def folder(tmp_path: Path, replica: Replica) -> Path:
    lines = [f'[sources.{source}]\norigin = "{origin}"\n' for source, origin in replica.origins.items()]
    lines.append("[crawl]\ndelay_s = 0\nallow_private_hosts = true\ntimeout_s = 10\n")
    (tmp_path / "regwatch.toml").write_text("".join(lines))
    return tmp_path


def _crawl(folder: Path, replica: Replica, poll: int, second: int) -> tuple[int, dict[str, Any], str]:
    replica.at(poll_moment(poll))
    at = stamp(poll_moment(poll)).replace(":00+", f":{second:02d}+")
    done = run_regwatch("crawl", "miit", "--full", "--now", at, "--format", "json", cwd=folder)
    return done.returncode, json.loads(done.stdout), done.stderr


def _ask(folder: Path, *arguments: str) -> Any:
    done: subprocess.CompletedProcess[str] = run_regwatch(*arguments, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _sum(report: dict[str, Any], kind: str) -> int:
    return sum(channel[kind] for channel in report["channels"])


def test_blocked_then_healed_then_blocked_when_there_is_news_then_healed(folder: Path, replica: Replica) -> None:
    first, second = ledger(STORY, [poll_moment(0), poll_moment(1)])

    replica.fault("miit", "block_page")
    status, report, said = _crawl(folder, replica, 0, 0)
    assert status == 1 and "challenged" in said
    assert {channel["outcome"] for channel in report["channels"]} == {"challenged"}
    assert _ask(folder, "changes", "--any-subject") == []
    states = [row for row in _ask(folder, "sources", "--now", stamp(poll_moment(0))) if row["source"] == "miit"]
    assert {row["state"] for row in states} == {"challenged"}
    assert {finding["kind"] for row in states for finding in row["findings"]} == {"challenged"}

    replica.heal()
    status, report, _ = _crawl(folder, replica, 0, 1)
    assert status == 0
    assert _sum(report, "published") == len(first.published) == len(_ask(folder, "changes", "--any-subject"))

    replica.fault("miit", "challenge_521")
    status, report, _ = _crawl(folder, replica, 1, 0)
    assert status == 1
    assert [_sum(report, kind) for kind in ("published", "edited", "withdrawn", "restored")] == [0, 0, 0, 0]

    replica.heal()
    status, report, _ = _crawl(folder, replica, 1, 1)
    assert status == 0
    assert (_sum(report, "published"), _sum(report, "edited")) == (len(second.published), len(second.edited))
    told = _ask(folder, "changes", "--any-subject")
    assert len(told) == len(first.published) + len(second.published) + len(second.edited)
    assert _sum(_crawl(folder, replica, 1, 2)[1], "edited") == 0


def test_reread_answers_json_and_asks_no_site(folder: Path, replica: Replica) -> None:
    _crawl(folder, replica, 0, 0)
    asked = len(replica.log)
    assert _ask(folder, "reread") == {"reread": 0, "upgraded": 0, "unreadable": 0}
    assert len(replica.log) == asked
    refused = run_regwatch("reread", "mot", cwd=folder)
    assert refused.returncode == 2 and "there is no source 'mot'" in refused.stderr


def test_the_operator_is_told_by_mail_of_a_site_that_refuses_us(folder: Path, replica: Replica) -> None:
    with (folder / "regwatch.toml").open("a") as file:
        file.write('[mail]\ntransport = "maildir:post"\noperator = "ops@example.org"\n')
    refused = run_regwatch("findings", "--tell", "--now", "2026-05-01", cwd=folder)
    assert refused.returncode == 2 and "--tell speaks of the present" in refused.stderr
    replica.fault("miit", "challenge_521")
    assert run_regwatch("crawl", "miit", cwd=folder).returncode == 1
    told = run_regwatch("findings", "--tell", "--format", "json", cwd=folder)
    assert told.returncode == 0 and "told ops@example.org" in told.stderr
    found = json.loads(told.stdout)
    assert {(one["source"], one["kind"]) for one in found} == {("miit", "challenged")}
    (mail,) = (folder / "post" / "new").iterdir()
    assert "Regwatch operator: 6 new (miit)" in mail.read_text(encoding="utf-8", errors="replace")
    again = run_regwatch("findings", "--tell", cwd=folder)
    assert again.returncode == 0 and "nothing new" in again.stderr
    assert len(list((folder / "post" / "new").iterdir())) == 1
