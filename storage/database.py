"""Opening a database file: pragmas, journal mode, migrations. Nothing above this module knows the SQLite it runs on."""

import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlite_utils.utils
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.errors import NewerDatabase, StorageError

# The same module object that sqlite-utils uses: one file must never be open through two copies of SQLite in a process.
sqlite3: Any = vars(sqlite_utils.utils)["sqlite3"]

__all__ = [
    "Database",
    "attach",
    "attached",
    "connect",
    "detach",
    "engine_is_wal_safe",
    "give_back_room",
    "is_damage",
    "migrate",
    "sqlite3",
    "writing",
]

BUSY_TIMEOUT_MS = 30_000
_ROOM = ("freelist_count", "page_count")

_log = logging.getLogger(__name__)


def engine_is_wal_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether several processes may write one WAL database with this SQLite.

    SQLite 3.7.0 to 3.51.2 can lose committed transactions when connections write and checkpoint at once (the WAL-reset
    bug, sqlite.org/wal.html#walresetbug); it is mended in 3.51.3 and in the backports 3.50.7 and 3.44.6.
    """
    major_minor = version[:2]
    if major_minor == (3, 50):
        return version >= (3, 50, 7)
    if major_minor == (3, 44):
        return version >= (3, 44, 6)
    return version >= (3, 51, 3)


def connect(path: Path, *, readonly: bool = False) -> Database:
    """Open `path` (created when missing, unless `readonly`). Raises StorageError in one sentence."""
    try:
        if readonly:
            if not path.exists():
                raise StorageError(f"{path} does not exist; run `regwatch crawl` first or name another --data folder")
            connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(str(path), check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        if not readonly:
            _choose_journal(connection)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return Database(connection, execute_plugins=False)
    except sqlite3.DatabaseError as error:
        raise StorageError(_sentence(path, error)) from error
    except OSError as error:
        raise StorageError(
            f"{path} cannot be opened ({error.strerror or error}); make its folder writable or name another with --data"
        ) from error


def attach(db: Database, path: Path, name: str, *, readonly: bool = False) -> None:
    """Open another file (created when missing, unless `readonly`) under `name` in the same connection.

    A transaction over both files is whole in each; between the two a crash may fall (sqlite.org/lang_attach.html).
    Raises sqlite3's own faults.
    """
    db.conn.execute(f"ATTACH ? AS {name}", [f"file:{quote(str(path))}?mode=ro" if readonly else str(path)])
    if not readonly:
        _choose_journal(db.conn, name)
    db.conn.execute(f"SELECT count(*) FROM {name}.sqlite_master").fetchone()


def attached(db: Database, name: str) -> bool:
    return any(row[1] == name for row in db.conn.execute("PRAGMA database_list").fetchall())


def detach(db: Database, name: str) -> None:
    if attached(db, name):
        db.conn.execute(f"DETACH {name}")


def is_damage(error: Exception) -> bool:
    """Whether a file's content is at fault (SQLITE_CORRUPT, SQLITE_NOTADB), which comes as DatabaseError itself; a
    lock, a full disk and the like come as a kind of it. A StorageError is judged by its cause."""
    return type(error.__cause__ or error) is sqlite3.DatabaseError


def _choose_journal(connection: Any, name: str = "main") -> None:
    if engine_is_wal_safe():
        _enter_wal(connection, name)
        connection.execute(f"PRAGMA {name}.synchronous=NORMAL")
    else:
        connection.execute(f"PRAGMA {name}.journal_mode=DELETE")
        connection.execute(f"PRAGMA {name}.synchronous=FULL")


def _enter_wal(connection: Any, name: str) -> None:
    """Put the file into WAL mode, which SQLite refuses at once, without the busy wait, while another opens the file.

    Two processes that make one new archive meet in this: each waits for the other and neither may, so SQLite answers
    SQLITE_BUSY to one of them straight away (sqlite.org/c3ref/busy_handler.html). Who is refused asks again.
    """
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            if connection.execute(f"PRAGMA {name}.journal_mode").fetchone()[0] != "wal":
                connection.execute(f"PRAGMA {name}.journal_mode=WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.005, 0.05))


def _sentence(path: Path, error: Exception) -> str:
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return (
            f"{path} is not a readable SQLite database ({text}); restore it from a backup or name another --data folder"
        )
    if "locked" in text or "busy" in text:
        return f"{path} is locked by another process; wait for it to end and try again"
    return f"{path} cannot be opened ({text}); make the folder writable or name another with --data"


def migrate(db: Database, migrations: Migrations, path: Path) -> None:
    """Bring the file to this release. Raises NewerDatabase when a later release has written it."""
    known = {step.name for step in migrations._migrations}
    try:
        applied = {step.name for step in migrations.applied(db)}
        if applied - known:
            raise NewerDatabase(
                f"{path} was written by a newer Regwatch (it knows {', '.join(sorted(applied - known))}); "
                "upgrade this installation or open a copy made by its own release"
            )
        if known - applied:
            # A step may make a table anew that others refer to; ids stay (sqlite.org/lang_altertable.html, section 7).
            db.conn.execute("PRAGMA foreign_keys=OFF")
            try:
                with writing(db):  # two processes may open a new archive at once: the second finds it made
                    _refuse_foreign(db, migrations, path)
                    migrations.apply(db)
            finally:
                db.conn.execute("PRAGMA foreign_keys=ON")
    except sqlite3.DatabaseError as error:
        raise StorageError(_sentence(path, error)) from error


def give_back_room(db: Database, path: Path) -> None:
    """Make the file as small as what it holds where a quarter of it is unused, as after a step that dropped much.

    It needs the file alone for a moment and as much free space again; where it cannot have them, the room stays in the
    file and is used by what is written later.
    """
    unused, pages = (int(db.conn.execute(f"PRAGMA main.{name}").fetchone()[0]) for name in _ROOM)
    if unused * 4 < pages or pages < 256:
        return
    _log.info("%s is made smaller: %d of its %d pages are unused", path, unused, pages)
    try:
        db.conn.execute("VACUUM main")
    except sqlite3.DatabaseError as error:
        _log.warning("%s keeps %d unused pages for later use (%s)", path, unused, error)


def _refuse_foreign(db: Database, migrations: Migrations, path: Path) -> None:
    """Told under the write lock: before it, tables may be those of a process that is just making the archive."""
    if not any(migrations.applied(db)) and (foreign := set(db.table_names()) - {migrations.migrations_table}):
        raise StorageError(
            f"{path} is another program's database (it holds the table {min(foreign)}); name another --data folder"
        )


def _not_written(error: Exception) -> StorageError:
    text = str(error)
    if "locked" in text or "busy" in text:
        remedy = "another process has been writing for long; wait for it to end and try again"
    elif "malformed" in text or "not a database" in text:
        remedy = "restore it from a backup"
    else:
        remedy = "check free space and permissions"
    return StorageError(f"the archive cannot be written ({text}); {remedy}")


def in_transaction(db: Database) -> bool:
    return bool(db.conn.in_transaction)


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One write transaction, begun at once so that a second writer waits instead of failing half-way.

    Storage faults come out as StorageError, everything else as it was; in both cases nothing of the block is kept.
    """
    try:
        if in_transaction(db):
            with db.atomic():
                yield db
            return
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        raise _not_written(error) from error
    try:
        yield db
    except BaseException as error:
        if in_transaction(db):
            db.conn.execute("ROLLBACK")
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
            raise _not_written(error) from error
        raise
    try:
        db.conn.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if in_transaction(db):
            db.conn.execute("ROLLBACK")
        raise _not_written(error) from error
