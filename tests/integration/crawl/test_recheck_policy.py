"""Which known pages a run asks for again: the longest overdue first, within a budget."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from figures import digest_names
from world import Make, World

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.story import Story

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


def _overdue(world: World, at: datetime) -> list[str]:
    found = [finding for row in world.states(at).values() for finding in row["findings"]]
    return [finding["detail"] for finding in found if finding["kind"] == "rechecks_overdue"]


def test_known_pages_that_no_run_gets_to_are_said_in_sources_and_in_the_digest(make_world: Make) -> None:
    world = make_world("mee", generated(6, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)), recheck_budget=0)
    world.crawl(START, full=False)
    world.crawl(START + 7 * DAY, full=False)
    assert _overdue(world, START + 7 * DAY) == [], "a week late is borne"
    late = START + 9 * DAY
    world.crawl(late, full=False)
    assert sum(int(detail.split()[0]) for detail in _overdue(world, late)) == 6
    assert all("recheck_budget" in detail for detail in _overdue(world, late))
    unseen = {key: row["not_seen"] for key, row in world.states(late).items() if row["not_seen"]}
    assert any("should have been looked at again" in words for words in unseen.values())
    assert any(name.startswith("mee/") for name in digest_names(world, late))
    table = world.settings.crawl.model_copy(update={"recheck_budget": 400})
    world.settings = world.settings.model_copy(update={"crawl": table})
    world.crawl(late + timedelta(hours=1), full=False)
    assert _overdue(world, late + timedelta(hours=1)) == []


def test_a_notice_that_a_list_rests_on_is_looked_at_weekly_for_ever(make_world: Make) -> None:
    """Half a year on, an ordinary notice waits for its month; a list or a benchmark is asked for after a week."""
    (ordinary, resting) = generated(2, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)).notices
    content = replace(
        resting.editions[0].content, title="符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第六批）"
    )
    content_of_the_other = replace(ordinary.editions[0].content, title="关于做好有关工作的复函")
    story = Story(
        start=START,
        notices=(
            replace(ordinary, editions=(replace(ordinary.editions[0], content=content_of_the_other),)),
            replace(resting, editions=(replace(resting.editions[0], content=content),)),
        ),
    )
    world = make_world("mee", story)
    world.crawl(START, full=False)
    old = START + timedelta(days=200)
    world.crawl(old, full=True)
    _pages_asked(world)
    world.crawl(old + timedelta(days=8), full=False)
    assert [path for path in _pages_asked(world) if ordinary.ident in path] == []
    world.replica.forget()
    rows = world.ask("SELECT n.title, a.due_at FROM addresses a JOIN notices n ON n.id = a.notice ORDER BY a.due_at")
    assert len(rows) == 2 and "名单" in rows[0][0] and rows[0][1] < rows[1][1]
    world.crawl(old + timedelta(days=31), full=False)
    assert any(ordinary.ident in path for path in _pages_asked(world))
