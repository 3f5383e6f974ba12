"""What changed between two states of a Chinese text: paragraphs first, then sentences, then tokens.

Whitespace, line breaks, full and half width are no difference (`sentences.fold`). The order of magnitude is kept by
doing the costly step only inside what the cheaper one found different.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, NotRequired

from storage.diffs.pairing import paired
from storage.diffs.paragraphs import differing
from storage.diffs.redline import redline
from storage.diffs.sentences import Passage, fold, lines_of, passage, sentences_of
from storage.shapes import Edit

Places = list[tuple[int, int]]


class TextEdit(Edit):
    """`moved` marks the deletion and the insertion of a paragraph that only changed its place."""

    moved: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Change:
    """`before[start:end]` became `after[new_start:new_end]`; one of the two is empty for an insertion or deletion."""

    start: int
    end: int
    new_start: int
    new_end: int
    moved: bool = False


def diff_text(before: str, after: str, where: str = "body") -> list[Edit]:
    """The edits in the order of the text, sentence by sentence, a whole paragraph where all of it came or went.

    A replaced sentence carries `tokens`. `diff_text(x, x)` is empty, and so is a change of whitespace or width only.
    """
    return [
        _edit(before[c.start : c.end], after[c.new_start : c.new_end], where, c.moved) for c in changes(before, after)
    ]


def changes(before: str, after: str) -> list[Change]:
    """The same as places: putting each `after` stretch in place of its `before` stretch makes `before` into `after`,
    but for whitespace and width."""
    if before == after:
        return []
    old, new = lines_of(before), lines_of(after)
    old_keys, new_keys = _line_keys(before, old, after, new)
    regions = differing(old_keys, new_keys)
    moved = _moved(old_keys, new_keys, regions)
    left_moves, right_moves = Counter(moved), Counter(moved)
    found: list[Change] = []
    for i1, i2, j1, j2 in regions:
        if "".join(map(str, old_keys[i1:i2])) == "".join(map(str, new_keys[j1:j2])):
            continue
        left = _passages(before, old, old_keys, (i1, i2), left_moves)
        right = _passages(after, new, new_keys, (j1, j2), right_moves)
        ends = (old[i2 - 1][1] if i2 else 0, new[j2 - 1][1] if j2 else 0)
        found.extend(_sentence_changes(left, right, ends))
    return found


def _line_keys(before: str, old: Places, after: str, new: Places) -> tuple[list[str], list[str]]:
    """Keys of the lines. Lines that both sides have letter by letter need no folding, and nearly all are such."""
    left = [before[start:end] for start, end in old]
    right = [after[start:end] for start, end in new]
    odd = set(left) ^ set(right)
    keys = {line: fold(line) for line in odd}
    plain = {key: line for line, key in keys.items()}
    if odd:
        # a line of both sides may equal an odd one but for its width
        lengths = {len(key) for key in plain}
        for line in set(left) & set(right):
            if len("".join(line.split())) in lengths and (key := fold(line)) in plain:
                keys[line] = key
    return [keys.get(line, line) for line in left], [keys.get(line, line) for line in right]


def _moved(old: list[str], new: list[str], regions: list[tuple[int, int, int, int]]) -> Counter[str]:
    """How often each line went from one place and came at another."""
    gone = Counter(key for i1, i2, _, _ in regions for key in old[i1:i2])
    come = Counter(key for _, _, j1, j2 in regions for key in new[j1:j2])
    return gone & come


def _passages(text: str, places: Places, keys: list[str], span: tuple[int, int], moves: Counter[str]) -> list[Passage]:
    """The sentences of the lines of `span`; a moved line stays whole."""
    passages: list[Passage] = []
    for number in range(*span):
        start, end = places[number]
        if moves[keys[number]] > 0:
            moves[keys[number]] -= 1
            passages.append(passage(text, start, end, number, whole=True))
        else:
            passages.extend(sentences_of(text, start, end, number))
    return passages


def _sentence_changes(left: list[Passage], right: list[Passage], ends: tuple[int, int]) -> list[Change]:
    """`ends` is where the region ends in both texts."""
    found: list[Change] = []
    old_keys = [_own_key(item, "-") for item in left]
    new_keys = [_own_key(item, "+") for item in right]
    for i1, i2, j1, j2 in differing(old_keys, new_keys):
        gone_key, come_key = ("".join(item.key for item in side) for side in (left[i1:i2], right[j1:j2]))
        if gone_key == come_key and not any(item.whole for item in left[i1:i2]):
            continue
        i, j = i1, j1
        for gone, come in paired(left[i1:i2], right[j1:j2]):
            at = (
                left[i].start if i < len(left) else ends[0],
                right[j].start if j < len(right) else ends[1],
            )
            found.append(_change(gone, come, at))
            i, j = i + len(gone), j + len(come)
    return found


def _own_key(item: Passage, side: Literal["-", "+"]) -> str:
    return f"{side}{item.line}\n" if item.whole else item.key


def _change(gone: list[Passage], come: list[Passage], at: tuple[int, int]) -> Change:
    """`at` is where the side stands on which nothing is."""
    start, end = (gone[0].start, gone[-1].end) if gone else (at[0], at[0])
    new_start, new_end = (come[0].start, come[-1].end) if come else (at[1], at[1])
    return Change(start, end, new_start, new_end, any(item.whole for item in (*gone, *come)))


def _edit(before: str, after: str, where: str, moved: bool) -> Edit:
    if before and after:
        return {"where": where, "op": "replace", "before": before, "after": after, "tokens": redline(before, after)}
    edit: TextEdit = {"where": where, "op": "delete" if before else "insert", "before": before, "after": after}
    if moved:
        edit["moved"] = True
    return edit
