"""Running heads and feet: lines in the margins that every page repeats but for its numbers.

They stand between the parts of a table that goes on over the page, and between the halves of a sentence, and belong to
neither.
"""

import re
from collections import Counter
from collections.abc import Sequence

from crawler.attachments.glyphs import Line

_MARGIN = 0.08
_MOST_OF_THE_PAGES = 0.6
_NUMBER = re.compile(r"\d+")


def furniture(pages: Sequence[tuple[Sequence[Line], float]]) -> list[list[tuple[int, int]]]:
    """(page, line), both counted from 0, of each line that is furniture, those together that are one. `pages` are the
    lines of each page and the page's height."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for number, (lines, height) in enumerate(pages):
        for place, line in enumerate(lines):
            if height and not _MARGIN * height < line.top < (1 - _MARGIN) * height:
                found.setdefault((_NUMBER.sub("#", line.text), round(line.top / 6)), []).append((number, place))
    seen = Counter({key: len({number for number, _ in places}) for key, places in found.items()})
    fewest = max(2, _MOST_OF_THE_PAGES * len(pages))
    return [found[key] for key, count in seen.items() if count >= fewest]
