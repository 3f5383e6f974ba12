"""When a reader's daily and weekly digests are due: at an hour of their own, in their own zone. Pure.

A boundary is an hour of the clock on the reader's wall. Where daylight saving skips that hour, the boundary is the
moment an unchanged clock would have shown it; where the hour comes twice, the first. So a week between two boundaries
may last 167 or 169 hours, and windows always meet.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifier.errors import BadWish
from notifier.texts import plain, shorten
from notifier.windows import Frequency, Window
from storage.clock import ZONE

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_HOUR = 7


@dataclass(frozen=True, slots=True)
class Schedule:
    """`day` counts from Monday (0); a daily digest has every day."""

    day: int
    hour: int
    zone: str

    @property
    def key(self) -> str:
        """How it is kept beside a subscription: `4 8 Europe/Berlin`."""
        return f"{self.day} {self.hour} {self.zone}"

    def boundary(self, frequency: Frequency, at: datetime) -> datetime:
        """The newest boundary at or before `at` (an aware moment), in UTC+8."""
        here = at.astimezone(zone_of(self.zone)).date() + timedelta(days=1)
        while True:
            if frequency != "weekly" or here.weekday() == self.day:
                found = self._on(here)
                if found <= at:
                    return found
            here -= timedelta(days=1)

    def window(self, frequency: Frequency, at: datetime) -> Window:
        """The newest completed window at `at`."""
        until = self.boundary(frequency, at)
        return Window(self.boundary(frequency, until - timedelta(seconds=1)), until)

    def next_boundary(self, frequency: Frequency, after: datetime) -> datetime:
        """The first boundary later than `after`."""
        here = after.astimezone(zone_of(self.zone)).date() - timedelta(days=1)
        while True:
            if frequency != "weekly" or here.weekday() == self.day:
                found = self._on(here)
                if found > after:
                    return found
            here += timedelta(days=1)

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, time(self.hour), zone_of(self.zone)).astimezone(ZONE)


def schedule_of(key: str) -> Schedule | None:
    """What `Schedule.key` wrote; None for ''."""
    if not key:
        return None
    day, hour, zone = key.split(" ", 2)
    return Schedule(int(day), int(hour), zone)


@lru_cache(maxsize=600)
def zone_of(name: str) -> ZoneInfo:
    """Raises BadWish."""
    fault = BadWish(
        f"'{shorten(plain(name), 40)}' is not a time zone; write one such as Europe/Berlin or Asia/Shanghai"
    )
    if not name or len(name) > 60 or name.startswith(("/", ".")) or ".." in name:
        raise fault
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fault from None


def known_day(text: str) -> str:
    """`monday` of `Mon`, `Monday` or `1`; '' stays ''. Raises BadWish."""
    wanted = plain(text).casefold()
    if not wanted:
        return ""
    for number, day in enumerate(DAYS, 1):
        if wanted in (day, day[:3], str(number)):
            return day
    raise BadWish(f"'{shorten(plain(text), 20)}' is not a day of the week; write monday to sunday")


def known_hour(hour: int | None) -> int | None:
    """Raises BadWish."""
    if hour is not None and not 0 <= hour <= 23:
        raise BadWish(f"{hour} is not an hour of the day; write 0 to 23")
    return hour


def known_quiet(text: str) -> str:
    """`22-7`: nothing is sent from 22:00 to 7:00 in the reader's zone; '' is never quiet. Raises BadWish."""
    wanted = plain(text).replace(" ", "").replace(":00", "")
    if not wanted:
        return ""
    first, dash, last = wanted.partition("-")
    good = dash and all(part.isascii() and part.isdigit() and int(part) <= 24 for part in (first, last) if part)
    if not good or not first or not last or int(first) % 24 == int(last) % 24:
        raise BadWish(f"'{shorten(plain(text), 20)}' are no quiet hours; write them like 22-7")
    return f"{int(first) % 24}-{int(last) % 24}"


def quiet_until(quiet: str, zone: str, at: datetime) -> datetime | None:
    """When the quiet hours that hold at `at` end, in UTC+8; None when it is not quiet."""
    if not quiet:
        return None
    first, last = (int(part) for part in quiet.split("-"))
    here = at.astimezone(zone_of(zone or DEFAULT_ZONE))
    hour = here.hour
    if not (first <= hour < last if first < last else hour >= first or hour < last):
        return None
    day = here.date() + timedelta(days=1 if first > last and hour >= first else 0)
    return datetime.combine(day, time(last), here.tzinfo).astimezone(ZONE)
