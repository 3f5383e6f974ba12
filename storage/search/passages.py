"""Where the words of a query stand: the sentence of the first hit, with offsets of every hit in it."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from storage.search.folding import fold
from storage.search.texts import Piece

BEFORE, AFTER = 40, 100
FAR = 400
_SENTENCE_ENDS = "。！？；!?;"


class Passage(NamedTuple):
    """`marks` are [start, end) offsets of the hits in `text`; `where` is the piece it was taken from."""

    text: str
    marks: list[list[int]]
    where: str


def best(pieces: Iterable[Piece], words: Sequence[str]) -> Passage | None:
    """The passage of the piece that holds most of the words, the first of equals; None when no piece holds one.

    The parts of a notice (its own text and tables, then each attachment) are read in turn, and none after the first
    in which a word was found.
    """
    for _, part in groupby(pieces, key=lambda piece: piece.where if piece.where.startswith("attachment:") else ""):
        held = list(part)
        chosen = _fullest(held, words, str.casefold) or _fullest(held, words, fold)
        if chosen is not None:
            return cut(chosen, words)
    return None


def _fullest(pieces: Sequence[Piece], words: Sequence[str], form: Callable[[str], str]) -> Piece | None:
    """`form` casefold is the quick look that nearly always suffices, fold the thorough one."""
    chosen: Piece | None = None
    most = 0
    for piece in pieces:
        text = form(piece.text)
        held = sum(word in text for word in words)
        if held > most:
            chosen, most = piece, held
            if held == len(words):
                break
    return chosen


def cut(piece: Piece, words: Sequence[str]) -> Passage:
    """The sentence around the first hit, blanks run together; long sentences are cut to a window with `…`."""
    line = " ".join(piece.text.split())
    line, before_all, after_all = _neighbourhood(line, words)
    spans = _spans(line, words)
    if not spans:
        return Passage(line[: BEFORE + AFTER] + ("…" if len(line) > BEFORE + AFTER else ""), [], piece.where)
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
    return Passage(f"{head}{line[left:right]}{tail}", marks, piece.where)


def _neighbourhood(line: str, words: Sequence[str]) -> tuple[str, bool, bool]:
    """Of a very long line the part around the first place where a word stands as it is written."""
    if len(line) <= 4 * FAR:
        return line, False, False
    lowered = line.casefold()
    if len(lowered) != len(line):
        lowered = line
    places = [at for word in words if (at := lowered.find(word)) >= 0]
    if not places:
        return line, False, False
    start, end = max(0, min(places) - FAR), min(places) + 2 * FAR
    return line[start:end], start > 0, end < len(line)


def _spans(line: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of the words stand in the line, in order, overlapping ones as one."""
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    folded = ""
    for start, end in _clusters(line):
        starts.append(len(folded))
        sources.append((start, end))
        folded += fold(line[start:end])
    found: list[tuple[int, int]] = []
    for word in dict.fromkeys(words):
        at = folded.find(word)
        while at >= 0:
            first = sources[bisect_right(starts, at) - 1]
            last = sources[bisect_right(starts, at + len(word) - 1) - 1]
            found.append((first[0], last[1]))
            at = folded.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _clusters(line: str) -> list[tuple[int, int]]:
    """Characters with the combining marks that follow them, which fold together."""
    edges = [at for at, char in enumerate(line) if not unicodedata.combining(char)]
    if not edges or edges[0]:
        edges.insert(0, 0)
    return list(zip(edges, [*edges[1:], len(line)], strict=True)) if line else []
