"""The tables of the index, and whether the engine at hand can use them.

`search_notices` has a row for every notice; its id orders them by the day of publication, so that the index itself
walks the newest first and the work of a query is bounded by what is asked for. `search_text` is an FTS5 table without
content: the texts themselves are kept once, compressed, with the versions. A row with `indexed` 0 was written by an
engine that cannot write the index; until a later writer catches up, its notice is read instead of looked up.
"""

from datetime import date
from functools import lru_cache

from storage.database import Database, sqlite3

# contentless_delete came with SQLite 3.43.0 (sqlite.org/fts5.html, "Contentless-Delete Tables").
OLDEST_ENGINE = (3, 43, 0)

_NOTICES = """CREATE TABLE search_notices (id INTEGER PRIMARY KEY, notice TEXT NOT NULL UNIQUE REFERENCES notices(id),
   published_on TEXT, source TEXT NOT NULL, topics TEXT NOT NULL, province TEXT NOT NULL, indexed INTEGER NOT NULL)"""
_TEXT = """CREATE VIRTUAL TABLE search_text USING fts5(title, text, content='', contentless_delete=1,
   tokenize='ascii')"""

NOTICES_A_DAY = 4096
_FIRST_DAY = date(1900, 1, 1).toordinal() - 256


def create(db: Database) -> None:
    db.conn.execute(_NOTICES)
    db.conn.execute("CREATE INDEX search_notices_unindexed ON search_notices(notice) WHERE indexed = 0")
    db.conn.execute("CREATE INDEX versions_observed ON versions(observed_at, notice)")
    create_text(db)


def create_text(db: Database) -> bool:
    """Make the index where the engine can; False where it cannot."""
    if not engine_can():
        return False
    if not has_text(db):
        db.conn.execute(_TEXT)
    return True


def engine_can(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite can keep the index: 3.43 or newer, with FTS5 built in."""
    return version >= OLDEST_ENGINE and _has_fts5()


def usable(db: Database) -> bool:
    return engine_can() and has_text(db)


def has_text(db: Database) -> bool:
    return db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_text'").fetchone() is not None


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
