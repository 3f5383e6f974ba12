"""How much of something fits: a search with few tries where each try is dear. Pure."""

from collections.abc import Callable


def largest(lowest: int, highest: int, room: int, size: Callable[[int], int], over: int = 0) -> int:
    """The largest count between the two whose size fits into `room`, or one less than `lowest`.

    Sizes grow with the count, about evenly, so the next count to try is where a straight line would meet `room`; when
    that did not halve what is left, the middle is tried. `over`: the size of `highest`, known not to fit.
    """
    low, low_size = lowest - 1, 0
    high, high_size = (highest, over) if over else (highest + 1, 0)
    if not over and lowest <= highest:
        low_size, high_size, low, high = _ends(low, highest, room, size)
        if low == highest:
            return low
    straight = True
    while high - low > 1:
        span = high - low
        middle = low + (room - low_size) * span // (high_size - low_size) if straight else (low + high) // 2
        middle = min(max(middle, low + 1), high - 1)
        found = size(middle)
        if found <= room:
            low, low_size = middle, found
        else:
            high, high_size = middle, found
        straight = high_size > low_size and (high - low) * 2 <= span
    return low


def _ends(low: int, highest: int, room: int, size: Callable[[int], int]) -> tuple[int, int, int, int]:
    """All of it is tried first, since it mostly fits: sizes and counts of what is known to fit and not to."""
    found = size(highest)
    return (found, 0, highest, highest + 1) if found <= room else (0, found, low, highest)
