"""Bytes by their hash, stored once, compressed against what resembles them.

A blob is `stored` as it is, `zstd` alone, `zstd-dictionary` (the dictionary of its family) or `zstd-base` (another blob
of the archive is the dictionary: the page's earlier capture, or for a version's text the page it was read from). What
comes out is checked against the SHA-256 it was put in under. The packed bytes stand in `pieces`; those that are long,
or that wait for their family's dictionary, stand in `loose` (`storage/repacked.py` has the tables).
"""

import hashlib
from typing import NamedTuple

import zstandard

from storage import dictionaries, pieces
from storage.database import Database, writing
from storage.errors import StorageError
from storage.repacked import LONG, TRAINED

MAX_DEPTH = 12
DICTIONARY_SAMPLES = 100
REPACKED_AT_ONCE = 50
LARGE = 4 << 20
_COMPRESSED_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class BlobRef(NamedTuple):
    id: int
    sha256: str


def put(db: Database, content: bytes, family: str, base: int | None = None) -> BlobRef:
    """Keep `content` once. `family` names what it resembles (`miit/page`); `base` is a blob it was made from."""
    digest = hashlib.sha256(content).hexdigest()
    held = blob_of(db, digest)
    if held is not None:
        return BlobRef(held, digest)
    with writing(db):
        packed = _encode(db, content, family, base)
        cursor = db.conn.execute(
            """INSERT INTO blobs(hash, size, family, encoding, dictionary, base, depth, place, packed)
               VALUES (?,?,?,?,?,?,?,?,?)""",
            [bytes.fromhex(digest), len(content), family, *packed[:4], _place(db, packed), len(packed.data)],
        )
        blob = int(cursor.lastrowid or 0)
        if packed.alone:
            db.conn.execute("INSERT INTO loose(blob, data) VALUES (?,?)", [blob, packed.data])
    return BlobRef(blob, digest)


def blob_of(db: Database, sha256: str) -> int | None:
    """The row id of the content with this hash (64 hex digits), if it is kept."""
    row = db.conn.execute("SELECT id FROM blobs WHERE hash = ?", [bytes.fromhex(sha256)]).fetchone()
    return int(row[0]) if row else None


def get(db: Database, blob: int) -> bytes:
    """The bytes of a blob. Raises StorageError when they no longer match their hash."""
    row = db.conn.execute(
        "SELECT sha256, size, encoding, dictionary, base, place, packed FROM blobs WHERE id = ?", [blob]
    ).fetchone()
    if row is None:
        raise StorageError(f"blob {blob} is missing from the archive; restore the archive from a backup")
    sha256, size, encoding, dictionary, base, place, length = row
    try:
        data = _loose_bytes(db, blob) if place is None else pieces.read(db, place, length)
        content = _decode(db, encoding, dictionary, base, data, size)
    except zstandard.ZstdError as error:
        raise StorageError(
            f"blob {sha256[:12]} cannot be unpacked ({error}); restore the archive from a backup"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(f"blob {sha256[:12]} does not match its hash; restore the archive from a backup")
    return content


def train(db: Database, family: str) -> bool:
    """Make the family's dictionary once enough of it is kept, and pack with it what was kept before.

    The bytes that come out stay the same; True when a dictionary was made. Call it often, outside of a transaction: the
    sooner, the less is packed twice. It writes in short ones, and goes on where one that was killed left off.
    """
    loose = _loose(db, family)
    made = dictionaries.dictionary_of(db, family) is None
    if made and not _make_dictionary(db, family, loose):
        return False
    for start in range(0, len(loose), REPACKED_AT_ONCE):
        with writing(db):
            for blob in loose[start : start + REPACKED_AT_ONCE]:
                _repack(db, family, blob)
    return made


def _make_dictionary(db: Database, family: str, loose: list[int]) -> bool:
    if len(loose) < DICTIONARY_SAMPLES:
        return False
    trained = dictionaries.made_of(get(db, blob) for blob in loose[: 2 * DICTIONARY_SAMPLES])
    if trained is None:
        return False
    with writing(db):
        if dictionaries.dictionary_of(db, family) is not None:
            return False
        dictionaries.add_dictionary(db, family, trained)
    return True


def _loose(db: Database, family: str) -> list[int]:
    """The family's blobs that rest on nothing of their own and wait for its dictionary, in the order they came."""
    rows = db.conn.execute(
        "SELECT id FROM blobs WHERE family = ? AND place IS NULL AND packed <= ? AND encoding != 'stored' ORDER BY id",
        [family, LONG],
    )
    return [int(row[0]) for row in rows.fetchall()]


def _repack(db: Database, family: str, blob: int) -> None:
    """Encode a loose blob anew. What rests on it does so by its bytes, which stay."""
    packed = _encode(db, get(db, blob), family, None)
    db.conn.execute(
        "UPDATE blobs SET encoding=?, dictionary=?, base=?, depth=?, place=?, packed=? WHERE id=?",
        [*packed[:4], _place(db, packed), len(packed.data), blob],
    )
    if packed.alone:
        db.conn.execute("UPDATE loose SET data = ? WHERE blob = ?", [packed.data, blob])
    else:
        db.conn.execute("DELETE FROM loose WHERE blob = ?", [blob])


class _Packed(NamedTuple):
    encoding: str
    dictionary: int | None
    base: int | None
    depth: int
    data: bytes
    waits: bool = False

    @property
    def alone(self) -> bool:
        return self.waits or len(self.data) > LONG


def _place(db: Database, packed: _Packed) -> int | None:
    """Where the packed bytes begin, now that they stand there; None for what is loose."""
    return None if packed.alone else pieces.append(db, packed.data)


def _loose_bytes(db: Database, blob: int) -> bytes:
    row = db.conn.execute("SELECT data FROM loose WHERE blob = ?", [blob]).fetchone()
    return bytes(row[0]) if row else b""


def _encode(db: Database, content: bytes, family: str, base: int | None) -> _Packed:
    if content.startswith(_COMPRESSED_MAGIC) or len(content) > LARGE:
        packed = zstandard.ZstdCompressor(level=3).compress(content)
        pays = len(packed) < 0.97 * len(content)
        return _Packed("zstd", None, None, 0, packed) if pays else _Packed("stored", None, None, 0, content)
    if base is not None:
        depth = _depth(db, base) + 1
        if depth <= MAX_DEPTH:
            return _Packed("zstd-base", None, base, depth, dictionaries.pack_on(get(db, base), content))
    if (dictionary := dictionaries.dictionary_of(db, family)) is not None:
        packed = dictionaries.compressor(db, dictionary).compress(content)
        return _Packed("zstd-dictionary", dictionary, None, 0, packed)
    if (exemplar := exemplar_of(db, family)) is not None:
        packed = dictionaries.pack_on(get(db, exemplar), content)
        return _Packed("zstd-base", None, exemplar, 1, packed, waits=family.endswith(TRAINED))
    packed = zstandard.ZstdCompressor(level=dictionaries.LEVEL).compress(content)
    return _Packed("zstd", None, None, 0, packed, waits=True)


def exemplar_of(db: Database, family: str) -> int | None:
    """The blob that stands in for the dictionary that a family has not yet: the first that was packed alone."""
    row = db.conn.execute(
        """SELECT id FROM blobs WHERE family = ? AND place IS NULL AND encoding = 'zstd' AND size < ?
           ORDER BY id LIMIT 1""",
        [family, LARGE],
    ).fetchone()
    return int(row[0]) if row else None


def _decode(db: Database, encoding: str, dictionary: int | None, base: int | None, data: bytes, size: int) -> bytes:
    if encoding == "stored":
        return data
    if encoding == "zstd-base":
        unpacker = dictionaries.unpacker_on(get(db, int(base or 0)))
    elif encoding == "zstd-dictionary":
        unpacker = dictionaries.decompressor(db, int(dictionary or 0))
    else:
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    return unpacker.decompress(data, max_output_size=size)


def carries(db: Database, blob: int) -> bool:
    """Whether another may still rest on this one."""
    return _depth(db, blob) < MAX_DEPTH


def _depth(db: Database, blob: int) -> int:
    row = db.conn.execute("SELECT depth FROM blobs WHERE id = ?", [blob]).fetchone()
    return int(row[0]) if row else MAX_DEPTH
