"""Paragraphs that moved and were edited on the way: a deletion here and an insertion there that are mostly one text."""

from rapidfuzz.distance import Indel

from storage.diffs.sentences import fold

# Three quarters kept, and long enough not to be alike by chance.
_ALIKE = 0.75
_LONG = 12
_AFFORDABLE = 10_000


def moved_and_edited(gone: dict[int, str], come: dict[int, str]) -> dict[int, int]:
    """For numbers of insertions in `come` the number of the deletion in `gone` they continue, one-to-one, the most
    alike first. Beyond some 100 by 100 candidates nothing is compared."""
    left = {number: key for number, text in gone.items() if len(key := fold(text)) >= _LONG}
    right = {number: key for number, text in come.items() if len(key := fold(text)) >= _LONG}
    if len(left) * len(right) > _AFFORDABLE:
        return {}
    scored = [
        (-likeness, i, j)
        for i, one in left.items()
        for j, other in right.items()
        if (likeness := Indel.normalized_similarity(one, other, score_cutoff=_ALIKE)) >= _ALIKE
    ]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(scored):
        if j not in pairs and i not in pairs.values():
            pairs[j] = i
    return pairs
