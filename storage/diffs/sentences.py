"""Lines and sentences with their places, and the key under which two of them are the same text."""

import re
import unicodedata
from typing import NamedTuple

# What folding leaves as it is; looked for by its opposite, since nine characters in ten are such.
_ODD = re.compile(r"[^!-~\u3001-\u3019\u4e00-\u9fff\u2013-\u2016\u2018-\u201d]")
_INVISIBLE = "\u200b\u200c\u2060\ufeff\u00ad"
# `;`, `!` and `?` end a sentence only where no ASCII follows: an address may hold them.
_END = r"[。；！？;!?](?:(?<=[。；！？])|(?![!-~]))"
_SENTENCE_END = re.compile(rf"{_END}(?:{_END})*[”’」』》）)\"']*")
_GOES_ON = "。；！？;!?”’」』》）)\"'"
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
# Nine in ten of what is not plain already: replaced as they are, which costs less than looking each one up.
_COMMON = tuple((wide, _PLAIN[wide]) for wide in "，：（）；\u3000 ")


def _plain(match: re.Match[str]) -> str:
    return _PLAIN[match.group()]


def fold(text: str) -> str:
    """The text without whitespace and invisible characters, in one width: equal keys are no difference to a reader."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    for wide, plain in _COMMON:
        text = text.replace(wide, plain)
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
    cursor, text = 0, line.text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    for end in ends if ends and ends[-1] == len(text) else [*ends, len(text)]:
        stretch = text[cursor:end]
        bare = stretch.strip()
        key = fold(bare)
        if key:
            start = line.start + cursor
            if len(bare) != len(stretch):
                start += len(stretch) - len(stretch.lstrip())
            passages.append(Passage(start, start + len(bare), number, key))
        cursor = end
    return passages


def shared_sentences(one: str, other: str) -> tuple[int, int]:
    """Lengths of an equal beginning and an equal end of two lines, each of whole sentences: the splitter cuts there on
    both sides, so what lies between can be split alone."""
    head = _cut_before(one, shared_length(one, other))
    low, high = 0, min(len(one), len(other)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            low = middle
        else:
            high = middle - 1
    return head, _cut_after(one, len(one) - low)


def shared_length(one: str, other: str) -> int:
    """Length of the longest equal beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut_before(text: str, end: int) -> int:
    """The last place before `end` at which a sentence surely ends, whatever follows `end`."""
    place = text.rfind("。", 0, max(0, end - 1))
    while place >= 0 and text[place + 1] in _GOES_ON:
        place = text.rfind("。", 0, place)
    return place + 1


def _cut_after(text: str, start: int) -> int:
    """How much of the text stands behind the first place from `start` on at which a sentence surely ends."""
    place = text.find("。", start)
    while 0 <= place < len(text) - 1:
        if text[place + 1] not in _GOES_ON:
            return len(text) - place - 1
        place = text.find("。", place + 1)
    return 0


def whole_line(line: Line, number: int) -> Passage:
    return Passage(line.start, line.start + len(line.text), number, fold(line.text), True)
