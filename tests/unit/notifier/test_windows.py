"""Windows are half-open, fixed, and in the publisher's zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import BadWish
from notifier.windows import FREQUENCIES, known_frequency, window
from storage.clock import ZONE, moment, stamp


def test_a_bare_date_ends_a_week_at_midnight_in_beijing() -> None:
    span = window("weekly", moment("2026-05-04"), moment("2026-06-01"))
    assert span.shape() == {"from": "2026-04-27T00:00:00+08:00", "until": "2026-05-04T00:00:00+08:00"}


def test_without_an_end_the_newest_completed_week_is_meant() -> None:
    thursday = moment("2026-05-07T09:30:00")
    assert window("weekly", None, thursday).shape()["until"] == "2026-05-04T00:00:00+08:00"
    assert window("daily", None, thursday).shape() == {
        "from": "2026-05-06T00:00:00+08:00",
        "until": "2026-05-07T00:00:00+08:00",
    }


def test_the_boundary_itself_completes_the_week() -> None:
    assert window("weekly", None, moment("2026-05-04")).shape()["until"] == "2026-05-04T00:00:00+08:00"


def test_the_zone_is_the_publishers_whatever_the_clock_says() -> None:
    sunday_evening_in_europe = datetime(2026, 5, 3, 17, 0, tzinfo=UTC)  # Monday 01:00 in Beijing
    assert window("weekly", None, sunday_evening_in_europe).shape()["until"] == "2026-05-04T00:00:00+08:00"


def test_an_immediate_window_begins_where_the_last_one_ended() -> None:
    now = moment("2026-05-04T10:00:00")
    assert window("immediate", None, now).since == now - timedelta(days=1)
    last = moment("2026-05-04T09:45:00")
    assert (window("immediate", None, now, last).since, window("immediate", None, now, last).until) == (last, now)


@given(
    st.sampled_from(["daily", "weekly"]),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
)
def test_windows_without_an_end_tile_time(frequency: str, naive: datetime) -> None:
    now = naive.replace(tzinfo=ZONE)
    chosen = known_frequency(frequency)
    span = window(chosen, None, now)
    assert span.until <= now < span.until + (span.until - span.since)
    following = window(chosen, None, span.until + (span.until - span.since))
    assert following.since == span.until
    assert stamp(window(chosen, span.until, now).since) == stamp(span.since)


def test_an_unknown_frequency_is_named() -> None:
    with pytest.raises(BadWish, match="'hourly' is not a frequency"):
        known_frequency("hourly")
    assert [known_frequency(one) for one in FREQUENCIES] == ["immediate", "daily", "weekly"]
