"""A consistent copy of the data folder's databases while they are in use.

Each file is copied by `VACUUM INTO`, which is one read transaction (sqlite.org/lang_vacuum.html): the copy is the state
between two commits, whole and compact, and it holds no writer up in WAL mode. The readers' file is copied first, so
that every change its ledger speaks of is in the archive's copy.
"""

import hashlib
import os
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from storage.database import connect, sqlite3
from storage.errors import StorageError
from storage.new_files import CannotWrite, new_file

ZIP_SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class Copied:
    """One database in a backup: `path` is the file that was written, or the zip that holds it as `name`."""

    name: str
    path: Path
    bytes: int
    sha256: str


def backup(databases: Sequence[Path], target: Path, *, overwrite: bool = False) -> list[Copied]:
    """Copy databases; the first is the main one. Those that do not exist are left out, but for the main one.

    `target` ending in .zip becomes one zip with all of them under their names. Any other `target` becomes the main
    database itself, and each other one stands beside it: `copy.db`, `copy.subscribers.db`. Files are readable by their
    owner alone. Raises StorageError and CannotWrite; then no copy is left at `target`.
    """
    main, *others = databases
    if not main.exists():
        raise StorageError(f"{main} does not exist, so there is nothing to back up; name another --data folder")
    present = [main, *(path for path in others if path.exists())]
    if any(target.exists() and target.samefile(path) for path in present):
        raise CannotWrite(f"{target} is the database itself and not overwritten; name another file for its copy")
    if target.suffix.lower() == ZIP_SUFFIX:
        return _into_zip(present, target, overwrite=overwrite)
    return _beside(present, target, overwrite=overwrite)


def beside(target: Path, database: Path) -> Path:
    """Where the copy of another database stands when `target` is the main one's."""
    stem = target.stem if target.suffix in (".db", ".sqlite", ".sqlite3") else target.name
    return target.with_name(f"{stem}.{database.name}")


def _beside(present: list[Path], target: Path, *, overwrite: bool) -> list[Copied]:
    with ExitStack() as stack:
        places = {
            database: stack.enter_context(new_file(place, overwrite=overwrite))
            for database, place in [(present[0], target), *((path, beside(target, path)) for path in present[1:])]
        }
        for database in reversed(present):
            _copy(database, places[database])
        return [
            _told(database.name, target if database == present[0] else beside(target, database), places[database])
            for database in present
        ]


def _into_zip(present: list[Path], target: Path, *, overwrite: bool) -> list[Copied]:
    with new_file(target, overwrite=overwrite) as scratch:
        copies = {}
        try:
            for database in reversed(present):
                copies[database] = scratch.with_name(f"{scratch.name}.{database.name}")
                os.close(os.open(copies[database], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                _copy(database, copies[database])
            told = [_told(database.name, target, copies[database]) for database in present]
            with zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                for database in present:
                    packed.write(copies[database], database.name)
        finally:
            for copy in copies.values():
                copy.unlink(missing_ok=True)
    return told


def _copy(database: Path, empty: Path) -> None:
    """Copy into a file that exists and is empty, and read the copy through once. Raises StorageError."""
    db = connect(database, readonly=True)
    try:
        db.conn.execute("VACUUM INTO ?", [str(empty)])
    except sqlite3.DatabaseError as error:
        if "unable to open" in str(error) or "disk" in str(error) or "full" in str(error):
            raise OSError(0, f"SQLite says: {error}") from None
        raise StorageError(f"{database} cannot be copied ({error}); run `regwatch doctor`") from None
    finally:
        db.close()
    fault = integrity_fault(empty)
    if fault:
        raise StorageError(f"the copy of {database} is not whole ({fault}); run `regwatch doctor`")


def integrity_fault(database: Path) -> str:
    """What SQLite finds wrong with a file (`PRAGMA quick_check`), or nothing. Raises StorageError."""
    db = connect(database, readonly=True)
    try:
        found = str(db.conn.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        found = str(error)
    finally:
        db.close()
    return "" if found == "ok" else found


def _told(name: str, path: Path, copy: Path) -> Copied:
    with copy.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Copied(name, path, copy.stat().st_size, digest)
