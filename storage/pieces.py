"""One long run of bytes kept in rows that fill a page each, so that what is packed leaves no room unused around it.

A row of a few thousand bytes leaves the rest of its page empty: a fifth of all room, where pages of a ministry pack to
three kilobytes. Here the next one begins where the last one ends.
"""

from storage.database import Database
from storage.errors import StorageError

# What a row alone on its page holds without spilling into another: 4,061 bytes in pages of 4,096
# (sqlite.org/fileformat2.html, "B-tree Cell Payload Overflow"), less 4 for the record's header.
PIECE = 4057


def append(db: Database, data: bytes) -> int:
    """Put bytes at the end, within the transaction that says where they are; returns the place of the first."""
    row = db.conn.execute("SELECT id, data FROM pieces ORDER BY id DESC LIMIT 1").fetchone()
    last, held = (int(row[0]), bytes(row[1])) if row else (0, b"")
    place = (last - 1) * PIECE + len(held) if row else 0
    more = min(PIECE - len(held), len(data)) if row else 0
    if more:
        db.conn.execute("UPDATE pieces SET data = ? WHERE id = ?", [held + data[:more], last])
    for start in range(more, len(data), PIECE):
        last += 1
        db.conn.execute("INSERT INTO pieces(id, data) VALUES (?,?)", [last, data[start : start + PIECE]])
    return place


def read(db: Database, place: int, length: int) -> bytes:
    """The bytes at a place. Raises StorageError where they are not all there."""
    first, skip = divmod(place, PIECE)
    rows = db.conn.execute(
        "SELECT id, data FROM pieces WHERE id BETWEEN ? AND ? ORDER BY id",
        [first + 1, (place + length - 1) // PIECE + 1],
    ).fetchall()
    whole = [bytes(data) for number, (row, data) in enumerate(rows, first + 1) if row == number]
    found = b"".join(whole)[skip : skip + length]
    if len(found) != length or any(len(piece) != PIECE for piece in whole[:-1]):
        raise StorageError(f"packed bytes at {place} are missing from the archive; restore the archive from a backup")
    return found
