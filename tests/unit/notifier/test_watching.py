"""Watched names found all at once are those found one by one."""

from digest_samples import change
from hypothesis import given
from hypothesis import strategies as st

from notifier.filters import Findable, struck_off, watched_in
from notifier.watching import Keyed, NameIndex

NAMES = st.lists(st.text("甲乙丙电池有限公司（)A", min_size=2, max_size=9), max_size=12, unique=True)


@given(NAMES, NAMES, st.text("甲乙丙电池有限公司（)A", max_size=60))
def test_an_index_finds_what_a_search_for_each_name_finds(mine: list[str], others: list[str], text: str) -> None:
    alone, together = Findable(change(1, title=text)), Findable(change(1, title=text))
    together.look_for(NameIndex([tuple(others), tuple(mine)]))
    assert watched_in(mine, together) == watched_in(mine, alone)


def test_a_list_that_the_index_does_not_know_is_searched_by_itself() -> None:
    found = Findable(change(1, title="甲电池有限公司入围"))
    found.look_for(NameIndex([("乙电池有限公司",)]))
    assert watched_in(["甲电池有限公司"], found) == ["甲电池有限公司"]


def test_two_spellings_of_one_company_are_both_named_in_the_readers_order() -> None:
    watch = ("華友（衢州）有限公司", "乙电池有限公司", "华友(衢州)有限公司")
    found = Findable(change(1, title="华友（衢州）有限公司"))
    found.look_for(NameIndex([watch]))
    assert watched_in(watch, found) == ["華友（衢州）有限公司", "华友(衢州)有限公司"]
    assert Keyed(watch).named(frozenset()) == []
    assert struck_off(watch, found) == []
