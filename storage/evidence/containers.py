"""A pack opened for checking: a zip or an unpacked folder, taken for hostile. Nothing is ever unpacked to disk."""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from storage.evidence import zipform
from storage.evidence.forms import CHAIN, FORMAT, MANIFEST, SUMS

MAX_MEMBERS = 20_000
MAX_BYTES = 4 << 30
MAX_RATIO = 100
COMMENT = FORMAT.encode()
READ_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,100}(?:[./][A-Za-z0-9_-]{1,100}){0,6}\Z")


class NotAPack(Exception):
    """There is no pack there; the message is one sentence (exit status 2)."""


class Pack(Protocol):
    """`faults` are sentences about the container itself; `names` are the members that may be opened."""

    faults: list[str]
    names: list[str]

    def open(self, name: str) -> IO[bytes]: ...

    def container_faults(self, members: list[zipform.Member]) -> list[str]:
        """What differs from the container that an export makes of these members."""


class FolderPack:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[str] = []
        self.names: list[str] = []
        size = 0
        for place, folders, files in os.walk(folder, followlinks=False):
            for name in sorted([*files, *(sub for sub in folders if Path(place, sub).is_symlink())]):
                path = Path(place, name)
                relative = path.relative_to(folder).as_posix()
                if path.is_symlink() or not path.is_file() or not _NAME.match(relative):
                    self.faults.append(f"{_shown(relative)}: not a plain file of a pack; remove it")
                    continue
                size += path.stat().st_size
                self.names.append(relative)
            if len(self.names) > MAX_MEMBERS or size > MAX_BYTES:
                raise NotAPack(f"{folder} holds more than a pack may ({MAX_MEMBERS} files, 4 GiB)")
        self.names.sort()

    def open(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")

    def container_faults(self, members: list[zipform.Member]) -> list[str]:
        return []


class ZipPack:
    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._size = path.stat().st_size
        self.faults: list[str] = []
        self.names: list[str] = []
        self._members: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (*READ_FAULTS, UnicodeDecodeError, OSError) as error:
            if not _looks_like_pack(file):
                raise NotAPack(f"{path} is no evidence pack: not a zip file ({error})") from None
            self.faults.append(f"{path.name}: the zip's directory is damaged ({_plain(error)})")
            return
        self._take(entries, path)

    def _take(self, entries: list[zipfile.ZipInfo], path: Path) -> None:
        if len(entries) > MAX_MEMBERS:
            self.faults.append(f"{path.name}: holds {len(entries)} files, more than a pack may ({MAX_MEMBERS})")
            return
        total = 0
        for entry in entries:
            shown = _shown(entry.filename)
            total += entry.file_size
            if not _NAME.match(entry.filename):
                self.faults.append(f"{shown}: no name that a pack uses; it is not opened")
            elif entry.filename in self._members:
                self.faults.append(f"{shown}: stands twice in the zip")
            elif entry.flag_bits & 1:
                self.faults.append(f"{shown}: is encrypted")
            else:
                self._members[entry.filename] = entry
        if total > min(MAX_BYTES, MAX_RATIO * self._size + MAX_RATIO):
            self.faults.append(f"{path.name}: {self._size} bytes claim to hold {total}, more than a pack may")
            self._members.clear()
            return
        known = {MANIFEST, SUMS, CHAIN}
        if not known & self._members.keys() and not _looks_like_pack(self._file):
            raise NotAPack(f"{path} is no evidence pack: it holds neither {MANIFEST} nor {SUMS}")
        self.names = sorted(self._members)

    def open(self, name: str) -> IO[bytes]:
        entry = self._members[name]
        # The hashes judge the bytes; zipfile's own checksum would only hide what they are.
        entry.CRC = None  # type: ignore[assignment]
        return self._zip.open(entry)

    def container_faults(self, members: list[zipform.Member]) -> list[str]:
        if not self._members:
            return []
        fault = zipform.first_fault(self._file, members, COMMENT, self._size)
        if fault is None:
            return []
        place, part = fault
        return [
            f"{part}: byte {place} of the zip is not as exported (to check files that were packed anew, "
            "unpack them and verify the folder)"
        ]


@contextmanager
def opened(path: Path) -> Iterator[Pack]:
    """Open a pack for checking. Raises NotAPack when there is none."""
    if path.is_dir():
        if not any((path / name).is_file() for name in (MANIFEST, SUMS, CHAIN)):
            raise NotAPack(f"{path} is no evidence pack: it holds neither {MANIFEST} nor {SUMS}")
        yield FolderPack(path)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotAPack(f"{path} cannot be read ({error.strerror or error}); name an evidence pack") from None
    with file:
        yield ZipPack(file, path)


def _looks_like_pack(file: IO[bytes]) -> bool:
    """Whether the mark that every pack carries in several places stands anywhere in the file."""
    file.seek(0)
    kept, read = b"", 0
    while (chunk := file.read(zipform.CHUNK)) and read < MAX_BYTES:
        if COMMENT in kept + chunk:
            return True
        kept, read = chunk[-len(COMMENT) :], read + len(chunk)
    return False


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:120]


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
