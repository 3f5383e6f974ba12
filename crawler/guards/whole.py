"""Is this all of it, and undamaged? A body that ends too early or lost characters is a bad capture, never an edit.

A connection that closes before the declared length is told by the downloader; what is told here came as a success.
Observed: caches that store half a page and serve it with the length of the half.
"""

import json
import re
from collections.abc import Iterable

from storage.model import Page

_TAIL = 4096
_OPENS = re.compile(r"<html[\s>]", re.IGNORECASE)
_CLOSES = re.compile(r"</html\s{0,20}>|</body\s{0,20}>", re.IGNORECASE)
_HEAD = 20_000
_REPLACEMENT = "\ufffd"


def cut_short(html: str) -> bool:
    """Whether a page that opens `html` never closes it. Bare fragments open nothing and are never cut short."""
    return bool(_OPENS.search(html[:_HEAD])) and not _CLOSES.search(html[-_TAIL:]) and not _CLOSES.search(html)


def cut_json(body: bytes) -> bool:
    """Whether what begins as JSON is not JSON to its end."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return False
    try:
        json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return True
    return False


def mangled(page: Page, body: bytes) -> str | None:
    """What is damaged in the words that would be stored, or None.

    A replacement character that stands in the bytes themselves is the publisher's own and no damage of ours.
    """
    lost = sum(text.count(_REPLACEMENT) for text in _words(page))
    if not lost or _its_own(body):
        return None
    return f"{lost} characters of the notice cannot be read in the page's encoding; a damaged page is not stored"


def _words(page: Page) -> Iterable[str]:
    yield page.title
    yield page.text
    yield from page.fields.values()
    yield from (link.name for link in page.links)
    for table in page.tables:
        for row in table.rows:
            yield from row


def _its_own(body: bytes) -> bool:
    try:
        return _REPLACEMENT in body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def cut_file(data: bytes, before: bytes | None) -> str | None:
    """Why a file's bytes cannot be all of it, or None: the first part of what was held before, or a format that states
    its own end (PDF: ISO 32000-1, 7.5.5; ZIP and all office formats in it: APPNOTE 4.3.16) and lacks it where the file
    held before had it. A first copy is kept as it came: whether it can be read is told by reading it."""
    if before is None:
        return None
    if len(data) < len(before) and before.startswith(data):
        return f"these are the first {len(data)} of the {len(before)} bytes held before; taken for cut off"
    if _lacks_its_end(data) and not _lacks_its_end(before):
        return "the file ends before its own end mark, which the one held before had; taken for cut off"
    return None


def _lacks_its_end(data: bytes) -> bool:
    if data.startswith(b"%PDF-"):
        return b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]
    return data.startswith(b"PK\x03\x04") and b"PK\x05\x06" not in data[-66_000:]
