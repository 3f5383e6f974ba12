"""When a published notice is looked at again. Pure: ages in, moments out."""

from datetime import datetime, timedelta

from storage.archive.addresses import AddressState
from storage.clock import moment

NEW = timedelta(days=14)
SETTLED = NEW + timedelta(days=90)
DAILY, WEEKLY, MONTHLY = timedelta(days=1), timedelta(days=7), timedelta(days=30)
PATIENCE = timedelta(seconds=2)


def next_look(first_seen: datetime, at: datetime, *, rests_on: bool) -> datetime:
    """A new notice is looked at daily for two weeks, then weekly for three months, then monthly; one that a register
    or a benchmark rests on at least weekly for ever."""
    age = at - first_seen
    if age < NEW:
        return at + DAILY
    if age < SETTLED or rests_on:
        return at + WEEKLY
    return at + MONTHLY


def after_fault(at: datetime, waited: timedelta | None) -> datetime:
    """What gave nothing usable is asked for again on the next run, whenever that is; what keeps failing after twice
    the wait before, from two seconds on. At six runs a day a dead page is left out from its third day on, and in the
    end asked for once a week.

    `waited` is how long the last fault in a row made it wait, None when this is the first one.
    """
    if waited is None:
        return at
    return at + min(max(waited * 2, PATIENCE), WEEKLY)


def waited(state: AddressState) -> timedelta | None:
    """How long the address's last look made it wait, if that look found a fault."""
    if not state.fault or state.checked_at is None or state.due_at is None:
        return None
    return max(moment(state.due_at) - moment(state.checked_at), timedelta())


def after_giving_up(at: datetime, tries: int) -> datetime:
    """A file whose reading ran out of memory or time is tried again on the next run, then after a day, two, four, and
    in the end once a month: one that needs more than this machine has must not take its share of every run."""
    if tries < 2:
        return at
    doubled: int = 2 ** min(tries - 2, 5)
    return at + min(DAILY * doubled, MONTHLY)


def after_miss(at: datetime, misses: int, *, needed: int) -> datetime:
    """A page that is not there is asked for on every run until the answer is certain (`needed` misses), then after a
    day, two, four, and in the end once a month: it may come back."""
    if misses < needed:
        return at
    doubled: int = 2 ** min(misses - needed, 5)
    return at + min(DAILY * doubled, MONTHLY)
