"""Characters with places, put back together: lines in a cell, and lines that a narrow cell or a page wrapped.

Coordinates grow to the right and downwards; the unit is the source's (points, millimetres).
"""

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

_NO_LINE_START = set("，。、；：！？）》〉」』】〕”’％%,.;:!?)]}·…—～")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳]|第[一二三四五六七八九十百\d]{1,5}[条章节]|注[:：])"
)


class Glyph(NamedTuple):
    """A character, or several that stand in one cell of a line without a space."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


class Line(NamedTuple):
    """`height` is the tallest glyph's."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    height: float


def is_wide(char: str) -> bool:
    """Chinese characters and full-width punctuation stand without spaces between them."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char > "\U0001ffff"
    )


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """Top to bottom. Glyphs printed twice in one place (imitated bold type) count once."""
    return [line for line in map(_line, rows_of(glyphs)) if line.text]


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each line, top to bottom, from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.top + each.bottom, each.x0)):
        middle = (glyph.top + glyph.bottom) / 2
        last = rows[-1][-1] if rows else None
        if last is not None and abs(middle - (last.top + last.bottom) / 2) <= 0.4 * max(glyph.bottom - glyph.top, 1e-6):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _line(row: Sequence[Glyph]) -> Line:
    text = ""
    last: Glyph | None = None
    for glyph in row:
        if last is not None:
            height = glyph.bottom - glyph.top
            if glyph.text == last.text and abs(glyph.x0 - last.x0) < 0.15 * height:
                continue
            gap = glyph.x0 - last.x1
            wide = is_wide(glyph.text[:1]) or is_wide(last.text[-1:])
            if gap > height * (1.2 if wide else 0.22) and not text.endswith(" "):
                text += " "
        text += glyph.text
        last = glyph
    return Line(
        text=text.strip(),
        x0=row[0].x0,
        x1=max(glyph.x1 for glyph in row),
        top=min(glyph.top for glyph in row),
        bottom=max(glyph.bottom for glyph in row),
        height=max(glyph.bottom - glyph.top for glyph in row),
    )


def joint(above: str, below: str) -> str:
    """What stands between two halves of a wrapped text: nothing beside a Chinese character, else one space."""
    if not above or not below or is_wide(above[-1]) or is_wide(below[0]):
        return ""
    if above.endswith("-") or (above[-1].isdigit() and below[0].isdigit()):
        return ""
    if (
        above[-1].isalnum()
        and below[0].isalnum()
        and (any(map(str.isdigit, above[-6:])) and below[:4].isalnum() and above[-4:].isupper())
    ):
        return ""
    return " "


def starts_item(text: str) -> bool:
    """一、 （二） 3. ④ 第五条 and the like begin a line of their own."""
    return bool(_ITEM.match(text))


def unwrap(lines: Sequence[Line]) -> str:
    """The text of one cell: a line that was full goes on in the next one; a line that had room left was ended by the
    author and stays a line. The widest line tells how much room there is."""
    if not lines:
        return ""
    left = min(line.x0 for line in lines)
    room = max(line.x1 for line in lines) - left
    text = lines[0].text
    for above, below in itertools.pairwise(lines):
        used = above.x1 - above.x0
        fits = used + _first_word_width(below) + 0.5 * below.height <= room
        if fits or starts_item(below.text):
            text += "\n" + below.text
        else:
            text += joint(text, below.text) + below.text
    return text


def _first_word_width(line: Line) -> float:
    """The width of what would have had to fit on the line above: one Chinese character with the punctuation that may
    not begin a line, or one Latin word."""
    text = line.text
    taken = 1
    if not is_wide(text[0]):
        while taken < len(text) and not is_wide(text[taken]) and text[taken] != " ":
            taken += 1
    while taken < len(text) and text[taken] in _NO_LINE_START:
        taken += 1
    units = sum(1.0 if is_wide(char) else 0.5 for char in text)
    return (line.x1 - line.x0) * sum(1.0 if is_wide(char) else 0.5 for char in text[:taken]) / max(units, 0.5)
