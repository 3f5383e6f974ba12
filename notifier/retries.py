"""When a mail that was not taken is tried again. Pure.

RFC 5321 4.5.4.1: retry a transient refusal for days, waiting longer each time; a permanent one (5xx) must not be
repeated as it is at once. Some servers answer 5xx for a day's trouble, so it is tried twice more, a day apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from notifier.errors import Undelivered

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=5)
AFTER_REFUSAL = timedelta(days=1)
REFUSALS = 3


@dataclass(frozen=True, slots=True)
class Fate:
    state: Literal["deferred", "failed", "dead"]
    next_attempt_at: datetime | None


def fate(fault: Undelivered, attempts: int, first_tried: datetime, now: datetime) -> Fate:
    """What becomes of a delivery after its `attempts`-th attempt met `fault`."""
    if fault.permanent:
        return Fate("dead", None) if attempts >= REFUSALS else Fate("failed", now + AFTER_REFUSAL)
    if now - first_tried >= GIVE_UP_AFTER:
        return Fate("dead", None)
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT) if attempts > 0 else FIRST_WAIT
    return Fate("deferred", now + max(wait, fault.retry_after or wait))
