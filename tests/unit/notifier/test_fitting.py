"""How much of something fits, found with few tries."""

from hypothesis import given
from hypothesis import strategies as st

from notifier.fitting import largest


@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=200), st.integers(0, 400_000), st.booleans())
def test_the_answer_is_that_of_trying_them_all(steps: list[int], room: int, known: bool) -> None:
    sizes = [sum(steps[:count]) for count in range(len(steps) + 1)]
    highest = len(steps)
    over = sizes[highest] if known and sizes[highest] > room else 0
    fits = [count for count, size in enumerate(sizes) if size <= room]
    assert largest(0, highest, room, sizes.__getitem__, over) == max(fits, default=-1)


def test_where_all_of_it_fits_one_look_is_enough() -> None:
    tried: list[int] = []

    def size(count: int) -> int:
        tried.append(count)
        return count

    assert (largest(0, 60, 70, size), tried) == (60, [60])


def test_nothing_fits_or_there_is_nothing() -> None:
    assert largest(0, 10, 5, lambda count: 10 + count) == -1
    assert largest(7, 7, 100, lambda count: count) == 7
    assert largest(7, 7, 5, lambda count: count) == 6
