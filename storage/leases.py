"""One holder at a time for a piece of work on a data folder, told by the system and not by what a file says.

The lock (flock(2)) belongs to an open file: it is gone when the last process that holds the file open has ended,
however it ended, so no lock is ever stale and no process number is asked whether it still lives. What the file says of
the holder is for people alone.
"""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.clock import stamp
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease, as it said itself: process number (0: not told), since when, and what it was doing."""

    process: int = 0
    since: str = ""
    doing: str = ""

    def __str__(self) -> str:
        who = f"process {self.process}" if self.process else "another process"
        doing = f" ({self.doing})" if self.doing else ""
        return f"{who}{doing}{f' since {self.since}' if self.since else ''}"


class Held(Exception):
    """Somebody else holds the lease; `holder` says who."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(str(holder))
        self.holder = holder


class Lease:
    """A lease that is held until `release`, or until every process that inherited `handle` has ended."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def release(self) -> None:
        os.close(self.handle)


def path_of(folder: Path, name: str) -> Path:
    return folder / f".{name}.lease"


def take(folder: Path, name: str, *, doing: str, now: datetime) -> Lease:
    """Take the lease `name` of a data folder. Raises Held, and StorageError when the file cannot be made."""
    path = path_of(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be made ({error.strerror or error}); make the data folder writable or name another with "
            "--data"
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(handle)
        os.close(handle)
        raise Held(holder) from None
    except OSError as error:
        os.close(handle)
        raise StorageError(
            f"{path} cannot be locked ({error.strerror or error}); keep the data folder on a file system with locks"
        ) from None
    _write(handle, Holder(os.getpid(), stamp(now), doing))
    return Lease(handle)


def _write(handle: int, holder: Holder) -> None:
    """A full disk must not keep anybody from the lease: who holds it is then not told."""
    text = json.dumps({"process": holder.process, "since": holder.since, "doing": holder.doing}, ensure_ascii=False)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)
    except OSError:
        return


def _holder(handle: int) -> Holder:
    try:
        told = json.loads(os.pread(handle, 4096, 0))
        return Holder(int(told["process"]), str(told["since"])[:40], str(told["doing"])[:100])
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()
