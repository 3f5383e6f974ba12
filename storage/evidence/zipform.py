"""A pack's zip in its one form: members stored as they are, sorted by name, dated 1980, nothing optional.

The form is written here rather than by `zipfile`, so that it is the same on every machine and release, and so that a
file can be compared with it byte by byte. Fields are those of PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

CHUNK = 1 << 16
LIMIT = 0xFFFF_FFFE
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x800, 0, 0, 0x21
_UNIX, _REGULAR_FILE = 3 << 8, 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    crc: int

    @property
    def octets(self) -> bytes:
        return self.name.encode()

    def header(self) -> bytes:
        fixed = (_VERSION, _UTF8, _STORED, _TIME, _DATE, self.crc, self.size, self.size, len(self.octets), 0)
        return b"PK\x03\x04" + struct.pack("<5H3L2H", *fixed) + self.octets

    def entry(self, offset: int) -> bytes:
        about = (_VERSION | _UNIX, _VERSION, _UTF8, _STORED, _TIME, _DATE, self.crc, self.size, self.size)
        places = (len(self.octets), 0, 0, 0, 0, _REGULAR_FILE, offset)
        return b"PK\x01\x02" + struct.pack("<6H3L", *about) + struct.pack("<5H2L", *places) + self.octets


def directory(members: Sequence[Member], comment: bytes) -> bytes:
    """The central directory and the record that ends the file."""
    offset, entries = 0, b""
    for member in members:
        entries += member.entry(offset)
        offset += len(member.header()) + member.size
    end = (0, 0, len(members), len(members), len(entries), offset, len(comment))
    return entries + b"PK\x05\x06" + struct.pack("<4H2LH", *end) + comment


def measure(name: str, content: IO[bytes]) -> Member:
    size = crc = 0
    while chunk := content.read(CHUNK):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return Member(name, size, crc)


def write(out: IO[bytes], contents: Iterable[tuple[Member, IO[bytes]]], comment: bytes) -> None:
    """Write the members in the order given, which has to be that of their names. Raises ValueError above 4 GiB."""
    members = []
    for member, content in contents:
        out.write(member.header())
        while chunk := content.read(CHUNK):
            out.write(chunk)
        members.append(member)
        if sum(known.size for known in members) > LIMIT:
            raise ValueError("the pack would be larger than 4 GiB")
    out.write(directory(members, comment))


def first_fault(file: IO[bytes], members: Sequence[Member], comment: bytes, size: int) -> tuple[int, str] | None:
    """Where a file leaves the form that these members would have: the offset and the name of that part.

    The members' own bytes are taken as they are; their `crc` has to be computed from them.
    """
    offset = 0
    for member in members:
        fault = _compare(file, offset, member.header(), f"the zip header of {member.name}")
        if fault:
            return fault
        offset += len(member.header()) + member.size
    tail = directory(members, comment)
    fault = _compare(file, offset, tail, "the zip's directory")
    if fault:
        return fault
    return None if offset + len(tail) == size else (offset + len(tail), "what follows the zip's end")


def _compare(file: IO[bytes], offset: int, expected: bytes, part: str) -> tuple[int, str] | None:
    file.seek(offset)
    found = file.read(len(expected))
    if found == expected:
        return None
    same = next((place for place, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), len(found))
    return offset + same, part
