"""The half-open stretches of time that digests cover. Pure: the clock is an argument, the zone is the publisher's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, get_args

from notifier.errors import BadWish
from storage.clock import ZONE, stamp

Frequency = Literal["immediate", "daily", "weekly"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)

# A first immediate digest has no predecessor to begin at.
FIRST_IMMEDIATE = timedelta(days=1)
_LENGTH: dict[str, timedelta] = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` (included) to `until` (not included), both in UTC+8."""

    since: datetime
    until: datetime

    def shape(self) -> dict[str, str]:
        return {"from": stamp(self.since), "until": stamp(self.until)}


def known_frequency(text: str) -> Frequency:
    """Raises BadWish."""
    for frequency in FREQUENCIES:
        if text == frequency:
            return frequency
    raise BadWish(f"'{text}' is not a frequency; write {', '.join(FREQUENCIES[:-1])} or {FREQUENCIES[-1]}")


def window(
    frequency: Frequency, until: datetime | None, now: datetime, last_immediate: datetime | None = None
) -> Window:
    """The window that ends at `until`; without it, at the newest completed boundary before or at `now`.

    Boundaries are Monday 00:00 (weekly) and midnight (daily) in UTC+8; an immediate window begins where the last one
    ended (`last_immediate`) and ends at `until` or `now`. Moments are cut to whole seconds, as the archive's are.
    """
    end = _local(until) if until is not None else newest_boundary(frequency, now)
    if frequency == "immediate":
        first = end - FIRST_IMMEDIATE
        return Window(first if last_immediate is None else min(_local(last_immediate), end), end)
    return Window(end - _LENGTH[frequency], end)


def newest_boundary(frequency: Frequency, now: datetime) -> datetime:
    here = _local(now)
    if frequency == "immediate":
        return here
    midnight = datetime.combine(here.date(), time(0, 0), ZONE)
    return midnight - timedelta(days=midnight.weekday()) if frequency == "weekly" else midnight


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    return moment.astimezone(ZONE).replace(microsecond=0)
