"""Two states of a text as one sequence of lines, unchanged ones included: what a whole redline is made of."""

import re
from collections.abc import Iterator

from storage.diffs.redline import redline
from storage.diffs.text import Change, changes, origins_of

# `=` stays, `-` goes, `+` comes, `<` moved away from here, `>` moved here.
Piece = tuple[str, str]
BlockLine = list[Piece]

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


def block_lines(before: str, after: str) -> list[BlockLine]:
    """The lines of both texts in reading order, each as its pieces; blank lines are left out.

    `=`, `-` and `<` pieces joined are `before`, `=`, `+` and `>` ones are `after`, but for whitespace and width; of
    what stays the new wording is given. A line that moved and was edited on the way is `<` where it stood, and where it
    stands now `>` with its `-` and `+` pieces.
    """
    lines: list[BlockLine] = [[]]
    for op, text in _pieces(before, after):
        for number, part in enumerate(_BREAK.split(text)):
            if number:
                lines.append([])
            if part:
                lines[-1].append((op, part))
    return [line for line in lines if any(text.strip() for _, text in line)]


def _pieces(before: str, after: str) -> Iterator[Piece]:
    found = changes(before, after)
    origins = origins_of(found, before, after)
    moved_off = set(origins.values())
    cursor = 0
    for number, change in enumerate(found):
        yield "=", after[cursor : change.new_start]
        cursor = change.new_end
        if number in origins:
            source = found[origins[number]]
            yield from _moved_here(before[source.start : source.end], after[change.new_start : change.new_end])
        else:
            yield from _changed(change, before, after, away=number in moved_off)
    yield "=", after[cursor:]


def _changed(change: Change, before: str, after: str, *, away: bool) -> Iterator[Piece]:
    old, new = before[change.start : change.end], after[change.new_start : change.new_end]
    if old and new and not change.moved:
        yield from redline(old, new)
        return
    went, came = ("<", ">") if change.moved or away else ("-", "+")
    if old:
        yield went, old
        yield went, "\n"
    if new:
        yield came, new


def _moved_here(old: str, new: str) -> Iterator[Piece]:
    for op, text in redline(old, new):
        yield (">" if op == "=" else op), text
