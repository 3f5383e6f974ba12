"""Cutting known elements out of a page's source without parsing the page.

A page is mostly frame: parsing 30 KB to look at 8 KB of notice costs more than everything else in a check. Where the
source is odd the cut is too long, never too short: an end that cannot be told is the end of the page.
"""

import re
from collections.abc import Iterator

_UPPER = re.compile(r"</[A-Z]")
_UPPER_TAG = re.compile(r"</?[A-Za-z]{1,12}")
_TAG_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9]*)")
_OPEN_TAG = re.compile(r"""<[A-Za-z](?>[^<>"']|"[^"]*"|'[^']*')*+>""")
_AFTER_NAME = frozenset(" \t\r\n\f/>") | {""}
_MOST_PLACES = 60


class TooMany(Exception):
    """A name stands in the source more often than any page has use for it."""


def without_scripts(html: str) -> str:
    """The source without comments, scripts and styles, tag names in lower case; linear even where none is closed."""
    html = _without(html, "<!--", "-->")
    if _UPPER.search(html):
        html = _UPPER_TAG.sub(lambda tag: tag[0].lower(), html)
    return _without(_without(html, "<script", "</script"), "<style", "</style")


def _without(html: str, opening: str, closing: str) -> str:
    start = html.find(opening)
    if start < 0:
        return html
    kept: list[str] = []
    position = 0
    while start >= 0:
        kept.append(html[position:start])
        end = html.find(closing, start + len(opening))
        if end < 0:
            return "".join(kept)
        position = end + len(closing)
        if not closing.endswith(">"):
            position = html.find(">", position) + 1 or len(html)
        start = html.find(opening, position)
    kept.append(html[position:])
    return "".join(kept)


def open_tags(html: str, word: str) -> list[str]:
    """Every opening tag that contains `word`, as written. Raises TooMany."""
    return [html[start : _tag_end(html, start)] for start in _places(html, word)]


def elements(html: str, word: str) -> list[tuple[int, int]]:
    """Begin and end of every element whose opening tag contains `word` (an id, a class, `<h1`). Raises TooMany."""
    return [(start, _element_end(html, start)) for start in _places(html, word)]


def _places(html: str, word: str) -> list[int]:
    found: list[int] = []
    position = html.find(word)
    while position >= 0:
        start = position if word.startswith("<") else html.rfind("<", 0, position)
        is_new = start >= 0 and (not found or found[-1] != start)
        if is_new and _TAG_NAME.match(html, start) and position <= _tag_end(html, start):
            found.append(start)
        if len(found) > _MOST_PLACES:
            raise TooMany(word)
        position = html.find(word, position + len(word))
    return found


def _tag_end(html: str, start: int) -> int:
    if whole := _OPEN_TAG.match(html, start):
        return whole.end()
    end = html.find(">", start)
    return len(html) if end < 0 else end + 1


def _element_end(html: str, start: int) -> int:
    """Where the element closes. A closing tag inside an open table belongs to a cell and closes nothing outside it
    (HTML Living Standard, "has an element in scope"; libxml2 agrees)."""
    named = _TAG_NAME.match(html, start)
    if named is None:
        return len(html)
    name = named[1]
    depth = strays = 0
    for position, step in _same_tags(html, start, name):
        depth += step
        if depth > 0:
            continue
        if name != "table" and _open_tables(html, start, position):
            depth, strays = 1, strays + 1
            if strays > _MOST_PLACES:
                return len(html)
            continue
        return html.find(">", position) + 1 or len(html)
    return len(html)


def _same_tags(html: str, start: int, name: str) -> Iterator[tuple[int, int]]:
    """Places of opening (1) and closing (-1) tags of one name in order, by plain searches."""
    opening, closing = f"<{name}", f"</{name}"
    opened, closed = start, _next(html, closing, start, len(html))
    while opened >= 0 or closed >= 0:
        if opened >= 0:
            yield opened, 1
            opened = _next(html, opening, opened + 1, closed if closed >= 0 else len(html))
        else:
            yield closed, -1
            after = closed + 1
            closed = _next(html, closing, after, len(html))
            opened = _next(html, opening, after, closed if closed >= 0 else len(html))


def _next(html: str, tag: str, start: int, end: int) -> int:
    """Where `tag` stands next as a whole word, or -1."""
    found = html.find(tag, start, end)
    while found >= 0 and html[found + len(tag) : found + len(tag) + 1] not in _AFTER_NAME:
        found = html.find(tag, found + 1, end)
    return found


def _open_tables(html: str, start: int, end: int) -> bool:
    opened = html.count("<table", start, end)
    return opened > 0 and opened > html.count("</table", start, end)
