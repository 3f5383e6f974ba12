"""What changed between two states of a Chinese text: paragraphs first, then sentences, then tokens.

Whitespace, line breaks, full and half width are no difference (`sentences.fold`). The order of magnitude is kept by
doing the costly step only inside what the cheaper one found different.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, NotRequired

from rapidfuzz.distance import Indel

from storage.diffs.moves import moved_and_edited
from storage.diffs.pairing import paired
from storage.diffs.paragraphs import differing
from storage.diffs.redline import redline
from storage.diffs.sentences import Line, Passage, fold, lines_of, sentences_of, shared_sentences, whole_line
from storage.shapes import Edit

# Share of a line's characters, in order, that is kept where it is beyond doubt the same line.
_MOSTLY = 0.7


class TextEdit(Edit):
    """`moved` marks what changed its place: a paragraph's deletion and insertion, or its replacement if also edited."""

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
    A paragraph that moved is a deletion and an insertion marked `moved`; one that was edited as well is a replacement
    marked `moved`, at its new place.
    """
    found = changes(before, after)
    origins = origins_of(found, before, after)
    left_out = set(origins.values())
    edits: list[Edit] = []
    for number, change in enumerate(found):
        if number in left_out:
            continue
        source = found[origins[number]] if number in origins else change
        old = before[source.start : source.end]
        new = after[change.new_start : change.new_end]
        edits.append(_edit(old, new, where, change.moved or number in origins))
    return edits


def origins_of(found: list[Change], before: str, after: str) -> dict[int, int]:
    """For numbers of insertions in `found` the number of the deletion that they continue: moved and edited."""
    gone = {n: before[c.start : c.end] for n, c in enumerate(found) if c.new_start == c.new_end and not c.moved}
    come = {n: after[c.new_start : c.new_end] for n, c in enumerate(found) if c.start == c.end and not c.moved}
    return moved_and_edited(gone, come)


def changes(before: str, after: str) -> list[Change]:
    """The same as places: putting each `after` stretch in place of its `before` stretch makes `before` into `after`,
    but for whitespace and width."""
    head = _shared_lines(before, after)
    tail = _shared_lines(before[head:][::-1], after[head:][::-1])
    old, new = lines_of(before[head : len(before) - tail]), lines_of(after[head : len(after) - tail])
    old_keys, new_keys = _line_keys(old, new)
    regions = differing(old_keys, new_keys)
    moved = _moved(old_keys, new_keys, regions)
    left_moves, right_moves = Counter(moved), Counter(moved)
    found: list[Change] = []
    for i1, i2, j1, j2 in regions:
        if "".join(old_keys[i1:i2]) == "".join(new_keys[j1:j2]):
            continue
        if _line_by_line(old_keys[i1:i2], new_keys[j1:j2], moved):
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                found.extend(_line_changes(old[i], i, new[j], j))
            continue
        left = _passages(old, old_keys, (i1, i2), left_moves)
        right = _passages(new, new_keys, (j1, j2), right_moves)
        ends = (_end(old, i2), _end(new, j2))
        found.extend(_sentence_changes(left, right, ends))
    return [Change(c.start + head, c.end + head, c.new_start + head, c.new_end + head, c.moved) for c in found]


def _shared_lines(before: str, after: str) -> int:
    """Length of the longest equal beginning that ends with a line break; everything where both are equal."""
    if before == after:
        return len(before)
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if before.startswith(after[:middle]) else (low, middle - 1)
    return before.rfind("\n", 0, low) + 1


def _line_keys(old: list[Line], new: list[Line]) -> tuple[list[str], list[str]]:
    """The keys of the lines. A line that stands once on each side letter by letter need not be folded."""
    left, right = Counter(line.text for line in old), Counter(line.text for line in new)
    keys = {text: text if left[text] == count == 1 else fold(text) for text, count in right.items()}
    for text in left:
        if text not in keys:
            keys[text] = fold(text)
    return [keys[line.text] for line in old], [keys[line.text] for line in new]


def _end(lines: list[Line], number: int) -> int:
    return lines[number - 1].start + len(lines[number - 1].text) if number else 0


def _moved(old: list[str], new: list[str], regions: list[tuple[int, int, int, int]]) -> Counter[str]:
    """How often each line went from one place and came at another."""
    gone = Counter(key for i1, i2, _, _ in regions for key in old[i1:i2])
    come = Counter(key for _, _, j1, j2 in regions for key in new[j1:j2])
    return gone & come


def _passages(lines: list[Line], keys: list[str], span: tuple[int, int], moves: Counter[str]) -> list[Passage]:
    """The sentences of the lines of `span`; a moved line stays whole."""
    passages: list[Passage] = []
    for number in range(*span):
        if moves[keys[number]] > 0:
            moves[keys[number]] -= 1
            passages.append(whole_line(lines[number], number))
        else:
            passages.extend(sentences_of(lines[number], number))
    return passages


def _line_by_line(old: list[str], new: list[str], moved: Counter[str]) -> bool:
    """Whether each line plainly became the line at its place: a single one, or every one mostly kept. None moved."""
    if len(old) != len(new) or any(key in moved for key in (*old, *new)):
        return False
    return len(old) == 1 or all(
        Indel.normalized_similarity(one, other, score_cutoff=_MOSTLY) >= _MOSTLY
        for one, other in zip(old, new, strict=True)
    )


def _line_changes(old: Line, number: int, new: Line, new_number: int) -> list[Change]:
    """What changed within one line; the sentences it begins and ends with on both sides are not looked at."""
    head, tail = shared_sentences(old.text, new.text)
    before, after = old.text[head : len(old.text) - tail], new.text[head : len(new.text) - tail]
    left = sentences_of(Line(old.start + head, before), number)
    right = sentences_of(Line(new.start + head, after), new_number)
    ends = (old.start + head + len(before), new.start + head + len(after))
    return _sentence_changes(left, right, ends)


def _sentence_changes(left: list[Passage], right: list[Passage], ends: tuple[int, int]) -> list[Change]:
    """`ends` is where the region ends in both texts."""
    found: list[Change] = []
    if _one_by_one(left, right):
        pairs = zip(left, right, strict=True)
        return [_change([one], [other], ends) for one, other in pairs if one.key != other.key]
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


def _one_by_one(left: list[Passage], right: list[Passage]) -> bool:
    """Whether each sentence plainly became the one at its place: a single one, or every one kept or mostly kept."""
    if len(left) != len(right) or any(item.whole for item in (*left, *right)):
        return False
    return len(left) == 1 or all(
        one.key == other.key or Indel.normalized_similarity(one.key, other.key, score_cutoff=_MOSTLY) >= _MOSTLY
        for one, other in zip(left, right, strict=True)
    )


def _own_key(item: Passage, side: Literal["-", "+"]) -> str:
    return f"{side}{item.line}\n" if item.whole else item.key


def _change(gone: list[Passage], come: list[Passage], at: tuple[int, int]) -> Change:
    """`at` is where the side stands on which nothing is."""
    start, end = (gone[0].start, gone[-1].end) if gone else (at[0], at[0])
    new_start, new_end = (come[0].start, come[-1].end) if come else (at[1], at[1])
    return Change(start, end, new_start, new_end, any(item.whole for item in (*gone, *come)))


def _edit(before: str, after: str, where: str, moved: bool) -> Edit:
    edit: TextEdit
    if before and after:
        edit = {"where": where, "op": "replace", "before": before, "after": after, "tokens": redline(before, after)}
    else:
        edit = {"where": where, "op": "delete" if before else "insert", "before": before, "after": after}
    if moved:
        edit["moved"] = True
    return edit
