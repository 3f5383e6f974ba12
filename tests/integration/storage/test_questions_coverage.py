"""What was looked at and what was not, and the states of channels."""

from datetime import datetime, timedelta

import pytest
from made_archive import START, Watch

from storage.archive.runs import (
    ChannelDeclaration,
    Check,
    begin_run,
    checks_of_run,
    declare_channels,
    finish_run,
    previous_check,
    record_check,
)
from storage.queries.coverage import coverage, sources
from storage.shapes import Outcome

HOUR = timedelta(hours=1)
CHANNEL = ChannelDeclaration("miit", "wjfb", "文件发布", "Documents", "工信部", "MIIT", "https://www.miit.gov.cn/", 6.0)


def check(watch: Watch, at: datetime, outcome: Outcome = "ok", **given: object) -> int:
    run = begin_run(watch.db, "crawl", at, "test")
    made = Check("miit", "wjfb", outcome=outcome, error="" if outcome == "ok" else f"{outcome} at {at:%H:%M}")
    for name, value in given.items():
        setattr(made, name, value)
    record_check(watch.db, run, made, at)
    finish_run(watch.db, run)
    return run


@pytest.fixture
def watched(watch: Watch) -> Watch:
    declare_channels(watch.db, [CHANNEL], START)
    return watch


@pytest.mark.parametrize(
    ("outcomes", "later", "state"),
    [
        ((), HOUR, "never"),
        (("ok",), HOUR, "healthy"),
        (("ok",), 12 * HOUR, "healthy"),
        (("ok",), 12 * HOUR + timedelta(seconds=1), "late"),
        (("ok", "challenged"), HOUR, "challenged"),
        (("ok", "drifted"), HOUR, "drifted"),
        (("ok", "unreachable"), HOUR, "unreachable"),
        (("ok", "failed"), HOUR, "unreachable"),
        (("unreachable",), HOUR, "unreachable"),
        (("challenged", "ok"), HOUR, "healthy"),
        (("challenged",), 99 * HOUR, "challenged"),
    ],
)
def test_the_newest_check_makes_the_state(
    watched: Watch, outcomes: tuple[Outcome, ...], later: timedelta, state: str
) -> None:
    at = START
    for number, outcome in enumerate(outcomes):
        at = START + number * HOUR
        check(watched, at, outcome)
    [answer] = sources(watched.db, at + later)
    assert answer["state"] == state
    assert (answer["checks"], answer["ok"]) == (len(outcomes), outcomes.count("ok"))
    assert sources(watched.db, START - HOUR)[0]["state"] == "never", "before all that nothing was known"


def test_a_source_tells_its_last_success_its_last_news_and_since_when_it_fails(watched: Watch) -> None:
    check(watched, START, published=3, listed=20, total=140, parameters={"from": "column page"})
    check(watched, START + HOUR, listed=21, total=141)
    check(watched, START + 2 * HOUR, "unreachable")
    check(watched, START + 3 * HOUR, "challenged")
    [answer] = sources(watched.db, START + 4 * HOUR)
    assert answer["last_success_at"] == "2026-04-27T10:00:00+08:00"
    assert answer["last_new_at"] == "2026-04-27T09:00:00+08:00"
    assert answer["failing_since"] == "2026-04-27T11:00:00+08:00"
    assert answer["error"] == "challenged at 12:00"
    assert (answer["rows"], answer["rows_claimed"], answer["expected_every_h"]) == (21, 141, 6.0)
    check(watched, START + 4 * HOUR)
    [answer] = sources(watched.db, START + 4 * HOUR)
    assert (answer["failing_since"], answer["error"], answer["state"]) == (None, "", "healthy")


def test_coverage_counts_the_checks_of_a_half_open_window(watched: Watch) -> None:
    for hour, outcome in ((0, "ok"), (6, "drifted"), (12, "ok"), (18, "unreachable"), (24, "ok")):
        check(watched, START + hour * HOUR, outcome)  # type: ignore[arg-type]
    [channel] = coverage(watched.db, START, START + 24 * HOUR)["channels"]
    assert (channel["checks"], channel["ok"], channel["expected"]) == (4, 2, 4)
    assert channel["outcomes"] == {"ok": 2, "drifted": 1, "unreachable": 1}
    assert channel["last_success_at"] == "2026-04-27T21:00:00+08:00"
    assert channel["first_failure_at"] == "2026-04-28T03:00:00+08:00"
    assert channel["state"] == "unreachable", "the check at the window's end belongs to the next window"
    [after] = coverage(watched.db, START + 24 * HOUR, START + 48 * HOUR)["channels"]
    assert (after["checks"], after["first_failure_at"], after["state"]) == (1, None, "late")


def test_a_channel_that_was_never_reached_is_in_the_coverage(watched: Watch) -> None:
    answer = coverage(watched.db, START, START + 24 * HOUR)
    [channel] = answer["channels"]
    assert (answer["since"], answer["until"]) == ("2026-04-27T09:00:00+08:00", "2026-04-28T09:00:00+08:00")
    assert (channel["state"], channel["checks"], channel["last_success_at"]) == ("never", 0, None)


def test_a_channel_that_was_switched_off_is_not_missed(watched: Watch) -> None:
    off = ChannelDeclaration("miit", "wjfb", "文件发布", "Documents", "", "", "", 6.0, enabled=False)
    declare_channels(watched.db, [off], START + HOUR)
    assert sources(watched.db, START + HOUR) == []
    assert coverage(watched.db, START, START + HOUR)["channels"] == []


def test_checks_are_kept_whole_and_the_second_of_a_run_replaces_the_first(watched: Watch) -> None:
    whole = Check("miit", "wjfb", "drifted", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, None, 3, {"pageId": "x"}, "two\nlines")
    run = begin_run(watched.db, "crawl", START, "test")
    record_check(watched.db, run, Check("miit", "wjfb", listed=1), START)
    record_check(watched.db, run, whole, START)
    assert checks_of_run(watched.db, run) == [whole]
    assert previous_check(watched.db, "miit", "wjfb") is None, "only a check that went well is compared with"
