"""Is the index in step with the archive?

The two are files of their own, and a crash between their commits, a restored backup or an engine without FTS5 leaves
one behind the other. So each transaction that writes a version draws a new mark and writes it into both. Where the
marks are the same the index is the archive's; where they differ it is compared notice by notice.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence

from storage.database import Database
from storage.search.schema import SCHEMA, state


def mark(db: Database) -> str:
    """The archive's mark."""
    return str(db.conn.execute("SELECT mark FROM main.search_mark").fetchone()[0])


def draw(db: Database) -> str:
    """A new mark for the archive, within the transaction that changes what is to be found."""
    drawn = secrets.token_hex(8)
    db.conn.execute("UPDATE main.search_mark SET mark = ?", [drawn])
    return drawn


def agree(db: Database, drawn: str) -> None:
    """The index holds what an archive of this mark holds."""
    db.conn.execute(f"UPDATE {SCHEMA}.search_state SET mark = ?", [drawn])


def in_step(db: Database) -> bool:
    """False also where there is no index to be in step."""
    said = state(db)
    return said is not None and said.mark == mark(db)


def behind(db: Database) -> Iterator[str]:
    """Notices whose newest version is not the one in the index, the oldest first; looks at every notice."""
    rows = db.conn.execute(
        f"""SELECT n.id, s.version, s.seal, v.id, v.observed_at, v.title, v.content, v.facts
            FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
            LEFT JOIN {SCHEMA}.search_notices s ON s.notice = n.id ORDER BY coalesce(n.published_on, ''), n.id"""
    ).fetchall()
    for notice, version, sealed, newest, *said in rows:
        if version != newest or sealed != _seal(said):
            yield str(notice)


def ahead(db: Database) -> dict[str, int]:
    """Notices of the index that the archive does not hold, with their places."""
    rows = db.conn.execute(
        f"SELECT notice, id FROM {SCHEMA}.search_notices WHERE notice NOT IN (SELECT id FROM main.notices)"
    )
    return {str(notice): int(place) for notice, place in rows.fetchall()}


def newest(db: Database, notice: str) -> tuple[int, bytes, str]:
    """Row id and seal of a notice's newest version, and the notice's source. Row ids alone would not do: they are given
    again after an archive was put back to an earlier state."""
    version, source, *said = db.conn.execute(
        """SELECT v.id, n.source, v.observed_at, v.title, v.content, v.facts FROM versions v
           JOIN notices n ON n.id = v.notice WHERE v.notice = ? ORDER BY v.number DESC LIMIT 1""",
        [notice],
    ).fetchone()
    return int(version), _seal(said), str(source)


def _seal(said: Sequence[str]) -> bytes:
    return hashlib.sha256("\x1f".join(said).encode()).digest()[:8]
