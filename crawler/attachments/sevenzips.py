"""7z archives, unpacked into memory within the budget."""

import io
import lzma
from collections.abc import Iterator

import py7zr
from py7zr.exceptions import ArchiveError
from py7zr.io import Py7zIO, WriterFactory

from crawler.attachments.archives import Member, member_name
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.limits import Budget

_LOCKED = "is encrypted with a password; ask the publisher for an unlocked copy"


class _Collected(Py7zIO):
    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.chunks: list[bytes] = []
        self._size = 0

    def write(self, s: bytes | bytearray) -> int:
        self._budget.unpack(len(s))
        self._size += len(s)
        self._budget.check_ratio("a file in the 7z archive", self._size, self._size)
        self.chunks.append(bytes(s))
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b"".join(self.chunks)

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return self._size


class _Collector(WriterFactory):
    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.files: dict[str, _Collected] = {}

    def create(self, filename: str) -> Py7zIO:
        self.files[filename] = _Collected(self._budget)
        return self.files[filename]


def unpack(data: bytes, budget: Budget) -> Iterator[Member]:
    """Raises Unreadable, TooLarge."""
    collector = _Collector(budget)
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                raise Unreadable(_LOCKED)
            files = [info for info in archive.list() if not info.is_directory]
            promised = sum(info.uncompressed or 0 for info in files)
            budget.check_ratio("all its files together", len(data), min(promised, budget.quotas.part_bytes))
            if promised > budget.quotas.unpacked_bytes or len(files) > budget.quotas.members:
                raise TooLarge(f"holds {len(files)} files of {promised >> 20} MB together and was not read")
            archive.extractall(factory=collector)
    except Unreadable:
        raise
    except py7zr.PasswordRequired:
        raise Unreadable(_LOCKED) from None
    except (ArchiveError, lzma.LZMAError, EOFError, OSError, ValueError, KeyError, TypeError, IndexError) as fault:
        raise Unreadable(
            f"is damaged or cut short ({type(fault).__name__}: {str(fault)[:100]}); fetch it again"
        ) from None
    for name, file in collector.files.items():
        yield Member(member_name(name), b"".join(file.chunks))
