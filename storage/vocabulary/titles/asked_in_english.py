"""What somebody asked in English, in the words that the notices use: `electric bicycle` is 电动自行车. All of it or
nothing: half a question would find what nobody asked for."""

from functools import cache

from storage.vocabulary.titles.terms import TERMS

_LONGEST = 8
"""Words of the longest term that is looked for."""


def in_chinese(asked: str) -> str:
    """The Chinese terms that English words stand for, parted by spaces; empty when one of them is unknown or when the
    question is not English."""
    words = [singular(word) for word in asked.casefold().split()]
    if not words or not asked.isascii():
        return ""
    found: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST), at, -1):
            term = _spellings().get(" ".join(words[at:end]))
            if term:
                found.append(term)
                at = end
                break
        else:
            return ""
    return " ".join(found)


@cache
def _spellings() -> dict[str, str]:
    """Chinese by English in the singular; of several spellings the first, which the glossary has as the usual one."""
    known: dict[str, str] = {}
    for chinese, english in TERMS.items():
        known.setdefault(" ".join(singular(word) for word in english.casefold().split()), chinese)
    return known


def singular(word: str) -> str:
    """An English word, in small letters, without the ending of its plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
