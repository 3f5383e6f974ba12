"""Rar archives with stored members, byte by byte: no free program writes them.

RAR 4 as its technical note of version 3.93 describes it, RAR 5 as the note of 2013 does. Used by the tests.
"""

import struct
import zlib
from collections.abc import Mapping

RAR4, RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_UNIX, _STORED, _LONG, _SOLID4, _LOCKED4, _LOCKED_HEADS4 = 3, 0x30, 0x8000, 0x0008, 0x0004, 0x0080


def _block4(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def rar4(
    members: Mapping[str, bytes],
    encoding: str = "gb18030",
    *,
    solid: bool = False,
    locked: bool = False,
    locked_heads: bool = False,
    method: int = _STORED,
) -> bytes:
    """Names as the tools of the time wrote them: bytes of the machine's own code page, without saying which."""
    out = RAR4 + _block4(0x73, _SOLID4 * solid | _LOCKED_HEADS4 * locked_heads, b"\0" * 6)
    for name, content in members.items():
        printed = name.replace("/", "\\").encode(encoding)
        size, check = len(content), zlib.crc32(content)
        head = struct.pack("<IIBIIBBHI", size, size, _UNIX, check, 0x5A7A0000, 29, method, len(printed), 0o100644)
        out += _block4(0x74, _LONG | _LOCKED4 * locked, head + printed) + content
    return out + _block4(0x7B, 0x4000, b"")


def _vint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def _block5(kind: int, flags: int, body: bytes) -> bytes:
    head = _vint(kind) + _vint(flags) + body
    sized = _vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(sized)) + sized


def rar5(members: Mapping[str, bytes], *, solid: bool = False, locked_heads: bool = False, method: int = 0) -> bytes:
    """Names are UTF-8. `locked_heads` begins with the header that says that all others are encrypted."""
    out = RAR5
    if locked_heads:
        return out + _block5(4, 0, _vint(0) + _vint(0) + b"\x0f" + bytes(range(16))) + bytes(range(64))
    out += _block5(1, 0, _vint(4 if solid else 0))
    for name, content in members.items():
        printed = name.encode()
        body = _vint(len(content)) + _vint(4) + _vint(len(content)) + _vint(0o100644)
        body += struct.pack("<I", zlib.crc32(content)) + _vint(method << 7) + _vint(1) + _vint(len(printed)) + printed
        out += _block5(2, 2, body) + content
    return out + _block5(5, 0, _vint(0))
