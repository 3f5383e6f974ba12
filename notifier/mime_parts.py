"""The parts of a mail with their transfer encodings, put together by hand: the standard library's generator takes more
time than making the text, and a run has ten thousand mails. Pure.

RFC 2045 6.7 and 6.8 for the encodings, RFC 2046 5.1 for parts and borders. What comes out is read back by the standard
parser in the tests.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from functools import lru_cache

_LINES = re.compile(rb".{1,76}")
_SAFE = bytes([10, 13, 32, *range(33, 61), *range(62, 127)])


def text_part(subtype: str, text: str) -> bytes:
    """A UTF-8 text part: quoted-printable or base64, whichever is shorter. Lines end with CRLF."""
    data = text.encode("utf-8", "replace")
    if b"\r" in data or not data.endswith(b"\n"):
        data = b"\n".join(data.splitlines()) + b"\n"
    if _is_plain(data):
        name, body = "quoted-printable", binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
    else:
        name, body = "base64", in_lines(data.replace(b"\n", b"\r\n"))
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {name}\r\n'
    return head.encode() + b"\r\n" + body


def _is_plain(data: bytes) -> bool:
    """Quoted-printable writes three bytes for one that is not plain, base64 four for three of any kind."""
    return len(data) + 2 * _odd(data) <= len(data) * 4 // 3


def _odd(data: bytes) -> int:
    return len(data.translate(None, _SAFE))


def most_encoded(data: bytes) -> int:
    """The bytes that the body of `text_part` has at most: a line end is two, and encoded lines hold 73 characters or
    more."""
    if _is_plain(data):
        written = len(data) + 2 * _odd(data)
        return written + written * 3 // 73 + 3 * data.count(b"\n") + 4
    encoded = (len(data) + data.count(b"\n") + 2) * 4 // 3
    return encoded + encoded * 2 // 76 + 8


@lru_cache(maxsize=64)
def csv_part(name: str, text: str) -> bytes:
    """A CSV attachment. Kept, because readers with the same filter get the same rows."""
    head = (
        "Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n'
    )
    return head.encode() + b"\r\n" + in_lines(text.encode())


def multipart(subtype: str, border: str, parts: Sequence[bytes]) -> bytes:
    """Header, blank line and parts; `border` must not occur in them at the start of a line."""
    pieces = [f'Content-Type: multipart/{subtype};\r\n boundary="{border}"\r\n\r\n'.encode()]
    for part in parts:
        pieces += [f"--{border}\r\n".encode(), part, b"\r\n"]
    return b"".join([*pieces, f"--{border}--\r\n".encode()])


def in_lines(data: bytes) -> bytes:
    """Base64 in lines of 76 characters."""
    lines = _LINES.findall(base64.b64encode(data))
    return b"\r\n".join([*lines, b""])
