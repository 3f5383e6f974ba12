"""Which notices name which documents: a table beside the index, by the number or the title's core that is named.

It holds the newest version of each notice and is only a way to candidates: whoever asks reads the notices themselves.
Made where it is missing, kept by the same hand as the index, and lost with it at no loss.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.archive.contents import facts_of
from storage.database import Database, attached
from storage.normal import compare_key
from storage.search.schema import SCHEMA

_TABLE = f"{SCHEMA}.search_names"
SHORTEST_TITLE = 6


def keys_of(references: Iterable[Mapping[str, Any]]) -> set[str]:
    """The keys under which a notice with these references is found."""
    found: set[str] = set()
    for reference in references:
        if reference["doc_number"]:
            found.add(number_key(reference["doc_number"]))
        for title in (reference["title"], reference.get("core", "")):
            key = title_key(title)
            if key:
                found.add(key)
    return found


def number_key(doc_number: str) -> str:
    return f"n {compare_key(doc_number)}"


def title_key(title: str) -> str:
    """Empty where the title is too short to tell documents by."""
    key = compare_key(title)
    return f"t {key}" if len(key) >= SHORTEST_TITLE else ""


def there(db: Database) -> bool:
    if not attached(db, SCHEMA):
        return False
    row = db.conn.execute(f"SELECT 1 FROM {SCHEMA}.sqlite_master WHERE name = 'search_names'").fetchone()
    return row is not None


def make(db: Database) -> None:
    """The table anew, from the newest version of every notice; within a transaction."""
    db.conn.execute(f"DROP TABLE IF EXISTS {_TABLE}")
    db.conn.execute(f"CREATE TABLE {_TABLE} (key TEXT NOT NULL, notice TEXT NOT NULL, PRIMARY KEY (key, notice)) "
                    "WITHOUT ROWID")  # fmt: skip
    db.conn.execute(f"CREATE INDEX {SCHEMA}.search_names_notice ON search_names(notice)")
    rows = db.conn.execute(
        """SELECT n.id, v.facts FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE instr(v.facts, '"references":[{') > 0"""
    )
    for notice, text in rows.fetchall():
        _add(db, str(notice), text)


def put(db: Database, notice: str, version: int) -> None:
    """What the version, by its row id, names: in place of what the notice named before."""
    if not there(db):
        return
    db.conn.execute(f"DELETE FROM {_TABLE} WHERE notice = ?", [notice])
    row = db.conn.execute("SELECT facts FROM main.versions WHERE id = ?", [version]).fetchone()
    if row is not None:
        _add(db, notice, row[0])


def forget(db: Database, notices: Iterable[str]) -> None:
    if there(db):
        db.conn.executemany(f"DELETE FROM {_TABLE} WHERE notice = ?", [[notice] for notice in notices])


def naming(db: Database, keys: Iterable[str]) -> list[str]:
    """The notices that name a document under any of the keys, in the order of their ids. Where there is no table every
    notice that names anything is a candidate."""
    wanted = sorted(key for key in keys if key)
    if not wanted:
        return []
    if there(db):
        marks = ",".join("?" * len(wanted))
        rows = db.conn.execute(f"SELECT DISTINCT notice FROM {_TABLE} WHERE key IN ({marks}) ORDER BY notice", wanted)
        return [str(row[0]) for row in rows.fetchall()]
    rows = db.conn.execute(
        """SELECT n.id, v.facts FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE instr(v.facts, '"references":[{') > 0 ORDER BY n.id"""
    )
    return [str(notice) for notice, text in rows.fetchall() if keys_of(facts_of(text)["references"]) & set(wanted)]


def _add(db: Database, notice: str, text: str) -> None:
    keys = keys_of(facts_of(text)["references"])
    db.conn.executemany(f"INSERT OR IGNORE INTO {_TABLE}(key, notice) VALUES (?,?)", [[key, notice] for key in keys])
