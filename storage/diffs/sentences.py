"""Lines and sentences with their places, and the key under which two of them are the same text."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad"))
# `;`, `!` and `?` end a sentence only where no ASCII follows: an address may hold them.
_SENTENCE_END = re.compile(r"(?:[。；！？]|[;!?](?![!-~]))(?:[。；！？]|[;!?](?![!-~]))*[”’」』》）)\"']*")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


class _Width(dict[int, str]):
    """Maps a character to its plain form. Superscripts, circled numbers and fractions stay: 10² is not 102."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = unicodedata.decomposition(character).partition(" ")[0]
        keeps = form in ("<super>", "<sub>", "<circle>", "<fraction>", "<square>")
        plain = character if keeps else unicodedata.normalize("NFKC", character)
        self[code] = plain
        return plain


_WIDTH = _Width()


def fold(text: str) -> str:
    """The text without whitespace and invisible characters, in one width: equal keys are no difference to a reader."""
    if text.isascii():
        return "".join(text.split())
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_WIDTH)
    return "".join(plain.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch `start:end` of a text, without the whitespace around it. `line` is the number of its line."""

    start: int
    end: int
    line: int
    key: str
    whole: bool = False


def lines_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that holds more than whitespace."""
    places = []
    for match in _LINE.finditer(text):
        place = _trimmed(text, match.start(), match.end())
        if place[0] < place[1]:
            places.append(place)
    return places


def sentences_of(text: str, start: int, end: int, line: int) -> list[Passage]:
    """The sentences of one line, each with its closing marks and quotes."""
    passages = []
    cursor = start
    for match in _SENTENCE_END.finditer(text, start, end):
        passages.append(passage(text, cursor, match.end(), line))
        cursor = match.end()
    if cursor < end:
        passages.append(passage(text, cursor, end, line))
    return [found for found in passages if found.key]


def passage(text: str, start: int, end: int, line: int, *, whole: bool = False) -> Passage:
    start, end = _trimmed(text, start, end)
    return Passage(start, end, line, fold(text[start:end]), whole)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    lead = len(stretch) - len(stretch.lstrip())
    return start + lead, max(start + lead, start + len(stretch.rstrip()))
