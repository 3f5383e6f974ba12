"""Printed lines back to paragraphs: wrapped lines joined, page numbers left out."""

import re
from collections.abc import Sequence

from crawler.attachments.glyphs import Line, joint, starts_item

_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·\s]{0,4}\d{1,4}[-—–－·\s]{0,4}|第\s?\d{1,4}\s?页(?:\s?[,，/共]{0,2}\s?\d{0,4}\s?页?)?|\d{1,4}\s?/\s?\d{1,4})\Z"
)


def is_page_number(line: Line, page_height: float) -> bool:
    """A number alone in the upper or lower tenth of a page."""
    at_edge = line.bottom < 0.1 * page_height or line.top > 0.88 * page_height
    return at_edge and bool(_PAGE_NUMBER.match(line.text.strip()))


def paragraphs(lines: Sequence[Line | None]) -> list[str]:
    """Lines in reading order to paragraphs; None is a border that no paragraph crosses (a table stands there).

    A line that reaches the right margin goes on in the next, unless that one is indented or begins an item.
    """
    printed = [line for line in lines if line is not None]
    if not printed:
        return []
    right = _usual_margin([line.x1 for line in printed], largest=True)
    left = _usual_margin([line.x0 for line in printed], largest=False)
    found: list[str] = []
    last: Line | None = None
    for line in lines:
        if line is None:
            last = None
            continue
        goes_on = (
            last is not None
            and last.x1 >= right - 1.6 * last.height
            and line.x0 <= left + 0.9 * line.height
            and not starts_item(line.text)
            and abs(line.height - last.height) < 0.3 * max(line.height, last.height)
        )
        if goes_on and found:
            found[-1] += joint(found[-1], line.text) + line.text
        else:
            found.append(line.text)
        last = line
    return found


def _usual_margin(values: list[float], largest: bool) -> float:
    """The margin that a tenth of the lines reach, so that one overhanging line does not set it."""
    ordered = sorted(values, reverse=largest)
    return ordered[min(len(ordered) // 10, len(ordered) - 1)]
