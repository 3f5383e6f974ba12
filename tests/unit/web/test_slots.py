"""When a source is due: every slot once, one look for all that were missed, nothing twice."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regwatch.service.slots import AHEAD, is_due, newest_slot, spread
from storage.clock import ZONE

DAY = datetime(2026, 5, 20, tzinfo=ZONE)
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=ZONE))


@pytest.mark.parametrize(
    ("every_h", "hour", "slot"), [(4, 9, 8), (6, 9, 6), (12, 23, 12), (24, 9, 0), (4, 8, 8), (1, 9, 9)]
)
def test_slots_stand_at_fixed_hours_of_the_publishers_day(every_h: int, hour: int, slot: int) -> None:
    assert newest_slot(every_h, DAY + timedelta(hours=hour)) == DAY + timedelta(hours=slot)


@given(MOMENTS, st.sampled_from([0.5, 1, 4, 5, 6, 12, 24, 168]))
def test_a_look_is_due_once_a_slot(start: datetime, every_h: float) -> None:
    """Ticking each minute for three steps looks three times, give or take the first."""
    last, looks, at = None, 0, start
    for _ in range(int(every_h * 3 * 12)):
        if is_due(every_h, last, at):
            last, looks = at, looks + 1
        at += timedelta(minutes=5)
    assert 3 <= looks <= 4


@given(MOMENTS, st.integers(1, 400))
def test_downtime_is_caught_up_once(last: datetime, days: int) -> None:
    back = last + timedelta(days=days)
    assert is_due(4, last, back)
    assert not is_due(4, back, back + timedelta(minutes=1))


def test_a_look_ahead_of_the_clock_does_not_count() -> None:
    assert is_due(4, DAY + AHEAD + timedelta(minutes=1), DAY)
    assert not is_due(24, DAY + timedelta(minutes=5), DAY + timedelta(minutes=4))


def test_sources_are_spread() -> None:
    assert len({spread(key) for key in ("miit", "samr", "mee")}) == 3
    assert all(timedelta() <= spread(key) < timedelta(minutes=30) for key in ("miit", "samr", "mee"))
