"""`read --lines`: each line of a file as a title, or a title and its issuer, in any of the usual encodings."""

import codecs
import re
from collections.abc import Iterator
from typing import Any

from crawler.facts.descriptions import describe
from crawler.facts.single_lines import dates_of_line, penalties_of_line
from regwatch.document_shapes import line_shape

LONGEST_LINE = 20_000
_ENDS = re.compile(rb"\r\n|\n|\r")
_CONTROLS = dict.fromkeys([*range(9), *range(10, 32), *range(127, 160)], " ")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_lines(data: bytes) -> Iterator[dict[str, Any]]:
    """One answer for each line, in order, empty lines included, so that the answers can be laid beside the lines."""
    for number, (line, doubt) in enumerate(lines_of(data), 1):
        yield read_line(number, line, doubt)


def read_line(number: int, line: str, doubt: str = "") -> dict[str, Any]:
    """`line` is a title, or a title, a tab and its issuer; further cells behind a second tab are not looked at."""
    warnings = [f"line {number} {doubt}"] if doubt else []
    if len(line) > LONGEST_LINE:
        warnings.append(f"line {number} has more than {LONGEST_LINE:,} characters; the rest was not read")
        line = line[:LONGEST_LINE]
    cells = line.translate(_CONTROLS).split("\t")
    title, issuer = cells[0].strip(), cells[1].strip() if len(cells) > 1 else ""
    if len(cells) > 2 and any(cells[2:]):
        warnings.append(f"line {number} has {len(cells)} cells; the title and the issuer were read")
    if not title:
        warnings.append(f"line {number} is empty" if not line.strip() else f"line {number} has no title before its tab")
    told = describe(title, issuer)
    days, sentences = dates_of_line(title)
    return line_shape(number, title, told, issuer, days, sentences, penalties_of_line(title, told), tuple(warnings))


def lines_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Each line and what is doubtful about its bytes. UTF-8 and GB18030 may stand in one file, as when two lists were
    joined; a file of which most lines are GB18030 is read so even where a line happens to be valid UTF-8."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            yield from _split_text(data[len(mark) :].decode(name, "replace"))
            return
    raw = _ENDS.split(data.removeprefix(codecs.BOM_UTF8))
    if raw and not raw[-1]:
        raw.pop()
    wide = [line for line in raw if not line.isascii()]
    order = ("utf-8", "gb18030") if sum(map(_is_utf8, wide)) * 2 >= len(wide) else ("gb18030", "utf-8")
    for line in raw:
        yield _decoded(line, order)


def _split_text(text: str) -> Iterator[tuple[str, str]]:
    lines = re.split(r"\r\n|\n|\r", text)
    if not lines[-1]:
        lines.pop()
    for line in lines:
        yield line, "holds characters that are damaged" if "\ufffd" in line else ""


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(line: bytes, order: tuple[str, ...]) -> tuple[str, str]:
    for name in order:
        try:
            return line.decode(name), ""
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", "replace"), "is neither UTF-8 nor GB18030; damaged characters are shown as \ufffd"
