"""Gone, gone again, back: what counts as withdrawn and what does not."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from world import Make, World

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.replica.wire import Reply, Request, html, not_found
from regwatch.demo.story import Story
from regwatch.demo.story.model import Notice
from regwatch.demo.story.places import path

HOUR = timedelta(hours=1)


def _story(*away: tuple[int, datetime, datetime | None], source: str = "miit", pages: int = 6) -> Story:
    """A quiet story in which the notices of these numbers are away for a while."""
    story = generated(pages, polls=0, shares={source: 1.0}, kilobytes=(1, 2))
    spans = {number: (start, end) for number, start, end in away}
    notices = [
        replace(notice, away=(spans[number],)) if number in spans else notice
        for number, notice in enumerate(story.notices)
    ]
    return Story(start=story.start, notices=tuple(notices))


def _told(world: World) -> list[tuple[str, str]]:
    return [(kind, url) for kind, url in world.changes() if kind != "published"]


def _ident(world: World, number: int) -> str:
    return world.story.notices[number].ident


@pytest.mark.parametrize("source", ["miit", "mee"])
def test_two_runs_withdraw_and_a_return_restores(make_world: Make, source: str) -> None:
    world = make_world(source, _story((2, START + HOUR, START + 9 * HOUR), source=source))
    world.crawl(START, full=False)
    world.crawl(START + 2 * HOUR, full=False)
    assert _told(world) == [], "one miss is none yet"
    report = world.crawl(START + 3 * HOUR, full=False)
    (withdrawn,) = _told(world)
    assert withdrawn[0] == "withdrawn" and _ident(world, 2) in withdrawn[1]
    assert sum(channel["withdrawn"] for channel in report.values()) == 1
    world.crawl(START + 4 * HOUR, full=True)
    assert len(_told(world)) == 1, "it is withdrawn once"
    report = world.crawl(START + 10 * HOUR, full=False)
    assert [kind for kind, _ in _told(world)] == ["restored", "withdrawn"]
    assert sum(channel["restored"] for channel in report.values()) == 1
    world.crawl(START + 11 * HOUR, full=True)
    assert len(_told(world)) == 2
    assert world.ask("SELECT count(*) FROM versions")[0][0] == len(world.story.notices)


def test_gone_for_one_look_is_nothing(make_world: Make) -> None:
    world = make_world("miit", _story((2, START + HOUR, START + 3 * HOUR)))
    for hours in (0, 2, 4, 5):
        world.crawl(START + hours * HOUR, full=False)
    assert _told(world) == []
    assert world.ask("SELECT count(*) FROM addresses WHERE misses > 0 OR missing_since IS NOT NULL") == [(0,)]


def test_two_looks_of_one_run_count_once(make_world: Make) -> None:
    world = make_world("miit", _story((2, START + HOUR, None)))
    world.crawl(START)
    world.crawl(START + 2 * HOUR, full=True)
    assert _told(world) == []


@pytest.mark.parametrize("source", ["miit", "mee"])
def test_a_whole_site_that_is_not_found_withdraws_nothing(
    make_world: Make, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(source, _story(source=source))
    world.crawl(START)
    monkeypatch.setattr(world.replica, "answer", lambda source, request: not_found())
    _reconnect(world)
    for hours in (2, 3, 4):
        report = world.crawl(START + hours * HOUR, full=True)
        assert {channel["outcome"] for channel in report.values()} == {"unreachable"}
    assert _told(world) == []
    monkeypatch.undo()


def _reconnect(world: World) -> None:
    """The running servers ask the replica through the method that was bound when they started."""
    for source, server in world.replica._servers.items():
        server.answer = partial(world.replica.answer, source)


def test_pages_missing_while_the_lists_cannot_be_read_do_not_count(
    make_world: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world("mee", _story(source="mee"))
    world.crawl(START)
    honest = world.replica.answer

    def notices_gone_and_lists_broken(source: str, request: Request) -> Reply:
        return not_found() if "/t20" in request.path else honest(source, request)

    monkeypatch.setattr(world.replica, "answer", notices_gone_and_lists_broken)
    _reconnect(world)
    for prefix in ("/zcwj/", "/ywdt/", "/hdjl/"):
        world.replica.fault("mee", "layout", prefix)
    for hours in (2, 3, 4):
        report = world.crawl(START + hours * HOUR, full=True)
        assert "ok" not in {channel["outcome"] for channel in report.values()}
    assert _told(world) == []


def _soft(page: str) -> str:
    return f"<html><head><title>{page}</title></head><body><div class='tip'>{page}</div></body></html>"


@pytest.mark.parametrize(
    "answer",
    [
        _soft("404 - 您访问的页面不存在"),
        _soft("系统提示：文章不存在或已被删除"),
        '<html><head><title>页面不存在</title></head><body><h1 id="con_title">页面不存在</h1>'
        '<div class="ccontent center" id="con_con"><p>您访问的页面不存在或已被删除！</p></div></body></html>',
    ],
)
def test_a_soft_404_is_neither_withdrawn_nor_edited(
    make_world: Make, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    world = make_world("miit", _story())
    world.crawl(START)
    victim: Notice = world.story.notices[2]
    honest = world.replica.answer

    def one_is_soft(source: str, request: Request) -> Reply:
        return html(answer) if request.path == path(victim) else honest(source, request)

    monkeypatch.setattr(world.replica, "answer", one_is_soft)
    _reconnect(world)
    for hours in (2, 3, 4):
        report = world.crawl(START + hours * HOUR, full=True)
        assert sum(channel["unread"] for channel in report.values()) == 1
    assert _told(world) == []
    assert any(
        "pages_unread" in {f["kind"] for f in row["findings"]} for row in world.states(START + 4 * HOUR).values()
    )
    monkeypatch.undo()
    _reconnect(world)
    report = world.crawl(START + 30 * HOUR, full=True)
    assert sum(channel["unread"] for channel in report.values()) == 0
    assert _told(world) == []
