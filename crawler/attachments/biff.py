"""The number formats of an Excel 97-2003 workbook, which the reader of its values does not tell.

Source: [MS-XLS] 2.4 (records BOUNDSHEET, XF, FORMAT, DATEMODE, FILEPASS and the cell records).
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from crawler.attachments.faults import Unreadable
from crawler.attachments.number_formats import BUILT_IN

_BOF, _EOF, _FILEPASS, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x22, 0x41E, 0xE0, 0x85
_SINGLE_CELLS = {0x203, 0x27E, 0x06, 0x406}
_MULRK = 0xBD


@dataclass(slots=True)
class Formats:
    """`codes` by style; `starts[i]` is where the i-th sheet, counted from 0, begins in `stream`. The cells of a sheet
    are looked through when the first of them is asked for: a sheet of words alone never needs them."""

    stream: bytes = b""
    codes: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    epoch_1904: bool = False
    _cells: dict[int, dict[tuple[int, int], int]] = field(default_factory=dict)

    def code(self, sheet: int, row: int, column: int) -> str:
        """The format of a numeric cell, counted from 0; empty (General) where the stream does not tell."""
        if sheet >= len(self.starts):
            return ""
        if sheet not in self._cells:
            self._cells[sheet] = _cells(self.stream, self.starts[sheet])
        index = self._cells[sheet].get((row, column), 0)
        return self.codes[index] if index < len(self.codes) else ""


def workbook_stream(data: bytes) -> bytes:
    """Raises Unreadable."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    content: bytes = ole.openstream(name).read()
                    return content
    except Exception as fault:  # noqa: BLE001 - olefile raises whatever a broken directory provokes
        raise Unreadable(f"is damaged: its compound file cannot be opened ({str(fault)[:100]})") from None
    raise Unreadable("is damaged: it has no Workbook stream")


def read_formats(stream: bytes) -> Formats:
    """Never raises but for a password: what a cut stream does not tell is left to format General.

    Raises Unreadable when the workbook is encrypted.
    """
    found = Formats(stream)
    named: dict[int, str] = dict(BUILT_IN)
    styles: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy")
        if kind == _DATEMODE and len(body) >= 2:
            found.epoch_1904 = body[0] == 1
        elif kind == _FORMAT and len(body) >= 5:
            named[struct.unpack_from("<H", body)[0]] = _unicode(body[2:])
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET and len(body) >= 4:
            found.starts.append(struct.unpack_from("<I", body)[0])
    found.codes = [named.get(style, "") for style in styles]
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its EOF."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        yield kind, body


def _cells(stream: bytes, start: int) -> dict[tuple[int, int], int]:
    """The style of each numeric cell of one sheet."""
    cells = {}
    at, depth, last = start, 0, len(stream) - 10
    head = struct.Struct("<HHHHH").unpack_from
    while at <= last:
        kind, size, row, column, style = head(stream, at)
        if kind in _SINGLE_CELLS and size >= 6:
            cells[row, column] = style
        elif kind == _MULRK and size >= 6:
            for place in range((min(size, len(stream) - at - 4) - 6) // 6):
                cells[row, column + place] = struct.unpack_from("<H", stream, at + 8 + 6 * place)[0]
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        at += 4 + size
    return cells


def _unicode(body: bytes) -> str:
    """An unformatted string with a 16-bit count, [MS-XLS] 2.5.294."""
    count, wide = struct.unpack_from("<H", body)[0], body[2] & 1
    return body[3 : 3 + count * 2].decode("utf-16-le", "replace") if wide else body[3 : 3 + count].decode("latin-1")
