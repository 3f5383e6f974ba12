"""English questions whose words the glossary knows are told in the words of the notices."""

import pytest

from storage.vocabulary.titles.asked_in_english import in_chinese
from storage.vocabulary.titles.terms import TERMS


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("electric bicycle", "电动自行车"),
        ("Electric Bicycles", "电动自行车"),
        ("used power batteries transport", "废旧动力电池 运输"),
        ("electric nosuchword", ""),
        ("source:miit recycling", ""),
        ("梯次", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_all_of_it_or_nothing(asked: str, wanted: str) -> None:
    assert in_chinese(asked) == wanted


def test_every_english_term_finds_a_chinese_one_of_that_meaning() -> None:
    for english in set(TERMS.values()):
        if english.isascii() and len(english.split()) <= 8:
            found = in_chinese(english)
            assert found and TERMS[found].casefold().rstrip("s") == english.casefold().rstrip("s")
