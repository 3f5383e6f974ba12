"""Moments and dates. Every stored moment is ISO 8601 text in UTC+8, so text order is time order."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8))

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class NotAMoment(ValueError):
    """A text that is neither a date nor a time; its message is one sentence fit for a user."""


def now() -> datetime:
    return datetime.now(UTC).astimezone(ZONE).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """`2026-04-27T09:00:00+08:00`. A naive moment is taken to be in the publisher's zone."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    return moment.astimezone(ZONE).replace(microsecond=0).isoformat()


def moment(text: str, *, end_of_day: bool = False) -> datetime:
    """Read a date or a time. A bare date is its first moment in UTC+8, or its last second with `end_of_day`.

    Raises NotAMoment.
    """
    text = text.strip()
    try:
        if _DATE.match(text):
            day = date.fromisoformat(text)
            clock = time(23, 59, 59) if end_of_day else time(0, 0)
            return datetime.combine(day, clock, ZONE)
        parsed = datetime.fromisoformat(text)
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=ZONE)
        return parsed.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise NotAMoment(f"'{text}' is not a date or time; write 2026-05-18 or 2026-05-18T09:00:00+08:00") from None
