"""The second identity: what counts as the same text, and what as the same content."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import Attachment, Facts, Reading, Table
from storage.normal import attachment_digest, compare_key, content_digest, copy_digest, tables_digest, text_digest

words = st.text(alphabet="新能源汽车动力电池名单第六批AaBb0123（）《》，。", max_size=30)
spaces = st.text(alphabet=" \t\n\r\u3000\u00a0\u200b\ufeff\u2028\u00ad", max_size=4)
cells = st.tuples(words, words)
READING = Reading("名单", "长" * 100, "reader-1", facts=Facts(doc_number="2026年第17号"))


@given(st.lists(st.tuples(words, spaces), max_size=8))
def test_blanks_and_invisible_marks_are_nothing(parts: list[tuple[str, str]]) -> None:
    plain = "".join(word for word, _ in parts)
    assert compare_key("".join(word + space for word, space in parts)) == compare_key(plain)
    assert compare_key(compare_key(plain)) == compare_key(plain)


@given(st.text(alphabet="abcXYZ019!?,()[]:;%", max_size=30))
def test_full_width_is_no_difference(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in text)
    assert compare_key(wide) == text


@given(words, words)
def test_texts_are_one_exactly_when_their_keys_are(one: str, other: str) -> None:
    assert (text_digest(one) == text_digest(other)) == (compare_key(one) == compare_key(other))


@given(words, words)
def test_what_moves_from_one_part_to_the_next_is_a_difference(one: str, other: str) -> None:
    if compare_key(other):
        assert text_digest(one, other) != text_digest(one + other, "")


@given(st.lists(cells, max_size=6), st.randoms(use_true_random=False))
def test_rows_are_a_bag(rows: list[tuple[str, str]], chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tables_digest([Table(tuple(rows))]) == tables_digest([Table(tuple(shuffled))])
    halves = [Table(tuple(shuffled[:2])), Table(tuple(shuffled[2:]))]
    assert tables_digest(halves) == tables_digest([Table(tuple(rows))]), "a page break in a table says nothing"


@given(st.lists(cells, max_size=6), cells)
def test_a_row_more_is_a_difference_even_a_double(rows: list[tuple[str, str]], more: tuple[str, str]) -> None:
    assert tables_digest([Table(tuple(rows))]) != tables_digest([Table((*rows, more))])


FILE = Attachment("名单.pdf", "https://a/1.pdf", "a" * 64, "application/pdf", 10, True, text="甲公司")


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"sha256": "b" * 64, "size": 11}, True),
        ({"url": "https://a/2.pdf?token=1"}, True),
        ({"text": "甲 公司"}, True),
        ({"text": "乙公司"}, False),
        ({"name": "名单（更新）.pdf"}, False),
        ({"readable": False}, False),
        ({"tables": (Table((("甲",),)),)}, False),
    ],
)
def test_a_readable_file_is_what_it_says(changed: dict[str, object], same: bool) -> None:
    other = replace(FILE, **changed)  # type: ignore[arg-type]
    assert (attachment_digest(FILE) == attachment_digest(other)) == same


def test_an_unreadable_file_is_its_bytes() -> None:
    scan = replace(FILE, readable=False, text="")
    assert attachment_digest(scan) == attachment_digest(replace(scan, url="https://a/3.pdf"))
    assert attachment_digest(scan) != attachment_digest(replace(scan, sha256="c" * 64))


@pytest.mark.parametrize(
    ("changed", "content", "copy"),
    [
        ({"reader": "reader-2", "warnings": ("x",)}, True, True),
        ({"facts": Facts(doc_number="2026年第17号", stage="issued", on_subject=True)}, True, True),
        ({"fields": {"来源": "节能司"}}, False, True),
        ({"title": "名 单"}, True, True),
        ({"title": "名单（二）"}, False, False),
        ({"text": "长" * 101}, False, False),
        ({"facts": Facts(doc_number="2026年第18号")}, True, False),
        ({"attachments": (FILE,)}, False, False),
        ({"tables": (Table((("甲",),)),)}, False, False),
    ],
)
def test_which_parts_make_the_content_and_which_the_document(
    changed: dict[str, object], content: bool, copy: bool
) -> None:
    other = replace(READING, **changed)  # type: ignore[arg-type]
    assert (content_digest(READING) == content_digest(other)) == content
    assert (copy_digest(READING) == copy_digest(other)) == copy


def test_the_order_of_fields_and_files_says_nothing() -> None:
    other = replace(FILE, name="说明.pdf", url="https://a/9.pdf")
    one = replace(READING, fields={"a": "1", "b": "2"}, attachments=(FILE, other))
    two = replace(READING, fields={"b": "2", "a": "1"}, attachments=(other, FILE))
    assert content_digest(one) == content_digest(two)
    assert copy_digest(one) == copy_digest(two)


def test_a_short_text_identifies_no_document() -> None:
    assert copy_digest(replace(READING, text="长" * 79 + " " * 50)) == ""
