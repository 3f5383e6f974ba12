"""Retry-After: both forms of RFC 9110 section 10.2.3, and whatever else a site may write there."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.guards.retry_after import retry_after_s
from crawler.waiting import CEILING_S, Patience, wanted_s

NOW = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "date", "seconds"),
    [
        ("120", "", 120.0),
        (" 0 ", "", 0.0),
        ("0000000000000000000000120", "", 120.0),
        ("Mon, 04 May 2026 01:02:00 GMT", "", 120.0),
        ("Monday, 04-May-26 01:02:00 GMT", "", 120.0),
        ("Mon May  4 01:02:00 2026", "", 120.0),
        ("Mon, 04 May 2026 01:02:00 GMT", "Mon, 04 May 2026 01:01:00 GMT", 60.0),
        ("Mon, 04 May 2026 01:02:00 GMT", "yesterday", 120.0),
        ("Sun, 03 May 2026 01:02:00 GMT", "", 0.0),
    ],
)
def test_what_the_grammar_knows(field: str, date: str, seconds: float) -> None:
    assert retry_after_s(field, date, NOW) == seconds


@pytest.mark.parametrize(
    "field",
    ["", "soon", "-5", "+5", "1.5", "1e3", "0x10", "١٢٠", "１２０", "inf", "nan", "120, 60", "9" * 65,
     "Mon, 99 May 2026", "Mon, 04 May 999999999 01:02:00 GMT", "\x00", "120\r\nX: y"],
)  # fmt: skip
def test_what_says_nothing(field: str) -> None:
    assert retry_after_s(field, "", NOW) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_that_is_written_there_does_harm(field: str, date: str) -> None:
    seconds = retry_after_s(field, date, NOW)
    assert seconds is None or 0 <= seconds < float("inf")


@given(st.integers(0, 10**60), st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))
def test_numbers_and_days_of_any_size(number: int, day: datetime) -> None:
    seconds = retry_after_s(str(number), "", NOW)
    assert seconds == number if number <= 10**12 else seconds is not None and seconds >= 10**12
    if day.year >= 1900:
        expected = max((day.replace(microsecond=0) - NOW).total_seconds(), 0.0)
        assert retry_after_s(format_datetime(day, usegmt=True), "", NOW) == expected


@pytest.mark.parametrize(("status", "heard"), [(429, True), (503, True), (200, False), (404, False), (301, False)])
def test_only_refusals_are_heard(status: int, heard: bool) -> None:
    answer = Response("http://example.org/", status=status, headers={"Retry-After": "7"})
    assert wanted_s(answer, NOW) == (7.0 if heard else None)
    assert wanted_s(answer.replace(headers={}), NOW) is None


def test_all_waits_of_a_run_stay_within_the_ceiling() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    patience = Patience(sleep)
    assert asyncio.run(patience.wait(503, CEILING_S - 10))
    assert not asyncio.run(patience.wait(429, 11.0))
    assert "HTTP 429" in patience.sent_away and "11 seconds" in patience.sent_away
    assert asyncio.run(patience.wait(503, 10.0))
    assert slept == [CEILING_S - 10, 10.0] and patience.waited_s == CEILING_S
    assert not asyncio.run(patience.wait(503, timedelta(days=400).total_seconds()))
