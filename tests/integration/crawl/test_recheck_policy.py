"""Which known pages a run asks for again: the longest overdue first, within a budget."""

from datetime import timedelta
from itertools import pairwise

from world import Make, World

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START

DAY = timedelta(days=1)


def _pages_asked(world: World) -> list[str]:
    asked = [logged.path for logged in world.replica.log if "/t20" in logged.path]
    world.replica.forget()
    return asked


def test_a_quiet_run_asks_for_no_page_and_a_day_later_for_those_due(make_world: Make) -> None:
    world = make_world("mee", generated(6, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)), recheck_budget=4)
    world.crawl(START, full=False)
    assert len(_pages_asked(world)) == 6
    world.crawl(START + timedelta(hours=4), full=False)
    assert _pages_asked(world) == []
    world.crawl(START + DAY, full=False)
    first = _pages_asked(world)
    assert len(set(first)) == len(first) == 4
    world.crawl(START + DAY + timedelta(minutes=5), full=False)
    second = _pages_asked(world)
    assert len(second) == 2 and not set(first) & set(second)
    world.crawl(START + DAY + timedelta(minutes=10), full=False)
    assert _pages_asked(world) == []


def test_a_silent_edit_is_found_by_the_recheck(make_world: Make) -> None:
    story = generated(6, polls=1, edits_per_poll=2, shares={"mee": 1.0}, kilobytes=(1, 2))
    world = make_world("mee", story)
    world.crawl(START, full=False)
    report = world.crawl(START + DAY, full=False)
    assert sum(channel["edited"] for channel in report.values()) == 2
    report = world.crawl(START + DAY + timedelta(minutes=5), full=True)
    assert sum(channel["not_modified"] for channel in report.values()) >= 6, "known pages are asked for conditionally"


def test_old_pages_are_asked_for_weekly_then_monthly(make_world: Make) -> None:
    world = make_world("mee", generated(2, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START, full=False)
    counts = []
    for day in range(15, 150):
        due = world.ask("SELECT count(*) FROM addresses WHERE kind = 'page' AND due_at <= ?", _stamp(day))[0][0]
        if due:
            world.crawl(START + day * DAY, full=False)
            counts.append(day)
    _pages_asked(world)
    gaps = [later - sooner for sooner, later in pairwise(counts)]
    assert set(gaps) == {7, 30}
    assert gaps == sorted(gaps)


def _stamp(day: int) -> str:
    from storage.clock import stamp

    return stamp(START + day * DAY)
