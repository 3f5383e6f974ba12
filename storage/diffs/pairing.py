"""Which sentence that went became which sentence that came: rising pairs of the greatest likeness."""

from rapidfuzz.distance import Indel

from storage.diffs.sentences import Passage

Pair = tuple[list[Passage], list[Passage]]

# Half of the characters kept, in order: below that a reader is better served by two whole sentences.
_ALIKE = 0.5
_BLOCK = 60


def paired(gone: list[Passage], come: list[Passage]) -> list[Pair]:
    """Replacements (one passage on each side), deletions and insertions (the other side empty), in order.

    Neighbouring passages of one line that went or came together stay together. A single one on each side is a
    replacement however little they share. Moved lines are never part of a replacement.
    """
    if len(gone) == len(come) == 1 and not gone[0].whole and not come[0].whole:
        return [(gone, come)]
    pairs: list[Pair] = []
    i = j = 0
    for next_i, next_j in [*_matches(gone, come), (len(gone), len(come))]:
        pairs.extend(_unmatched(gone[i:next_i], come[j:next_j]))
        if next_i < len(gone):
            pairs.append(([gone[next_i]], [come[next_j]]))
        i, j = next_i + 1, next_j + 1
    return pairs


def _unmatched(gone: list[Passage], come: list[Passage]) -> list[Pair]:
    if len(gone) == len(come) == 1 and not gone[0].whole and not come[0].whole:
        return [(gone, come)]
    return [(group, []) for group in _by_line(gone)] + [([], group) for group in _by_line(come)]


def _by_line(passages: list[Passage]) -> list[list[Passage]]:
    groups: list[list[Passage]] = []
    for item in passages:
        if groups and groups[-1][0].line == item.line:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _matches(gone: list[Passage], come: list[Passage]) -> list[tuple[int, int]]:
    """Rising pairs of alike passages. Long runs are cut into blocks at the same fraction of both sides."""
    blocks = 1 + max(len(gone), len(come)) // _BLOCK
    found: list[tuple[int, int]] = []
    for block in range(blocks):
        i1, i2 = (len(gone) * part // blocks for part in (block, block + 1))
        j1, j2 = (len(come) * part // blocks for part in (block, block + 1))
        found.extend((i1 + i, j1 + j) for i, j in _best(gone[i1:i2], come[j1:j2]))
    return found


def _best(gone: list[Passage], come: list[Passage]) -> list[tuple[int, int]]:
    """The rising pairs whose likeness has the greatest sum."""
    rows, columns = len(gone), len(come)
    gain = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    worth = [[_worth(left, right) for right in come] for left in gone]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            skip = max(gain[i + 1][j], gain[i][j + 1])
            gain[i][j] = max(skip, worth[i][j] + gain[i + 1][j + 1]) if worth[i][j] else skip
    found = []
    i = j = 0
    while i < rows and j < columns:
        if worth[i][j] and gain[i][j] == worth[i][j] + gain[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif gain[i][j] == gain[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _worth(left: Passage, right: Passage) -> float:
    if left.whole or right.whole:
        return 0.0
    return Indel.normalized_similarity(left.key, right.key, score_cutoff=_ALIKE)
