"""Two files beside subscribers.db that outlive a restored copy of it: what was sent, and who asked to be left alone.

A backup is older than the mails that went out after it. Put back as it is, it would send them again, and write to
people who have left meanwhile. So each mail that was taken and each stop is first written here, line by line, and
reached the disk, before the ledger says so; a ledger that knows less than its journal catches up before it sends.
No address stands here, only its keyed hash.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from notifier.subscribers_db import file_of
from storage.clock import stamp

Name = Literal["sent", "stopped"]
KEEP = timedelta(days=120)
PRUNED_ABOVE = 8 << 20


class Journal:
    """One of the two files. Lines are JSON objects numbered by `n`; a line without its end was never finished."""

    def __init__(self, path: Path, name: Name, known: int) -> None:
        self._path = path
        self._name = name
        self._known = known
        self._size = -1
        self._last = 0
        self._pool: ThreadPoolExecutor | None = None
        self._syncing: Future[None] | None = None

    @classmethod
    def of(cls, db: Database, name: Name) -> "Journal | None":
        """None for a database in memory."""
        file = file_of(db)
        if file is None:
            return None
        return cls(file.with_name(f"{file.stem}.{name}"), name, known(db, name))

    def append(self, entry: dict[str, Any], now: datetime, *, later: bool = False) -> int:
        """Put one entry on the disk; answers its number. With `later` the system has it at once, so it outlives this
        process, and the disk has it when `settle` has returned."""
        self.settle()
        new = not self._path.exists()
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            size = os.fstat(handle).st_size
            if size != self._size:
                self._last = max((line["n"] for line in self.entries()), default=0)
            number = max(self._last, self._known) + 1
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            line = json.dumps({"n": number, "at": stamp(now), **entry}, ensure_ascii=True, separators=(",", ":"))
            written = (b"\n" if torn else b"") + line.encode("ascii") + b"\n"
            os.write(handle, written)
            self._last, self._size = number, size + len(written)
            if later and not new:
                self._syncing = self._worker().submit(_synced, os.dup(handle))
            else:
                os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            _sync_folder(self._path.parent)
        return number

    def settle(self) -> None:
        """Wait until what was appended is on the disk. Raises OSError when it cannot be written."""
        if self._syncing is not None:
            syncing, self._syncing = self._syncing, None
            syncing.result()

    def _worker(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="journal")
        return self._pool

    def close(self) -> None:
        try:
            self.settle()
        finally:
            if self._pool is not None:
                self._pool.shutdown()
                self._pool = None

    def entries(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """Whole entries with a number above `after`, oldest first."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for raw in file:
                try:
                    line = json.loads(raw) if raw.endswith(b"\n") else None
                except ValueError:
                    line = None
                if isinstance(line, dict) and isinstance(line.get("n"), int) and line["n"] > after:
                    yield line

    def unknown(self) -> list[dict[str, Any]]:
        """What the ledger at hand has not seen."""
        return list(self.entries(self._known))

    def prune(self, now: datetime) -> None:
        """Forget what is older than any backup that would still be put back."""
        if not self._path.exists() or self._path.stat().st_size < PRUNED_ABOVE:
            return
        kept = [line for line in self.entries() if line["at"] > stamp(now - KEEP)]
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("w", encoding="ascii") as file:
            file.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in kept)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self._size = -1


def known(db: Database, name: Name) -> int:
    row = db.conn.execute("SELECT value FROM ledger_state WHERE name = ?", [name]).fetchone()
    return int(row[0]) if row else 0


def remember(db: Database, name: Name, number: int) -> None:
    """Part of the caller's transaction."""
    db.conn.execute(
        """INSERT INTO ledger_state (name, value) VALUES (?, ?) ON CONFLICT (name)
           DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))""",
        [name, str(number)],
    )


def hashed(db: Database, text: str) -> str:
    """Keyed by this installation, so that nobody can try addresses against the file."""
    secret = db.conn.execute("SELECT value FROM secrets WHERE name = 'links'").fetchone()[0]
    return hmac.new(secret, f"journal\x1f{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _synced(handle: int) -> None:
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
