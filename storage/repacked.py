"""The step of the schema that takes packed bytes out of the rows of `blobs`: byte for byte, nothing is packed anew."""

import logging

from sqlite_utils import Database

from storage import pieces

AT_ONCE = 500
TOLD_EVERY = 50_000
# Beyond this a row of its own leaves little of its pages empty, and is read without looking for pieces.
LONG = 64_000
# Families that are given a dictionary: what is kept of them before it is packed anew with it.
TRAINED = ("/page", "/text")

_log = logging.getLogger(__name__)

# `place` says where in `pieces` the packed bytes begin; without one they are in `loose`, because they are long or may
# yet be packed anew. `sha256` is what `hash` says, for whoever reads the file.
_TABLES = (
    "CREATE TABLE pieces (id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    """CREATE TABLE blobs_apart (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
       family TEXT NOT NULL, encoding TEXT NOT NULL, dictionary INTEGER REFERENCES dictionaries(id),
       base INTEGER REFERENCES blobs(id), depth INTEGER NOT NULL, place INTEGER, packed INTEGER NOT NULL,
       sha256 TEXT GENERATED ALWAYS AS (lower(hex(hash))) VIRTUAL)""",
    "CREATE TABLE loose (blob INTEGER PRIMARY KEY REFERENCES blobs(id), data BLOB NOT NULL)",
)
_PUT = """INSERT INTO blobs_apart(id, hash, size, family, encoding, dictionary, base, depth, place, packed)
    VALUES (?,?,?,?,?,?,?,?,?,?)"""


def apart(db: Database) -> None:
    """Write every blob over, in the order in which they came, and let the new table take the old one's name.

    Within one transaction, while foreign keys are not enforced: ids stay, so every reference holds as it did.
    """
    for statement in _TABLES:
        db.conn.execute(statement)
    total = int(db.conn.execute("SELECT count(*) FROM blobs").fetchone()[0])
    waiting = _waiting(db)
    done = last = 0
    while rows := db.conn.execute(
        """SELECT id, sha256, size, family, encoding, dictionary, base, depth, data FROM blobs WHERE id > ?
           ORDER BY id LIMIT ?""",
        [last, AT_ONCE],
    ).fetchall():
        for blob, sha256, size, family, encoding, dictionary, base, depth, data in rows:
            stand_in = waiting.get(family)
            loose = stand_in is not None and (blob == stand_in or (base == stand_in and family.endswith(TRAINED)))
            place = None if loose or len(data) > LONG else pieces.append(db, bytes(data))
            digest = bytes.fromhex(sha256)
            db.conn.execute(_PUT, [blob, digest, size, family, encoding, dictionary, base, depth, place, len(data)])
            if place is None:
                db.conn.execute("INSERT INTO loose(blob, data) VALUES (?,?)", [blob, data])
            last = blob
        if (done + len(rows)) // TOLD_EVERY > done // TOLD_EVERY:
            _log.warning("the archive is brought to this release: %d of %d contents written", done + len(rows), total)
        done += len(rows)
    for statement in (
        "DROP TABLE blobs",
        "ALTER TABLE blobs_apart RENAME TO blobs",
        "CREATE INDEX blobs_loose ON blobs(family) WHERE place IS NULL",
    ):
        db.conn.execute(statement)


def _waiting(db: Database) -> dict[str, int]:
    """Families without a dictionary, each with the blob that stands in for it."""
    rows = db.conn.execute(
        """SELECT family, min(id) FROM blobs WHERE depth = 0 AND encoding = 'zstd' AND size < ?
           AND family NOT IN (SELECT family FROM dictionaries) GROUP BY family""",
        [4 << 20],
    )
    return {str(family): int(blob) for family, blob in rows.fetchall()}
