"""The write side: runs and checks, addresses, captures, listings, versions and changes. One writer's words per file."""

from pathlib import Path

from storage.database import Database, connect, migrate
from storage.migrations import archive_migrations

ARCHIVE_NAME = "archive.db"


def open_archive(folder: Path, *, readonly: bool = False) -> Database:
    """The archive of a data folder, brought to this release. Raises StorageError."""
    path = folder / ARCHIVE_NAME
    if not readonly or not path.exists():
        db = connect(path, readonly=readonly)
        migrate(db, archive_migrations, path)
        return db
    db = connect(path, readonly=True)
    if archive_migrations.pending(db):
        db.close()
        open_archive(folder).close()
        db = connect(path, readonly=True)
    migrate(db, archive_migrations, path)
    return db
