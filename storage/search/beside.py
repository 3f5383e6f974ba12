"""The index's own file, `search.db` beside `archive.db`: opened with it, made where it is missing, damaged or of
another build, and brought up to the archive. Whoever deletes it loses nothing."""

import logging
from pathlib import Path

from storage.database import Database, attach, detach, is_damage, sqlite3, writing
from storage.errors import StorageError
from storage.search import index, names, schema, step
from storage.search.schema import SCHEMA

FILE_NAME = "search.db"

_log = logging.getLogger(__name__)


def open_beside(db: Database, archive: Path) -> None:
    """Open the index with an archive that is open for writing, in step with it. Where that cannot be, the archive goes
    without: a search then reads the notices, which is exact and slow."""
    path = archive.with_name(FILE_NAME)
    if not schema.engine_can():
        return
    try:
        try:
            _in_step(db, path)
        except (sqlite3.DatabaseError, StorageError) as error:
            if not is_damage(error):
                raise
            _anew(db, path, error)
    except (sqlite3.DatabaseError, StorageError, OSError) as error:
        detach(db, SCHEMA)
        _log.warning("%s cannot be used (%s); make it writable or delete it: searches are slow till then", path, error)


def read_beside(db: Database, archive: Path) -> bool:
    """Open the index with an archive that is open for reading. False when opening for writing would better it."""
    path = archive.with_name(FILE_NAME)
    if not schema.engine_can():
        return True
    if not path.exists():
        return False
    try:
        attach(db, path, SCHEMA, readonly=True)
        return step.in_step(db) and names.there(db)
    except sqlite3.DatabaseError:
        detach(db, SCHEMA)
        return False


def leave_out(db: Database) -> None:
    """Let the connection answer without an index, from the versions themselves."""
    detach(db, SCHEMA)


def _in_step(db: Database, path: Path) -> None:
    attach(db, path, SCHEMA)
    if schema.state(db) is None:
        with writing(db):
            if schema.state(db) is None:
                schema.create(db)
                names.make(db)
    if not names.there(db):  # an index of before there was one
        with writing(db):
            if not names.there(db):
                names.make(db)
    index.catch_up(db)


def _anew(db: Database, path: Path, fault: Exception) -> None:
    _log.warning("%s is damaged (%s) and is made anew from the archive", path, fault)
    detach(db, SCHEMA)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)
    _in_step(db, path)
