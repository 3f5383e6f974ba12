"""A newer reader: what it makes of kept captures is a technical upgrade, and nobody is told of it as news."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner
from world import Make, World

from crawler import reading, rereading
from crawler.pages import read_page
from crawler.sources import SOURCES
from regwatch.cli import app
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from storage.archive import open_archive
from storage.archive.versions import upgrade
from storage.clock import now
from storage.model import Page
from storage.queries.changes import ChangeFilter, changes


@pytest.fixture
def world(make_world: Make) -> Iterator[World]:
    world = make_world("mee", generated(4, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START)
    yield world


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of another version that numbers every paragraph."""
    honest = read_page

    def reads_more(html: str, url: str) -> Page:
        page = honest(html, url)
        lines = [f"{n} {line}" for n, line in enumerate(page.text.split("\n"))]
        return replace(page, text="\n".join(lines))

    for room in (reading, rereading):
        monkeypatch.setattr(room, "reader_version", lambda: "r-newer")
    monkeypatch.setattr(rereading, "read_page", reads_more)


def _reread(world: World, *names: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["--data", str(world.folder), "--format", "json", "reread", *names])
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _told(world: World) -> list[int]:
    db = open_archive(world.folder, readonly=True)
    try:
        found = changes(db, ChangeFilter(since=None, until=None, any_subject=True))
        return [change["id"] for change in found]
    finally:
        db.close()


def test_the_same_reader_has_nothing_to_do(world: World) -> None:
    assert _reread(world) == {"reread": 0, "upgraded": 0, "unreadable": 0}


def test_a_newer_reader_upgrades_and_tells_nobody(world: World, newer: None) -> None:
    told, asked = _told(world), len(world.replica.log)
    assert _reread(world, "miit")["reread"] == 0
    assert _reread(world) == {"reread": 4, "upgraded": 4, "unreadable": 0}
    assert _reread(world) == {"reread": 0, "upgraded": 0, "unreadable": 0}
    assert _told(world) == told
    assert len(world.replica.log) == asked, "nothing is fetched"
    assert world.ask("SELECT cause, count(*) FROM versions GROUP BY cause ORDER BY cause") == [
        ("publisher", 4),
        ("technical", 4),
    ]
    newest = "SELECT DISTINCT v.reader FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version"
    assert world.ask(newest) == [("r-newer",)]


def test_a_new_version_number_alone_makes_no_version(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (reading, rereading):
        monkeypatch.setattr(room, "reader_version", lambda: "r-newer")
    assert _reread(world) == {"reread": 4, "upgraded": 0, "unreadable": 0}
    assert world.counts()[:2] == (4, 4)
    assert _reread(world)["reread"] == 0


def test_what_today_s_reader_cannot_read_keeps_its_version(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    honest, met = read_page, []
    for room in (reading, rereading):
        monkeypatch.setattr(room, "reader_version", lambda: "r-newer")

    def breaks_once(html: str, url: str) -> Page:
        met.append(url)
        if len(met) == 1:
            raise RecursionError("our own fault")
        return honest(html, url)

    monkeypatch.setattr(rereading, "read_page", breaks_once)
    done = CliRunner().invoke(app, ["--data", str(world.folder), "--format", "json", "reread"])
    assert isinstance(done.exception, Exception) and "could not be read again" in str(done.exception)
    assert json.loads(done.stdout) == {"reread": 3, "upgraded": 0, "unreadable": 1}
    assert world.counts()[:2] == (4, 4)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", range(5))
def test_a_process_that_ends_in_the_middle_is_made_up_for(
    world: World, newer: None, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    honest, met = upgrade, []

    def ends(*arguments: Any) -> bool:
        met.append(1)
        if len(met) > after:
            raise Killed
        return honest(*arguments)

    monkeypatch.setattr(rereading, "upgrade", ends)
    db = open_archive(world.folder)
    try:
        if after < 4:
            with pytest.raises(Killed):
                rereading.reread(db, SOURCES.values(), now())
        else:
            rereading.reread(db, SOURCES.values(), now())
    finally:
        db.close()
    monkeypatch.setattr(rereading, "upgrade", honest)
    assert _reread(world)["reread"] == 4 - after
    assert world.counts()[:2] == (8, 4)


def test_the_next_crawl_after_a_new_release_tells_nothing(
    world: World, newer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crawl processes here are of the real reader: after the upgrade they are the newer ones once more."""
    _reread(world)
    monkeypatch.undo()
    told = world.changes()
    report = _crawl_again(world)
    assert sum(channel[kind] for channel in report.values() for kind in ("published", "edited")) == 0
    assert world.changes() == told


def _crawl_again(world: World) -> dict[str, dict[str, Any]]:
    import forked

    from regwatch import crawl_processes

    honest = crawl_processes.start
    crawl_processes.start = forked.start  # type: ignore[assignment]
    try:
        return world.crawl(START + timedelta(days=1))
    finally:
        crawl_processes.start = honest
