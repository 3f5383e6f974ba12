"""The two headers of a mail that carry words, Subject and From, as strict servers want them. Pure.

RFC 5322 2.2.3 for folding and RFC 2047 for words that are not ASCII. The standard library's policy folds a long subject
behind `Subject:` alone, which leaves a first line of nothing, and puts ASCII and encoded words side by side with spaces
that readers see; so it is done here, and read back by the standard parser in the tests.
"""

import base64
import re
from functools import lru_cache

from notifier.addresses import Address

LONGEST_LINE = 76
_FRAME = len("=?utf-8?b??=")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*\Z")


@lru_cache(maxsize=64)
def subject_header(text: str) -> bytes:
    """`text` is one line. The whole of it is encoded where a part is not ASCII, so that no space is lost or doubled."""
    return _line("Subject: ", text, "")


@lru_cache(maxsize=64)
def from_header(shown: str, address: Address) -> bytes:
    if not shown:
        return f"From: {address}\r\n".encode("ascii")
    if _is_plain(shown) and not _ATOMS.match(shown):
        shown = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    return _line("From: ", shown, f" <{address}>")


def _is_plain(text: str) -> bool:
    """Whether it is sent as it is: `=?` would be read as the beginning of an encoded word."""
    return text.isascii() and "=?" not in text


def _line(name: str, text: str, end: str) -> bytes:
    pieces = text.split(" ") if _is_plain(text) else _encoded_words(text, len(name))
    pieces = [*pieces, *([end.strip()] if end else [])]
    lines, here = [], name + pieces[0]
    for piece in pieces[1:]:
        # A line of white space alone is none: several spaces in a row stay with the word before them.
        if len(here) + 1 + len(piece) > LONGEST_LINE and piece and not here.isspace():
            lines.append(here)
            here = f" {piece}"
        else:
            here += f" {piece}"
    return ("\r\n".join([*lines, here]) + "\r\n").encode("ascii")


def _encoded_words(text: str, first_is_shorter_by: int) -> list[str]:
    """Whole characters in each, at most 75 long, the first so that it fits behind the header's name."""
    words: list[str] = []
    held = b""
    for char in text:
        room = LONGEST_LINE - 1 - _FRAME - (0 if words else first_is_shorter_by)
        raw = char.encode("utf-8", "replace")
        if held and len(held) + len(raw) > room // 4 * 3:
            words.append(_encoded(held))
            held = b""
        held += raw
    return [*words, _encoded(held)]


def _encoded(raw: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(raw).decode('ascii')}?="
