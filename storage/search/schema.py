"""The tables of the index, in a file of their own beside the archive, and whether the engine at hand can use them.

`search_notices` has a row for every notice; its id orders them by the day of publication, so that the index itself
walks the newest first and the work of a query is bounded by what is asked for. `version` and `seal` say which version
is indexed. `search_text` is an FTS5 table without content: the texts themselves are kept once, compressed, with the
versions. `search_state` says what made the index and which state of the archive it is in step with.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from storage.database import Database, attached, is_damage, sqlite3

# contentless_delete came with SQLite 3.43.0 (sqlite.org/fts5.html, "Contentless-Delete Tables").
OLDEST_ENGINE = (3, 43, 0)

# What is indexed of a version, and how it is folded: raise the number when `folding` or `texts` change. Folding rests
# on Unicode's own tables besides.
BUILD = f"1, Unicode {unicodedata.unidata_version}"

SCHEMA = "search"
_TABLES = (
    f"CREATE TABLE {SCHEMA}.search_state (one INTEGER PRIMARY KEY CHECK (one = 1), build TEXT NOT NULL, mark TEXT)",
    f"""CREATE TABLE {SCHEMA}.search_notices (id INTEGER PRIMARY KEY, notice TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL, seal BLOB NOT NULL, published_on TEXT, source TEXT NOT NULL, topics TEXT NOT NULL,
        province TEXT NOT NULL)""",
    f"""CREATE VIRTUAL TABLE {SCHEMA}.search_text USING fts5(title, text, content='', contentless_delete=1,
        tokenize='ascii')""",
)

NOTICES_A_DAY = 4096
_FIRST_DAY = date(1900, 1, 1).toordinal() - 256


class State(NamedTuple):
    """`mark` is None while the index is being made, and else the mark of the archive that it was in step with."""

    build: str
    mark: str | None


def create(db: Database) -> None:
    """Make the empty tables in place of whatever the file holds."""
    names = [row[0] for row in db.conn.execute(f"SELECT name FROM {SCHEMA}.sqlite_master WHERE type = 'table'")]
    for name in ("search_text", "search_notices", "search_state"):
        if name in names:
            db.conn.execute(f"DROP TABLE {SCHEMA}.{name}")
    for statement in _TABLES:
        db.conn.execute(statement)
    db.conn.execute(f"INSERT INTO {SCHEMA}.search_state(one, build) VALUES (1, ?)", [BUILD])


def engine_can(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite can keep the index: 3.43 or newer, with FTS5 built in."""
    return version >= OLDEST_ENGINE and _has_fts5()


def state(db: Database) -> State | None:
    """What the index beside the archive says of itself; None where there is none that this release can use."""
    if not engine_can() or not attached(db, SCHEMA):
        return None
    try:
        row = db.conn.execute(f"SELECT build, mark FROM {SCHEMA}.search_state").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return State(*row) if row is not None and row[0] == BUILD else None


class IndexDamaged(Exception):
    """The index's file cannot be read; the archive beside it can."""


def ask(db: Database, statement: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
    """Rows of a question to the index, one after the other. Raises IndexDamaged."""
    try:
        yield from db.conn.execute(statement, values)
    except sqlite3.DatabaseError as error:
        raise (IndexDamaged(str(error)) if is_damage(error) else error) from error


def first_id(published_on: str | None) -> int:
    """The lowest id of a day's notices; undated notices come before all others."""
    try:
        day = date.fromisoformat(published_on or "").toordinal() - _FIRST_DAY
    except ValueError:
        day = 0
    return max(day, 0) * NOTICES_A_DAY + 1


@lru_cache(maxsize=1)
def _has_fts5() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()
