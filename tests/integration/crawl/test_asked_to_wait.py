"""A site that says when it may be asked again (RFC 9110 section 10.2.3) is asked then, or not before its next day."""

from collections import Counter
from datetime import timedelta

import pytest
from answers import change_answers, honest_again
from world import Make, World

from regwatch.demo.replica.wire import Reply, Request
from storage.archive.left_alone import next_day
from storage.clock import now, stamp

LIST = "/search-front-server/"


def _busy(world: World, status: int, after: str, *, times: int, path: str = LIST) -> None:
    """The first requests of a path are refused, `times` of each."""
    refused: Counter[str] = Counter()

    def answer(request: Request, reply: Reply) -> Reply:
        if path not in request.path or refused[request.path] >= times:
            return reply
        refused[request.path] += 1
        return Reply(status, b"busy", headers=[("Retry-After", after)])

    change_answers(world, answer)


def _statuses(world: World, path: str = LIST) -> list[int]:
    return [logged.status for logged in world.replica.log if path in logged.path]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_kept_and_the_list_is_read(make_world: Make, status: int) -> None:
    world = make_world("miit", delay_s=0.01)
    _busy(world, status, "1", times=2)
    report = world.crawl(now(), full=False)
    assert report["wjfb"]["outcome"] == "ok" and report["wjfb"]["listed"]
    assert len(_statuses(world)) >= 3, "refused twice, then read"
    assert world.ask("SELECT count(*) FROM left_alone") == [(0,)]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("after", ["86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_long_one_ends_the_run_for_the_day_and_is_said(make_world: Make, status: int, after: str) -> None:
    world = make_world("miit", delay_s=0.01)
    _busy(world, status, after, times=99)
    before = now()
    told = world.crawl(before, full=False)
    assert {channel["outcome"] for channel in told.values()} == {"challenged"}
    assert len(_statuses(world)) == 1, "it was asked once"
    assert not _statuses(world, "/api-gateway/") and not _statuses(world, "/jgsj/"), "and nothing else after that"
    ((until, why),) = world.ask("SELECT until, why FROM left_alone")
    assert until == stamp(next_day(before)), "not for ever, whatever it asks"
    assert f"HTTP {status}" in why and "Retry-After" in why
    states = world.states(before)
    assert {row["left_alone_until"] for row in states.values()} == {until}
    assert all("Retry-After" in row["error"] for row in states.values())


def test_what_is_no_wait_is_asked_again_as_ever(make_world: Make) -> None:
    world = make_world("miit", delay_s=0.01)
    _busy(world, 503, "soon", times=2)
    assert world.crawl(now(), full=False)["wjfb"]["outcome"] == "ok"


def test_a_notice_that_is_refused_for_long_ends_the_run_too(make_world: Make) -> None:
    world = make_world("miit", delay_s=0.01)
    _busy(world, 503, "7200", times=99, path="/art/")
    told = world.crawl(now(), full=False)
    assert told["wjfb"]["outcome"] == "challenged" and "7200 seconds" in told["wjfb"]["error"]
    assert len(_statuses(world, "/art/")) == 1
    honest_again(world)
    assert {channel["outcome"] for channel in world.crawl(now() + timedelta(minutes=1), full=False).values()} == {"ok"}
