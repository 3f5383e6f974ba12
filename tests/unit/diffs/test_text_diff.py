from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.diffs.paragraphs import differing
from storage.diffs.redline import redline
from storage.diffs.sentences import fold
from storage.diffs.text import changes, diff_text
from storage.diffs.tokens import tokens_of

SAMPLES = (
    "处50万元以上500万元以下的罚款|第十二条|（一）|2026年4月27日|二〇二六年四月|工信部联节〔2018〕43号|，|。|；|"
    "\n|\n\n| |\u3000|电池|企业|公告２０２６年第20号|91110000MA01ABCD2X|1,234.5%|“|”|é|e\u0301|葛\U000e0100|"
    "\U0001f468\u200d\U0001f469|http://a.cn/x?y=1;z|a@b.cn|?|!|\r\n|\u200b|10²|①|\ud800|。”"
)
WORDS = SAMPLES.split("|")
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=30).map("".join)


def applied(before: str, after: str) -> str:
    out, cursor = [], 0
    for change in changes(before, after):
        assert cursor <= change.start <= change.end
        out += [before[cursor : change.start], after[change.new_start : change.new_end]]
        cursor = change.end
    return "".join([*out, before[cursor:]])


@settings(max_examples=400, deadline=None)
@given(texts, texts)
def test_applying_the_changes_makes_the_second_text(before: str, after: str) -> None:
    assert fold(applied(before, after)) == fold(after)


@settings(max_examples=200, deadline=None)
@given(texts, texts, texts, texts)
def test_applying_holds_for_texts_that_share_much(head: str, middle: str, other: str, tail: str) -> None:
    before, after = head + middle + tail, head + other + tail + middle
    assert fold(applied(before, after)) == fold(after)


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff_text(text, text) == []


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_a_redline_reproduces_both_texts(before: str, after: str) -> None:
    steps = redline(before, after)
    assert "".join(text for op, text in steps if op in "=-") == before
    assert "".join(text for op, text in steps if op in "=+") == after


@given(texts)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens_of(text)) == text


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40))
def test_what_lies_between_differing_regions_is_equal(left: list[int], right: list[int]) -> None:
    i = j = 0
    for i1, i2, j1, j2 in differing(left, right):
        assert left[i:i1] == right[j:j1]
        assert (i1 < i2 or j1 < j2) and i <= i1 and j <= j1
        i, j = i2, j2
    assert left[i:] == right[j:]


numbers = st.text("0123456789０３年月日-/.:：,，%第条号〔〕()万元一二十AZ ", max_size=25)


@settings(max_examples=300, deadline=None)
@given(numbers, numbers)
def test_no_mark_begins_or_ends_inside_a_number(before: str, after: str) -> None:
    for side in ("-", "+"):
        pieces = [text for op, text in redline(before, after) if op in ("=", side)]
        for left, right in pairwise(pieces):
            assert not (left[-1].isdigit() and right[0].isdigit())
