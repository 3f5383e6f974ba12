"""Names found by their sound: whole pinyin, a part of it, or initials. Such a find is only ever a possibility.

Polyphonic characters (重 in 重庆) are kept in several readings, since a reading by characters is often not the one the
enterprise uses.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from pypinyin import Style, lazy_pinyin, pinyin

from storage.aliases import latin_words
from storage.name_likeness import parts

MOST_FOUND = 400
SMALL = 5_000
MOST_VARIANTS = 10

# English words of Chinese company names that say nothing of who it is.
_TRADE_TEXT = """
technology technologies tech science sci new energy energies material materials recycling recycle recycled resources
resource environmental environment protection battery batteries power lithium industry industrial industries
development renewable cycle circulation utilization utilisation automobile auto motor vehicle service services
international china electronics electronic electric chemical metal nonferrous metals equipment intelligent smart green
eco ecological and of the for system systems city mining cobalt nickel storage trading trade investment
"""
_TRADE_WORDS = frozenset(_TRADE_TEXT.split())
_SUFFIXES = re.compile(r"(?:jituan)?(?:gufen)?youxian(?:zeren)?gongsi\Z|jituangongsi\Z")
_SUFFIX_INITIALS = re.compile(r"(?<=[a-z]{2})(?:jt)?(?:gf)?yx(?:zr)?gs\Z")


@lru_cache(maxsize=30_000)
def readings(letter: str) -> tuple[str, ...]:
    """The readings of one character without tones, the commonest first; a Latin letter reads as itself."""
    if letter.isascii():
        return (letter,) if letter.isalnum() else ()
    told = [reading for one in pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore") for reading in one]
    spelt = [form for r in told for form in ((r, r.replace("v", "u"), r.replace("v", "yu")) if "v" in r else (r,))]
    return tuple(dict.fromkeys(spelt))


class PinyinIndex:
    """Finds places among `names` (normalised) by their sound."""

    def __init__(self, names: Sequence[str]) -> None:
        self._spelt = _Lines(_spellings(names))
        self._initials = _Lines(_initials(names))

    def find(self, query: str) -> list[tuple[int, float, str]]:
        """(place, score, why) for a query in Latin letters; nothing for fewer than three letters."""
        words = latin_words(query)
        whole = _SUFFIXES.sub("", "".join(words))
        if len(whole) < 3 or not whole.isalpha():
            return []
        found: dict[int, tuple[float, str]] = {}
        for place in self._spelling("".join(words), 4) or self._spelling(whole, 4):
            found.setdefault(place, (88.0, f"its pinyin reads {whole}"))
        if len(words) == 1 or all(len(word) <= 2 for word in words):
            letters = _SUFFIX_INITIALS.sub("", whole)
            for _, place in self._initials.find(f"\n{letters}\n" if len(letters) < 4 else f"\n{letters}"):
                found.setdefault(place, (72.0, f"its syllables begin with the letters {letters}"))
        if not found and len(words) > 1:
            found = self._by_words([word for word in words if word not in _TRADE_WORDS])
        return [(place, score, why) for place, (score, why) in list(found.items())[:MOST_FOUND]]

    def _by_words(self, words: Sequence[str]) -> dict[int, tuple[float, str]]:
        """Names in whose pinyin every telling word of an English name stands (`Guangdong Guanghua Sci-Tech`)."""
        if not words or max(map(len, words)) < 4:
            return {}
        sets = [set(self._spelling(word, 3)) for word in words if len(word) > 2]
        common = set.intersection(*sets) if sets else set()
        return {place: (75.0, f"its pinyin holds {' and '.join(words)}") for place in sorted(common)}

    def _spelling(self, letters: str, least: int) -> list[int]:
        """Places of names in whose pinyin the letters begin and end with a syllable."""
        marked = self._spelt.marked
        found = self._spelt.find(letters) if len(letters) >= least else ()
        return [
            place for start, place in found if marked[start].isupper() and not marked[start + len(letters)].islower()
        ]


def _spellings(names: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Each name's commonest reading, the reading by words where names are few, and readings with one character's other
    pronunciation."""
    for place, name in enumerate(names):
        told = [reading for letter in name if (reading := readings(letter))]
        common = [reading[0] for reading in told]
        yield place, common
        if len(names) <= SMALL:
            yield place, lazy_pinyin(name, errors="ignore")
        others = ((at, other) for at, reading in enumerate(told) for other in reading[1:])
        for at, other in islice(others, MOST_VARIANTS):
            yield place, [*common[:at], other, *common[at + 1 :]]


def _initials(names: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Initials from the name's beginning and from its distinguishing word: `gdbpxhkj`, `bpxhkj`, `bp`."""
    for place, name in enumerate(names):
        bare, own, _ = parts(name)
        for text in dict.fromkeys((bare, bare[bare.find(own) :] if own else bare, own)):
            told = [tuple(dict.fromkeys(r[0] for r in reading)) for letter in text if (reading := readings(letter))]
            common = "".join(letters[0] for letters in told)
            yield place, [common]
            others = ((at, other) for at, letters in enumerate(told) for other in letters[1:])
            for at, other in islice(others, MOST_VARIANTS):
                yield place, [common[:at] + other + common[at + 1 :]]


class _Lines:
    """Many short lines as one text to search in. `marked` is the same text with capitals where syllables begin."""

    def __init__(self, lines: Iterable[tuple[int, Sequence[str]]]) -> None:
        marked: list[str] = [""]
        self._starts: list[int] = []
        self._places: list[int] = []
        length = 1
        for place, syllables in lines:
            line = "".join(syllable.capitalize() for syllable in syllables)
            self._starts.append(length)
            self._places.append(place)
            length += len(line) + 1
            marked.append(line)
        self.marked = "\n".join(marked) + "\n"
        self._flat = self.marked.lower()

    def find(self, letters: str) -> Iterator[tuple[int, int]]:
        """(where it begins, place of the name) of the first occurrences."""
        start, found = self._flat.find(letters), 0
        while start >= 0 and found < MOST_FOUND:
            yield start, self._places[bisect_right(self._starts, start + letters.startswith("\n")) - 1]
            found += 1
            start = self._flat.find(letters, start + 1)
