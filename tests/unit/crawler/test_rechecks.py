"""When pages are looked at again: ages in, moments out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rechecks import DAILY, MONTHLY, WEEKLY, after_fault, after_miss, next_look
from storage.clock import ZONE

AT = datetime(2026, 5, 4, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("age_days", "rests_on", "wait"),
    [
        (0, False, DAILY),
        (13.9, False, DAILY),
        (14, False, WEEKLY),
        (103, False, WEEKLY),
        (104, False, MONTHLY),
        (3000, False, MONTHLY),
        (0, True, DAILY),
        (104, True, WEEKLY),
        (3000, True, WEEKLY),
    ],
)
def test_daily_weekly_monthly_and_registers_weekly_for_ever(age_days: float, rests_on: bool, wait: timedelta) -> None:
    assert next_look(AT - timedelta(days=age_days), AT, rests_on=rests_on) == AT + wait


def test_the_zone_of_the_first_sight_does_not_matter() -> None:
    first = (AT - timedelta(days=20)).astimezone(UTC)
    assert next_look(first, AT, rests_on=False) == AT + WEEKLY


def test_a_first_fault_is_made_up_for_on_the_next_run_and_the_wait_doubles() -> None:
    assert after_fault(AT, None) == AT
    waits, wait = [], timedelta()
    for _ in range(25):
        wait = after_fault(AT, wait) - AT
        waits.append(wait)
    assert waits[0] == timedelta(seconds=2)
    assert all(later >= sooner for sooner, later in pairwise(waits))
    assert waits[-1] == WEEKLY


@given(st.integers(min_value=0, max_value=10**7))
def test_no_wait_after_a_fault_is_longer_than_a_week(seconds: int) -> None:
    due = after_fault(AT, timedelta(seconds=seconds))
    assert AT < due <= AT + WEEKLY


@pytest.mark.parametrize(
    ("misses", "wait"), [(1, timedelta()), (2, DAILY), (3, 2 * DAILY), (7, MONTHLY), (90, MONTHLY)]
)
def test_a_missing_page_is_asked_for_on_the_next_run_until_it_is_certain(misses: int, wait: timedelta) -> None:
    assert after_miss(AT, misses, needed=2) == AT + wait
