"""Moments are kept as text in UTC+8 whose order is the order of time."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.clock import ZONE, NotAMoment, moment, now, stamp

moments = st.datetimes(
    min_value=datetime(1000, 1, 3), max_value=datetime(9990, 1, 1), timezones=st.sampled_from([UTC, ZONE])
)


@given(moments, moments)
def test_the_order_of_stamps_is_the_order_of_time(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert (stamp(one) < stamp(other)) == (one < other)
    assert (stamp(one) == stamp(other)) == (one == other)


@given(moments)
def test_a_stamp_reads_back_as_its_moment(given_: datetime) -> None:
    assert moment(stamp(given_)) == given_.replace(microsecond=0)
    assert stamp(given_).endswith("+08:00")
    assert len(stamp(given_)) == 25


def test_a_naive_moment_is_the_publishers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert stamp(datetime(2026, 4, 27, 9, 0, 0, 999)) == "2026-04-27T09:00:00+08:00"
    assert moment("2026-04-27T09:00") == datetime(2026, 4, 27, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-04-27", "2026-04-27T00:00:00+08:00", "2026-04-27T23:59:59+08:00"),
        (" 2026-04-27 ", "2026-04-27T00:00:00+08:00", "2026-04-27T23:59:59+08:00"),
        ("2026-04-27T09:30:00+08:00", "2026-04-27T09:30:00+08:00", "2026-04-27T09:30:00+08:00"),
        ("2026-04-27T01:30:00Z", "2026-04-27T09:30:00+08:00", "2026-04-27T09:30:00+08:00"),
        ("2026-04-26T20:30:00-05:00", "2026-04-27T09:30:00+08:00", "2026-04-27T09:30:00+08:00"),
        ("2026-04-27 09:30", "2026-04-27T09:30:00+08:00", "2026-04-27T09:30:00+08:00"),
        ("2024-02-29", "2024-02-29T00:00:00+08:00", "2024-02-29T23:59:59+08:00"),
    ],
)
def test_dates_and_times_are_read(text: str, first: str, last: str) -> None:
    assert stamp(moment(text)) == first
    assert stamp(moment(text, end_of_day=True)) == last


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-02-29", "2026-13-01", "2026-04-27T25:00", "0001-01-01T00:00:00+14:00", "27.04.2026", "v1"],
)
def test_what_is_no_moment_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(NotAMoment, match="is not a date or time; write 2026-05-18") as refusal:
        stamp(moment(text))
    assert "\n" not in str(refusal.value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotAMoment):
        assert moment(text).tzinfo is not None


def test_now_is_whole_seconds_in_the_publishers_zone() -> None:
    read = now()
    assert read.utcoffset() == timedelta(hours=8) and read.microsecond == 0
    assert abs(read - datetime.now(timezone(timedelta(0)))) < timedelta(seconds=5)
