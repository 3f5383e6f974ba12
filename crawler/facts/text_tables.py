"""Tables that a text sets with blanks: a line of headers, and below it lines of as many words."""

import re
from collections.abc import Iterator

from crawler.facts.columns import meaning
from storage.model import Table

_LEAST_COLUMNS = 3
_BLANKS = re.compile(r"[ \t\u3000]+")
_MOST_LINES = 20_000


def tables_in_text(text: str) -> Iterator[tuple[Table, frozenset[int]]]:
    """Each such table with the numbers of the lines (from 1) that it takes. A line of another number of words ends it;
    a single row below the headers is enough, since headers in a row are no prose."""
    rows: list[tuple[str, ...]] = []
    taken: list[int] = []
    for number, line in enumerate([*text[:400_000].split("\n")[:_MOST_LINES], ""], start=1):
        words = tuple(_BLANKS.split(line.strip(" \t\u3000\r")))
        if rows and len(words) == len(rows[0]):
            rows.append(words)
            taken.append(number)
            continue
        if len(rows) > 1:
            places = tuple(f"line {at}" for at in taken)
            yield Table(tuple(rows), 1, "", places), frozenset(taken)
        rows, taken = ([words], [number]) if _is_header(words) else ([], [])


def _is_header(words: tuple[str, ...]) -> bool:
    told = [meaning(word) for word in words]
    return len(words) >= _LEAST_COLUMNS and all(told) and "company" in told
