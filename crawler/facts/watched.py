"""The subjects that this process watches: told once when it starts, by its settings, and read by every notice after.

Everything else in this room is given what it needs; the subjects are the same for all that a process reads.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crawler.facts.subjects import DEFAULT, NotAProfile, SubjectProfile

_watched: tuple[SubjectProfile, ...] = (DEFAULT,)


def watched() -> tuple[SubjectProfile, ...]:
    return _watched


def watch(profiles: Sequence[SubjectProfile]) -> None:
    """Raises NotAProfile when there is none, or two of one key."""
    global _watched
    keys = [profile.key for profile in profiles]
    if not keys:
        raise NotAProfile("subjects: none is watched; name a file, or leave used_power_batteries = true")
    doubled = next((key for key in keys if keys.count(key) > 1), "")
    if doubled:
        raise NotAProfile(f"subjects: two profiles have the key '{doubled}'; give one of them another")
    _watched = tuple(profiles)


@contextmanager
def watching(profiles: Sequence[SubjectProfile]) -> Iterator[None]:
    before = _watched
    watch(profiles)
    try:
        yield
    finally:
        watch(before)
