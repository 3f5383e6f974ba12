"""Which of many watched names a text holds, at a cost that grows with texts and names and not with their product. Pure.

A name can only stand in a text that holds its first characters, so names are kept by these: a text is asked once for
all its short pieces, and only names that begin with one of them are looked for.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from storage.companies import normalise

_OPENING = 4

Watch = Sequence[str]


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    return normalise(name)


class Keyed:
    """A watch list by what makes two spellings one name."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_key: dict[str, list[tuple[int, str]]] = {}
        for place, name in enumerate(names):
            self.by_key.setdefault(name_key(name), []).append((place, name))

    def named(self, keys: frozenset[str]) -> list[str]:
        """The list's names among these keys, in the list's order."""
        few, many = (keys, self.by_key.keys()) if len(keys) < len(self.by_key) else (self.by_key.keys(), keys)
        hits = [hit for key in few if key in many for hit in self.by_key[key]]
        return [name for _, name in sorted(hits)]


@lru_cache(maxsize=1024)
def keyed(watch: tuple[str, ...]) -> Keyed:
    return Keyed(watch)


class NameIndex:
    """All names that somebody watches."""

    def __init__(self, lists: Iterable[tuple[str, ...]]) -> None:
        self._lists = frozenset(lists)
        self._by_opening: dict[str, list[str]] = {}
        for key in {key for names in self._lists for key in keyed(names).by_key}:
            self._by_opening.setdefault(key[:_OPENING], []).append(key)
        self._short = [key for key in self._by_opening if len(key) < _OPENING]

    def covers(self, watch: tuple[str, ...]) -> bool:
        return watch in self._lists

    def found_in(self, text: str) -> frozenset[str]:
        """The keys that stand in a text of the same normal form."""
        pieces = {text[start : start + _OPENING] for start in range(len(text) - _OPENING + 1)}
        openings = [*(pieces & self._by_opening.keys()), *(key for key in self._short if key in text)]
        return frozenset(key for opening in openings for key in self._by_opening[opening] if key in text)
