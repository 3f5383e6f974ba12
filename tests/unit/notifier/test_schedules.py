"""Readers' own hours: daylight saving, year ends, and windows that always meet."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import BadWish
from notifier.own_hours import DueTo
from notifier.schedules import DAYS, Schedule, known_day, known_quiet, quiet_until, schedule_of, zone_of
from notifier.windows import window
from notifier.wishes import wish
from storage.clock import moment, stamp

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def test_a_week_in_berlin_over_both_changes_of_the_clock() -> None:
    friday = Schedule(4, 8, BERLIN)
    spring = friday.window("weekly", datetime(2026, 4, 3, 6, 0, tzinfo=UTC))
    assert (stamp(spring.since), stamp(spring.until)) == ("2026-03-27T15:00:00+08:00", "2026-04-03T14:00:00+08:00")
    assert spring.until - spring.since == timedelta(hours=167)
    autumn = friday.window("weekly", datetime(2026, 10, 30, 7, 0, tzinfo=UTC))
    assert autumn.until - autumn.since == timedelta(hours=169)


def test_a_day_that_skips_the_hour_and_a_day_that_has_it_twice() -> None:
    night = Schedule(0, 2, NEW_YORK)
    skipped = night.window("daily", datetime(2026, 3, 8, 7, 0, tzinfo=UTC))  # 3:00 there, 2:00 did not come
    assert skipped.until.astimezone(ZoneInfo(NEW_YORK)).hour == 3
    assert night.window("daily", datetime(2026, 3, 8, 6, 59, tzinfo=UTC)).until < skipped.until
    one = Schedule(0, 1, NEW_YORK)
    twice = one.window("daily", datetime(2026, 11, 1, 6, 30, tzinfo=UTC))  # the second 1:30
    assert twice.until == datetime(2026, 11, 1, 5, 0, tzinfo=UTC)


def test_the_year_ends_inside_a_week() -> None:
    span = Schedule(0, 9, NEW_YORK).window("weekly", datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    assert (stamp(span.since), stamp(span.until)) == ("2026-12-21T22:00:00+08:00", "2026-12-28T22:00:00+08:00")
    assert Schedule(4, 0, BERLIN).window("weekly", datetime(2027, 1, 1, 12, tzinfo=UTC)).until == datetime(
        2026, 12, 31, 23, tzinfo=UTC
    )


@given(
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from([BERLIN, NEW_YORK, "Asia/Shanghai", "Australia/Lord_Howe", "UTC"]),
    st.sampled_from(["daily", "weekly"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),
)
def test_windows_meet_whatever_the_hour(day: int, hour: int, zone: str, frequency: str, naive: datetime) -> None:
    schedule, at = Schedule(day, hour, zone), naive.replace(tzinfo=UTC)
    span = schedule.window(frequency, at)  # type: ignore[arg-type]
    assert span.since < span.until <= at
    assert schedule.window(frequency, span.since).until == span.since  # type: ignore[arg-type]
    assert schedule.next_boundary(frequency, span.since) == span.until  # type: ignore[arg-type]
    assert schedule.next_boundary(frequency, at) > at  # type: ignore[arg-type]
    assert schedule_of(schedule.key) == schedule


def test_a_new_hour_begins_where_the_old_one_ended() -> None:
    old, new = moment("2026-05-04"), Schedule(4, 8, BERLIN)
    due = DueTo(new, stamp(old), stamp(new.next_boundary("weekly", old)))
    assert due.window("weekly", moment("2026-05-08T13:59:00")) is None
    first = due.window("weekly", moment("2026-05-08T14:00:00"))
    assert first is not None and first.shape() == {
        "from": "2026-05-04T00:00:00+08:00",
        "until": "2026-05-08T14:00:00+08:00",
    }
    second = due.window("weekly", moment("2026-05-16"))
    assert second is not None and second.since == first.until
    back = DueTo(None, stamp(first.until), stamp(DueTo(None).first_after("weekly", first.until)))
    assert not back.shared(moment("2026-05-11")) and back.shared(moment("2026-05-18"))
    assert back.window("weekly", moment("2026-05-11")) != window("weekly", moment("2026-05-11"), moment("2026-05-11"))


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-05-04T21:59:00+02:00", None),
        ("2026-05-04T22:00:00+02:00", "2026-05-05T07:00:00+02:00"),
        ("2026-05-05T06:59:00+02:00", "2026-05-05T07:00:00+02:00"),
        ("2026-05-05T07:00:00+02:00", None),
        ("2026-03-29T01:00:00+01:00", "2026-03-29T07:00:00+02:00"),
    ],
)
def test_quiet_hours_end_on_the_readers_clock(at: str, ends: str | None) -> None:
    found = quiet_until("22-7", BERLIN, datetime.fromisoformat(at))
    assert found == (datetime.fromisoformat(ends) if ends else None)
    assert quiet_until("", BERLIN, datetime.fromisoformat(at)) is None


def test_quiet_hours_within_one_day() -> None:
    assert quiet_until("12-14", "", moment("2026-05-04T13:00:00")) == moment("2026-05-04T14:00:00")
    assert quiet_until("12-14", "", moment("2026-05-04T11:00:00")) is None


@pytest.mark.parametrize("text", ["22", "22-", "-7", "7-7", "25-3", "a-b", "0-24", "22-7-9"])
def test_odd_quiet_hours_are_refused(text: str) -> None:
    with pytest.raises(BadWish, match="write them like 22-7"):
        known_quiet(text)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe/", "x" * 99, "Asia\n"])
def test_odd_zones_are_refused(zone: str) -> None:
    with pytest.raises(BadWish, match="is not a time zone"):
        zone_of(zone)


def test_days_by_name_and_number() -> None:
    assert [known_day(text) for text in ("Fri", "friday", "5", "")] == ["friday", "friday", "friday", ""]
    assert DAYS[known_day("sun") and DAYS.index("sunday")] == "sunday"
    with pytest.raises(BadWish, match="not a day of the week"):
        known_day("someday")


def test_an_hour_alone_is_enough_for_a_schedule() -> None:
    assert wish("weekly").schedule is None
    assert wish("weekly", hour=9).schedule == Schedule(0, 9, "Asia/Shanghai")
    assert wish("daily", zone=BERLIN).schedule == Schedule(0, 7, BERLIN)
    assert wish("immediate", zone=BERLIN).schedule is None
    with pytest.raises(BadWish, match="not an hour"):
        wish("daily", hour=24)
