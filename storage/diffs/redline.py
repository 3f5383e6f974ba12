"""The redline of one replaced text: which tokens stay, go and come."""

import re

from storage.diffs.paragraphs import shortest
from storage.diffs.sentences import shared_length
from storage.diffs.tokens import tokens_of

Redline = list[tuple[str, str]]

# After these a token always begins anew, so what both texts share up to one of them need not be cut into tokens.
_BREAK = re.compile(r"[，。、；“”《》]")


def redline(before: str, after: str) -> Redline:
    """Pairs (op, text): `=` kept, `-` taken out, `+` put in. `=` and `-` joined are `before`, `=` and `+` are `after`.

    No token is cut in two. A few equal characters between larger changes are shown as part of the change.
    """
    head = _shared_head(before, after)
    tail = _shared_tail(before[head:], after[head:])
    old = tokens_of(before[head : len(before) - tail])
    new = tokens_of(after[head : len(after) - tail])
    steps: Redline = [("=", before[:head])]
    i = 0
    for i1, i2, j1, j2 in _legible(_regions(old, new), old):
        steps.append(("=", "".join(old[i:i1])))
        steps.append(("-", "".join(old[i1:i2])))
        steps.append(("+", "".join(new[j1:j2])))
        i = i2
    steps.append(("=", "".join(old[i:])))
    steps.append(("=", before[len(before) - tail :]))
    return _merged(steps)


def _regions(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """The fewest tokens that differ. Most edits are one token, which is seen without comparing all with all."""
    i, ends = 0, (len(old), len(new))
    shorter = min(ends)
    while i < shorter and old[i] == new[i]:
        i += 1
    tail = 0
    while tail < shorter - i and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    i2, j2 = ends[0] - tail, ends[1] - tail
    if i in (i2, j2) or i2 - i == j2 - i == 1:
        return [(i, i2, i, j2)] if i < i2 or i < j2 else []
    return [(a + i, b + i, c + i, d + i) for a, b, c, d in shortest(old[i:i2], new[i:j2])]


def _shared_head(before: str, after: str) -> int:
    """Length of the longest equal beginning that ends behind a break."""
    low = shared_length(before, after)
    while low and not _BREAK.match(before, low - 1):
        low -= 1
    # a combining mark that follows belongs to the break's token
    return low if low in (len(before), len(after)) or (before[low] < "\u0300" or before[low] > "\u036f") else 0


def _shared_tail(before: str, after: str) -> int:
    """Length of the longest equal end that begins with a break."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before[len(before) - middle :] == after[len(after) - middle :]:
            low = middle
        else:
            high = middle - 1
    while low and not _BREAK.match(before, len(before) - low):
        low -= 1
    return low


def _legible(regions: list[tuple[int, int, int, int]], old: list[str]) -> list[tuple[int, int, int, int]]:
    """Takes chance matches into the change: fewer equal single characters than the change has on either side."""
    kept: list[tuple[int, int, int, int]] = []
    for region in regions:
        current = region
        while kept:
            last = kept[-1]
            between = old[last[1] : current[0]]
            plain = all(len(token) == 1 for token in between)
            if not plain or len(between) >= min(_size(last), _size(current)) or len(between) > 3:
                break
            current = (last[0], current[1], last[2], current[3])
            kept.pop()
        kept.append(current)
    return kept


def _size(region: tuple[int, int, int, int]) -> int:
    return max(region[1] - region[0], region[3] - region[2])


def _merged(steps: Redline) -> Redline:
    merged: Redline = []
    for op, text in steps:
        if not text:
            continue
        if merged and merged[-1][0] == op:
            merged[-1] = (op, merged[-1][1] + text)
        else:
            merged.append((op, text))
    return merged
