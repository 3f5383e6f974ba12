"""When a source is due. Pure: the cadence, the last look and the clock in, yes or no out.

Looks happen at fixed slots (every so many hours from a Monday's midnight in UTC+8), so a service that was down looks
once for all the slots it missed, and a look that took long does not push the next ones back.
"""

import zlib
from datetime import datetime, timedelta

from storage.clock import ZONE

_MONDAY = datetime(2020, 1, 6, tzinfo=ZONE)
SPREAD_MIN = 30
AHEAD = timedelta(minutes=10)


def spread(key: str) -> timedelta:
    """A source's own minutes after the slot, so that not every site is asked at the stroke of the hour."""
    return timedelta(minutes=zlib.crc32(key.encode()) % SPREAD_MIN)


def newest_slot(every_h: float, now: datetime, offset: timedelta = timedelta()) -> datetime:
    """The last slot at or before `now`."""
    step = timedelta(hours=every_h)
    first = _MONDAY + offset
    return first + ((now - first) // step) * step


def is_due(every_h: float, last: datetime | None, now: datetime, offset: timedelta = timedelta()) -> bool:
    """Whether a look is due: none yet, or a slot has begun since the last one and half a step has gone by.

    A last look that lies ahead of the clock (a replayed archive, a clock set back) does not count.
    """
    if last is None or last > now + AHEAD:
        return True
    return last < newest_slot(every_h, now, offset) and now - last >= timedelta(hours=every_h) / 2
