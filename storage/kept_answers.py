"""What was worked out from a state of an archive, kept for all connections of the process until that state is gone.

The archive draws a new mark with each version it writes, so its file and its mark name what its versions say.
"""

import gc
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from storage.database import Database, in_transaction
from storage.search import step

T = TypeVar("T")
State = tuple[int, int, str]


def file_of(db: Database) -> tuple[int, int] | None:
    """Which file is open; None for an archive in memory, and while something is being written that may be undone."""
    path = next((str(row[2]) for row in db.conn.execute("PRAGMA database_list").fetchall() if row[1] == "main"), "")
    if not path or in_transaction(db):
        return None
    try:
        seen = Path(path).stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def state_of(db: Database) -> State | None:
    """The file and its mark; None where nothing may be kept (see `file_of`)."""
    file = file_of(db)
    return None if file is None else (*file, step.mark(db))


@contextmanager
def uncollected() -> Iterator[None]:
    """For making many objects that stay and hold no cycles: the collector would look through them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Kept(Generic[T]):
    """The `most` answers that were asked for last. Threads may share it; what it holds must not be changed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: Hashable, value: T) -> None:
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
