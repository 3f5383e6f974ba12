"""When a published notice is looked at again. Pure: ages in, moments out."""

from datetime import datetime, timedelta

NEW = timedelta(days=14)
SETTLED = NEW + timedelta(days=90)
DAILY, WEEKLY, MONTHLY = timedelta(days=1), timedelta(days=7), timedelta(days=30)


def next_look(first_seen: datetime, at: datetime, *, rests_on: bool) -> datetime:
    """A new notice is looked at daily for two weeks, then weekly for three months, then monthly; one that a register
    or a benchmark rests on at least weekly for ever."""
    age = at - first_seen
    if age < NEW:
        return at + DAILY
    if age < SETTLED or rests_on:
        return at + WEEKLY
    return at + MONTHLY


def after_fault(at: datetime, misses: int) -> datetime:
    """A page that gave nothing usable is asked for again within the hours, then days; a missing one on the next run."""
    return at + (timedelta(hours=1) if misses <= 2 else min(DAILY * 2 ** min(misses - 3, 5), MONTHLY))
