"""A notice that is not there: asked for again on another run before it counts as withdrawn."""

from datetime import datetime

from storage.archive.versions import Origin
from storage.clock import stamp
from storage.database import Database, writing

MISSES_UNTIL_WITHDRAWN = 2


def record_absence(
    db: Database, origin: Origin, status: int, observed_at: datetime, due_at: datetime, capture: int | None
) -> bool:
    """Count one answer that said the page is gone (404, 410). True when this makes the notice withdrawn.

    Two looks of one run count once. A notice that is still there under another address, or was missed there only
    once so far, is not withdrawn.
    """
    with writing(db):
        row = db.conn.execute(
            "SELECT notice, misses, checked_at, missing_since FROM addresses WHERE id = ?", [origin.address]
        ).fetchone()
        notice, misses, checked_at, missing_since = row
        repeated = missing_since is not None and checked_at == stamp(observed_at)
        count = int(misses) if repeated else int(misses) + 1
        db.conn.execute(
            """UPDATE addresses SET misses = ?, missing_since = coalesce(missing_since, ?), checked_at = ?, status = ?,
               due_at = ?, fault = '' WHERE id = ?""",
            [count, stamp(observed_at), stamp(observed_at), status, stamp(due_at), origin.address],
        )
        if notice is None or count < MISSES_UNTIL_WITHDRAWN:
            return False
        return _withdraw(db, str(notice), origin, observed_at, capture)


def _withdraw(db: Database, notice: str, origin: Origin, observed_at: datetime, capture: int | None) -> bool:
    elsewhere = db.conn.execute(
        "SELECT 1 FROM addresses WHERE notice = ? AND kind = 'page' AND id != ? AND misses < ? LIMIT 1",
        [notice, origin.address, MISSES_UNTIL_WITHDRAWN],
    ).fetchone()
    state = db.conn.execute("SELECT state, version FROM notices WHERE id = ?", [notice]).fetchone()
    if elsewhere or state[0] == "withdrawn":
        return False
    db.conn.execute("UPDATE notices SET state = 'withdrawn', changed_at = ? WHERE id = ?", [stamp(observed_at), notice])
    db.conn.execute(
        """INSERT INTO changes(notice, kind, observed_at, source, channel, from_version, to_version, capture, edits)
           VALUES (?,'withdrawn',?,?,?,?,?,?,'[]')""",
        [notice, stamp(observed_at), origin.source, origin.channel, state[1], state[1], capture],
    )
    return True


def missing_once(db: Database) -> int:
    """How many notices were not where they stood and have not yet been asked for often enough to count as withdrawn."""
    row = db.conn.execute(
        """SELECT count(*) FROM addresses a JOIN notices n ON n.id = a.notice
           WHERE a.missing_since IS NOT NULL AND n.state = 'live' AND a.misses < ?""",
        [MISSES_UNTIL_WITHDRAWN],
    ).fetchone()
    return int(row[0])
