"""Which items of two sequences belong together: anchors on what occurs once on both sides (patience diff), between
them the longest common subsequence while it stays affordable.

Work and memory are bounded: a region without anchors that is too large for an exact answer is cut into blocks.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from sys import maxunicode

from rapidfuzz.distance import Indel

Region = tuple[int, int, int, int]

# Cells of the LCS matrix of one block: 2.5e8 bits are about 31 MB and some 20 ms.
_AFFORDABLE = 250_000_000
_BLOCK = 15_000
_DEPTH = 30


def differing(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Region]:
    """The regions (i1, i2, j1, j2) that differ, in order; everything between them is equal, item by item."""
    left, right = _numbered(before, after)
    found: list[Region] = []
    stack: list[tuple[Region, int]] = [((0, len(left), 0, len(right)), 0)]
    while stack:
        region, depth = stack.pop()
        i1, i2, j1, j2 = _trimmed(left, right, region)
        if i1 == i2 or j1 == j2:
            if i1 < i2 or j1 < j2:
                found.append((i1, i2, j1, j2))
            continue
        anchors = _anchors(left, right, (i1, i2, j1, j2)) if depth < _DEPTH else []
        if not anchors:
            found.extend(_exact(left, right, (i1, i2, j1, j2)))
            continue
        # pushed last to first, so that regions are taken and found in the order of the text
        ends = [*anchors[1:], (i2, j2)]
        for (i, j), (next_i, next_j) in zip(reversed(anchors), reversed(ends), strict=True):
            if next_i - i > 1 or next_j - j > 1:
                stack.append(((i + 1, next_i, j + 1, next_j), depth + 1))
        stack.append(((i1, anchors[0][0], j1, anchors[0][1]), depth + 1))
    return _joined(found)


def shortest(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Region]:
    """As `differing`, but the fewest items differ; sequences too long for that fall back on anchors."""
    if len(before) * len(after) > _AFFORDABLE:
        return differing(before, after)
    left, right = _numbered(before, after)
    return _exact(left, right, (0, len(left), 0, len(right)))


def _numbered(before: Sequence[Hashable], after: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    names: dict[Hashable, int] = {}
    return [names.setdefault(item, len(names)) for item in before], [
        names.setdefault(item, len(names)) for item in after
    ]


def _trimmed(left: list[int], right: list[int], region: Region) -> Region:
    i1, i2, j1, j2 = region
    while i1 < i2 and j1 < j2 and left[i1] == right[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and left[i2 - 1] == right[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _anchors(left: list[int], right: list[int], region: Region) -> list[tuple[int, int]]:
    """The longest run of pairs, rising on both sides, of items that occur once on each side of the region."""
    i1, i2, j1, j2 = region
    in_left, in_right = Counter(left[i1:i2]), Counter(right[j1:j2])
    place = {right[j]: j for j in range(j1, j2) if in_right[right[j]] == 1}
    pairs = [(i, place[left[i]]) for i in range(i1, i2) if in_left[left[i]] == 1 and left[i] in place]
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for number, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        previous.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(j)
            ends.append(number)
        else:
            tails[at], ends[at] = j, number
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = previous[number]
    return chain[::-1]


def _exact(left: list[int], right: list[int], region: Region) -> list[Region]:
    i1, i2, j1, j2 = region
    if (i2 - i1) * (j2 - j1) <= _AFFORDABLE:
        both = _as_text(left[i1:i2] + right[j1:j2])
        steps = Indel.opcodes(both[: i2 - i1], both[i2 - i1 :])
        return [
            (i1 + step.src_start, i1 + step.src_end, j1 + step.dest_start, j1 + step.dest_end)
            for step in steps
            if step.tag != "equal"
        ]
    blocks = 1 + max(i2 - i1, j2 - j1) // _BLOCK
    found: list[Region] = []
    for block in range(blocks):
        lower = (i1 + (i2 - i1) * block // blocks, j1 + (j2 - j1) * block // blocks)
        upper = (i1 + (i2 - i1) * (block + 1) // blocks, j1 + (j2 - j1) * (block + 1) // blocks)
        found.extend(_exact(left, right, (lower[0], upper[0], lower[1], upper[1])))
    return found


def _as_text(items: list[int]) -> str | list[int]:
    """Items as code points, since rapidfuzz is fastest on text; a list where they are more than Unicode has."""
    return "".join(map(chr, items)) if max(items, default=0) <= maxunicode else items


def _joined(regions: list[Region]) -> list[Region]:
    """Neighbouring regions with nothing equal between them made one."""
    joined: list[Region] = []
    for region in regions:
        if joined and joined[-1][1] == region[0] and joined[-1][3] == region[2]:
            joined[-1] = (joined[-1][0], region[1], joined[-1][2], region[3])
        else:
            joined.append(region)
    return joined
