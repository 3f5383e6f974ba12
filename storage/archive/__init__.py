"""The write side: runs and checks, addresses, captures, listings, versions and changes. One writer's words per file."""

from contextlib import suppress
from pathlib import Path

from storage.database import Database, connect, give_back_room, migrate
from storage.errors import StorageError
from storage.migrations import archive_migrations
from storage.search import beside

ARCHIVE_NAME = "archive.db"


def open_archive(folder: Path, *, readonly: bool = False, searching: bool = True) -> Database:
    """The archive of a data folder, brought to this release, with its search index beside it. Raises StorageError.

    Who reads and is not `searching` does not wait for an index that is missing or behind: it is left out.
    """
    path = folder / ARCHIVE_NAME
    if not readonly or not path.exists():
        db = connect(path, readonly=readonly)
        waiting = not readonly and bool(archive_migrations.pending(db))
        migrate(db, archive_migrations, path)
        if waiting:
            give_back_room(db, path)
        beside.open_beside(db, path)
        return db
    db = connect(path, readonly=True)
    waiting = bool(archive_migrations.pending(db))
    if waiting or not beside.read_beside(db, path):
        if not waiting and not searching:
            beside.leave_out(db)
            return db
        db.close()
        with suppress(*(() if waiting else (StorageError,))):  # an index that is behind does for reading
            open_archive(folder).close()
        db = connect(path, readonly=True)
        beside.read_beside(db, path)
    migrate(db, archive_migrations, path)
    return db
