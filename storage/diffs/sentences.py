"""Lines and sentences with their places, and the key under which two of them are the same text."""

import re
import unicodedata
from typing import NamedTuple

# What folding leaves as it is; looked for by its opposite, since nine characters in ten are such.
_ODD = re.compile(r"[^!-~\u3001-\u3019\u4e00-\u9fff\u2013-\u2016\u2018-\u201d]")
_INVISIBLE = "\u200b\u200c\u2060\ufeff\u00ad"
# `;`, `!` and `?` end a sentence only where no ASCII follows: an address may hold them.
_SENTENCE_END = re.compile(r"(?:[。；！？]|[;!?](?![!-~]))(?:[。；！？]|[;!?](?![!-~]))*[”’」』》）)\"']*")
_OTHER_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


class _Plain(dict[str, str]):
    """A character's plain form. Superscripts, circled numbers and fractions stay: 10² is not 102."""

    def __missing__(self, character: str) -> str:
        form = unicodedata.decomposition(character).partition(" ")[0]
        keeps = form in ("<super>", "<sub>", "<circle>", "<fraction>", "<square>")
        plain = character if keeps else "".join(unicodedata.normalize("NFKC", character).split())
        self[character] = plain = "" if character in _INVISIBLE else plain
        return plain


_PLAIN = _Plain()


def _plain(match: re.Match[str]) -> str:
    return _PLAIN[match.group()]


def fold(text: str) -> str:
    """The text without whitespace and invisible characters, in one width: equal keys are no difference to a reader."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _ODD.sub(_plain, text)


class Line(NamedTuple):
    """A line of a text without the whitespace around it, and where it starts."""

    start: int
    text: str


class Passage(NamedTuple):
    """A stretch `start:end` of a text, without the whitespace around it. `line` is the number of its line; a `whole`
    one is a moved line, which is compared with nothing."""

    start: int
    end: int
    line: int
    key: str
    whole: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines that hold more than whitespace. Every line break known to Unicode counts."""
    for other in _OTHER_BREAKS:
        if other in text:
            text = text.replace(other, "\n")
    lines = []
    cursor = 0
    for part in text.split("\n"):
        length = len(part)
        bare = part.strip()
        if bare:
            lead = 0 if len(bare) == length else length - len(part.lstrip())
            lines.append(Line(cursor + lead, bare))
        cursor += length + 1
    return lines


def sentences_of(line: Line, number: int) -> list[Passage]:
    """The sentences of one line, each with its closing marks and quotes."""
    passages = []
    cursor = 0
    for match in _SENTENCE_END.finditer(line.text):
        passages.append(_passage(line, cursor, match.end(), number))
        cursor = match.end()
    if cursor < len(line.text):
        passages.append(_passage(line, cursor, len(line.text), number))
    return [found for found in passages if found.key]


def whole_line(line: Line, number: int) -> Passage:
    return Passage(line.start, line.start + len(line.text), number, fold(line.text), True)


def _passage(line: Line, start: int, end: int, number: int) -> Passage:
    stretch = line.text[start:end]
    bare = stretch.strip()
    lead = 0 if len(bare) == len(stretch) else len(stretch) - len(stretch.lstrip())
    return Passage(line.start + start + lead, line.start + start + lead + len(bare), number, fold(bare))
