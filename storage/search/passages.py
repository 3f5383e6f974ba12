"""Where the words of a query stand: the sentence of the first hit, with offsets of every hit in it."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from storage.search.folding import fold
from storage.search.texts import Part

BEFORE, AFTER = 40, 100
FAR = 200
LONG = 20_000
_FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_SEAM = "\uf8ff"
_SENTENCE_ENDS = "。！？；!?;"


class Passage(NamedTuple):
    """`marks` are [start, end) offsets of the hits in `text`; `where` is the place it was taken from."""

    text: str
    marks: list[list[int]]
    where: str


def best(parts: Iterable[Part], words: Sequence[str]) -> Passage | None:
    """The passage of the piece that holds most of the words, the first of equals; None when no piece holds one.

    A notice's own text, tables and facts are looked through first, then each part of its attachments, and none after
    that in which a word was found; nothing is unpacked that is not looked through. Very long parts are only looked
    through for words as they are usually printed.
    """
    printed, own = _printed(words), True
    held: list[Part] = []
    for part in parts:
        attached = part.where.startswith("attachment:")
        if own and attached:
            own = False
            if (chosen := _thorough(held, words)) is not None:
                return cut(chosen, words)
        found = _fullest([part], printed, len(words), str.casefold)
        if found is None and attached:
            found = _thorough([part], words)
        if found is not None:
            return cut(found, words)
        held.append(part)
    chosen = _thorough(held, words) if own else None
    return None if chosen is None else cut(chosen, words)


def _thorough(parts: Sequence[Part], words: Sequence[str]) -> Part | None:
    return _fullest([part for part in parts if len(part.text) <= LONG], words, len(words), _folded_lines)


def _printed(words: Sequence[str]) -> list[str]:
    """The words as they are folded, and with their punctuation in full width."""
    return list(dict.fromkeys([*words, *(word.translate(_FULL_WIDTH) for word in words)]))


def _fullest(parts: Sequence[Part], words: Sequence[str], enough: int, form: Callable[[str], str]) -> Part | None:
    """The line with most of the words in the form. Casefold is the quick look that nearly always suffices."""
    chosen: Part | None = None
    most = 0
    for part in parts:
        whole = form(part.text)
        present = [word for word in words if word in whole]
        if not present:
            continue
        if len(present) == 1 and form is str.casefold and len(whole) == len(part.text):
            return Part(part.where, _line_at(part.text, whole.find(present[0])))
        for line in part.text.split("\n"):
            text = form(line)
            held = sum(word in text for word in present)
            if held > most:
                chosen, most = Part(part.where, line), held
                if held >= enough:
                    return chosen
    return chosen


def _line_at(text: str, place: int) -> str:
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[start:] if end < 0 else text[start:end]


def _folded_lines(text: str) -> str:
    return fold(text.replace("\n", _SEAM))


def cut(part: Part, words: Sequence[str]) -> Passage:
    """The sentence around the first hit, blanks run together; long sentences are cut to a window with `…`."""
    line = " ".join(part.text.split())
    line, before_all, after_all = _neighbourhood(line, words)
    spans = _spans(line, words)
    if not spans:
        return Passage(line[: BEFORE + AFTER] + ("…" if len(line) > BEFORE + AFTER else ""), [], part.where)
    first, last = spans[0]
    left = max(first - BEFORE, 1 + max(line.rfind(end, 0, first) for end in _SENTENCE_ENDS))
    ends = [at + 1 for end in _SENTENCE_ENDS if (at := line.find(end, last)) >= 0]
    right = min([last + AFTER, len(line), *ends])
    while left < first and line[left] == " ":
        left += 1
    head = "…" if left or before_all else ""
    tail = "…" if right < len(line) or after_all else ""
    shift = len(head) - left
    marks = [[start + shift, min(end, right) + shift] for start, end in spans if start < right]
    return Passage(f"{head}{line[left:right]}{tail}", marks, part.where)


def _neighbourhood(line: str, words: Sequence[str]) -> tuple[str, bool, bool]:
    """Of a very long line the part around the first place where a word stands as it is written."""
    if len(line) <= 4 * FAR:
        return line, False, False
    lowered = line.casefold()
    if len(lowered) != len(line):
        lowered = line
    places = [at for word in _printed(words) if (at := lowered.find(word)) >= 0]
    if not places:
        return line[:LONG], False, len(line) > LONG
    start, end = max(0, min(places) - FAR), min(places) + 2 * FAR
    return line[start:end], start > 0, end < len(line)


def _spans(line: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of the words stand in the line, in order, overlapping ones as one."""
    folded, sources, starts = _mapped(line)
    found: list[tuple[int, int]] = []
    for word in dict.fromkeys(words):
        at = folded.find(word)
        while at >= 0:
            end = at + len(word)
            if sources:
                found.append((sources[bisect_right(starts, at) - 1][0], sources[bisect_right(starts, end - 1) - 1][1]))
            else:
                found.append((at, end))
            at = folded.find(word, end)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _mapped(line: str) -> tuple[str, list[tuple[int, int]], list[int]]:
    """The folded line, and for its clusters where they stand in the line and in the folded line.

    Both lists are empty where every character folds to one, so that the offsets are the same: nearly always, but for
    lines with blanks or ligatures.
    """
    folded = fold(line)
    if line.translate(_ONE_FOR_ONE) == folded:
        return folded, [], []
    if not any(map(unicodedata.combining, line)):
        alone = [_ONE_FOR_ONE[ord(char)] for char in line]
        pieces = [fold(char) if one == _OTHER else one for char, one in zip(line, alone, strict=True)]
        if "".join(pieces) == folded:  # but for signs that fold together without combining, such as jamo
            ends = list(accumulate(map(len, pieces), initial=0))
            return folded, [(at, at + 1) for at in range(len(line))], ends[:-1]
    return _by_clusters(line)


def _by_clusters(line: str) -> tuple[str, list[tuple[int, int]], list[int]]:
    starts: list[int] = []
    sources = _clusters(line)
    pieces = []
    length = 0
    for start, end in sources:
        starts.append(length)
        alone = _ONE_FOR_ONE[ord(line[start])] if end - start == 1 else _OTHER
        pieces.append(fold(line[start:end]) if alone == _OTHER else alone)
        length += len(pieces[-1])
    return "".join(pieces), sources, starts


class _Characters(dict[int, str]):
    """What a character alone folds to, if that is one character."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else _OTHER
        return self[code]


_OTHER = "\uffff"
_ONE_FOR_ONE = _Characters()


def _clusters(line: str) -> list[tuple[int, int]]:
    """Characters with the combining marks that follow them, which fold together."""
    edges = [at for at, char in enumerate(line) if not unicodedata.combining(char)]
    if not edges or edges[0]:
        edges.insert(0, 0)
    return list(zip(edges, [*edges[1:], len(line)], strict=True)) if line else []
