"""The crawl process is killed at random moments; what the archive holds in the end is what it would hold anyway.

Forty kills (KILLS in the environment; `python -m bench trust` wants 200) take about half a minute on an idle machine.
On a busy one the test ends after KILL_PATIENCE_S seconds (90 when unset) with as many as there were.
"""

import os
import random
import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import IO, Any

import forked
import pytest
from test_files_at_fault import _docx
from world import Make, World

from crawler.config import Job
from crawler.sources import Source
from regwatch import crawl_processes
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.story import Story
from regwatch.demo.story.model import Annex
from storage.leases import Lease

WANTED_KILLS, KILLS_A_ROUND = int(os.environ.get("KILLS", "40")), 6
PATIENCE_S = float(os.environ.get("KILL_PATIENCE_S", "90"))
MINUTE = timedelta(minutes=1)
FILE = _docx("甲公司 梯次利用")


def _story(source: str) -> Story:
    """Six notices, one of them with a file; later one is new, two are edited and one is gone."""
    story = generated(6, polls=1, edits_per_poll=2, new_per_poll=1, shares={source: 1.0}, kilobytes=(1, 2))
    notices = list(story.notices)
    file = Annex("名单.docx", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", lambda: FILE)
    editions = [replace(one, content=replace(one.content, annexes=(file,))) for one in notices[1].editions]
    notices[1] = replace(notices[1], editions=tuple(editions))
    still = next(n for n, notice in enumerate(notices) if len(notice.editions) == 1 and n != 1)
    notices[still] = replace(notices[still], away=((poll_moment(1) - MINUTE, None),))
    return Story(start=story.start, notices=tuple(notices))


def _content(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """What the archive holds, without the ids and times that tell in how many attempts it came to hold it."""
    return {
        "captures": world.ask(
            """SELECT DISTINCT a.kind, a.url, b.sha256, c.status, c.reading FROM captures c
               JOIN addresses a ON a.id = c.address JOIN blobs b ON b.id = c.blob ORDER BY 1, 2, 3, 5"""
        ),
        "held twice": world.ask(
            "SELECT address, blob, count(*) FROM captures GROUP BY address, blob, status HAVING count(*) > 1"
        ),
        "notices": world.ask("SELECT id, url, channel, title, content, state, version FROM notices ORDER BY id"),
        "versions": world.ask(
            "SELECT notice, number, cause, title, content, facts FROM versions ORDER BY notice, number"
        ),
        "files": world.ask(
            """SELECT v.notice, v.number, f.name, f.fault, f.readable, b.sha256 FROM version_attachments f
               JOIN versions v ON v.id = f.version LEFT JOIN blobs b ON b.id = f.blob ORDER BY 1, 2, 3"""
        ),
        "changes": world.ask(
            """SELECT notice, kind, channel, from_version, to_version, edits, backlog FROM changes
               ORDER BY notice, from_version, kind"""
        ),
        "left unread": world.ask("SELECT url FROM addresses WHERE fault != ''"),
        "pending": world.ask("SELECT id FROM captures WHERE reading = 'pending'"),
    }


class Killer:
    """Starts crawl processes and kills each after the next delay; a delay of None lets it live."""

    def __init__(self) -> None:
        self.delay: float | None = None
        self.kills = 0

    def start(self, source: Source, job: Job, log: IO[bytes], lease: Lease) -> forked.Forked:
        process = forked.start(source, job, log, lease)
        if self.delay is not None:
            threading.Timer(self.delay, self._kill, [process]).start()
        return process

    def _kill(self, process: forked.Forked) -> None:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            self.kills += 1


def _live_through(world: World, killer: Killer, rng: random.Random, length_s: float, kills: int) -> None:
    """Both looks and the second look at what is missing, each begun until it was left to end."""
    for poll in (0, 1):
        at = poll_moment(poll)
        for attempt in range(kills):
            killer.delay = rng.uniform(0.1, 0.8) * length_s
            world.crawl(at + attempt * timedelta(seconds=1))
        killer.delay = None
        world.crawl(at + 2 * MINUTE)
    world.crawl(poll_moment(1) + 3 * MINUTE)


@pytest.mark.timeout(PATIENCE_S + 300)
def test_killed_at_random_and_brought_to_its_end(
    make_world: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    killer, rng = Killer(), random.Random(20260427)
    begun, rounds, lengths = time.monotonic(), 0, []
    calm: dict[str, Any] = {}
    while killer.kills < WANTED_KILLS and time.monotonic() - begun < PATIENCE_S:
        source = ("mee", "miit")[rounds % 2]
        if source not in calm:
            world = make_world(source, _story(source), noise=False, timeout_s=30)
            monkeypatch.setattr(crawl_processes, "start", killer.start)
            since = time.monotonic()
            _live_through(world, killer, rng, 0, kills=0)
            lengths.append((time.monotonic() - since) / 3)
            calm[source] = _content(world)
            assert [row[1] for row in calm[source]["changes"]].count("withdrawn") == 1
        world = make_world(source, _story(source), noise=False, timeout_s=30)
        monkeypatch.setattr(crawl_processes, "start", killer.start)
        _live_through(world, killer, rng, min(lengths), kills=KILLS_A_ROUND)
        found = _content(world)
        for what, held in calm[source].items():
            assert set(found[what]) ^ set(held) == set(), (source, what)
            assert found[what] == held, (source, what)
        rounds += 1
    with capsys.disabled():
        spent = time.monotonic() - begun
        print(f"\nkilled crawls: {killer.kills} kills in {rounds} archives, {spent:.0f} s, all as if nothing had been")
    assert killer.kills
