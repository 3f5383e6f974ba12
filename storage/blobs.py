"""Bytes by their hash, stored once, compressed against what resembles them.

A blob is `stored` as it is, `zstd` alone, `zstd-dictionary` (the dictionary of its family) or `zstd-base` (another blob
of the archive is the dictionary: the page's earlier capture, or for a version's text the page it was read from). What
comes out is checked against the SHA-256 it was put in under.
"""

import hashlib
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import zstandard

from storage.clock import now, stamp
from storage.database import Database, in_transaction, writing
from storage.errors import StorageError

LEVEL = 15
MAX_DEPTH = 12
DICTIONARY_SIZE = 224_000
DICTIONARY_SAMPLES = 100
SAMPLE_AT_MOST = 1 << 20
# Long stretches, because pages of a site share whole frames; a search for the best k took 12 to 15 s where this takes 1
# to 2 (pages of 37 KB), and packed no better.
DICTIONARY_FIT = {"k": 2000, "d": 8, "f": 20, "accel": 1}
REPACKED_AT_ONCE = 50
LARGE = 4 << 20
_COMPRESSED_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class BlobRef(NamedTuple):
    id: int
    sha256: str


def put(db: Database, content: bytes, family: str, base: int | None = None) -> BlobRef:
    """Keep `content` once. `family` names what it resembles (`miit/page`); `base` is a blob it was made from."""
    digest = hashlib.sha256(content).hexdigest()
    row = db.conn.execute("SELECT id FROM blobs WHERE sha256 = ?", [digest]).fetchone()
    if row:
        return BlobRef(int(row[0]), digest)
    with writing(db):
        encoding, dictionary, base, depth, data = _encode(db, content, family, base)
        cursor = db.conn.execute(
            "INSERT INTO blobs(sha256, size, family, encoding, dictionary, base, depth, data) VALUES (?,?,?,?,?,?,?,?)",
            [digest, len(content), family, encoding, dictionary, base, depth, data],
        )
    return BlobRef(int(cursor.lastrowid or 0), digest)


def get(db: Database, blob: int) -> bytes:
    """The bytes of a blob. Raises StorageError when they no longer match their hash."""
    row = db.conn.execute(
        "SELECT sha256, size, encoding, dictionary, base, data FROM blobs WHERE id = ?", [blob]
    ).fetchone()
    if row is None:
        raise StorageError(f"blob {blob} is missing from the archive; restore the archive from a backup")
    sha256, size, encoding, dictionary, base, data = row
    try:
        content = _decode(db, encoding, dictionary, base, data, size)
    except zstandard.ZstdError as error:
        raise StorageError(
            f"blob {sha256[:12]} cannot be unpacked ({error}); restore the archive from a backup"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(f"blob {sha256[:12]} does not match its hash; restore the archive from a backup")
    return content


def train(db: Database, family: str) -> bool:
    """Make the family's dictionary once enough of it is kept, and pack what was kept before with it.

    A family whose blobs rest on their pages needs none. The bytes that come out stay the same; True when a dictionary
    was made. Call it outside of a transaction: it writes in short ones, so that other writers need not wait.
    """
    if dictionary_of(db, family) is not None or _count(db, family) < DICTIONARY_SAMPLES:
        return False
    alone = [blob for blob, base in _packed(db, family) if base is None or _is_exemplar(db, base, blob)]
    if len(alone) < DICTIONARY_SAMPLES // 2:
        return False
    samples = [content for blob in alone[: 2 * DICTIONARY_SAMPLES] if len(content := get(db, blob)) < SAMPLE_AT_MOST]
    try:
        trained = zstandard.train_dictionary(DICTIONARY_SIZE, [*samples], level=LEVEL, **DICTIONARY_FIT)
    except zstandard.ZstdError:
        return False
    with writing(db):
        if dictionary_of(db, family) is not None:
            return False
        add_dictionary(db, family, trained.as_bytes())
    for start in range(0, len(alone), REPACKED_AT_ONCE):
        with writing(db):
            for blob in alone[start : start + REPACKED_AT_ONCE]:
                _repack(db, family, blob)
    return True


def _count(db: Database, family: str) -> int:
    return int(db.conn.execute("SELECT count(*) FROM blobs WHERE family = ?", [family]).fetchone()[0])


def _packed(db: Database, family: str) -> list[tuple[int, int | None]]:
    """The family's blobs that are not stored as they are, with their bases, in the order in which they came."""
    rows = db.conn.execute("SELECT id, base FROM blobs WHERE family = ? AND encoding != 'stored' ORDER BY id", [family])
    return [(int(row[0]), None if row[1] is None else int(row[1])) for row in rows.fetchall()]


def _repack(db: Database, family: str, blob: int) -> None:
    """Encode a blob anew that rests on nothing of its own. What rests on it does so by its bytes, which stay."""
    encoding, dictionary, base, depth, data = _encode(db, get(db, blob), family, None)
    db.conn.execute(
        "UPDATE blobs SET encoding=?, dictionary=?, base=?, depth=?, data=? WHERE id=?",
        [encoding, dictionary, base, depth, data, blob],
    )


def _is_exemplar(db: Database, base: int, blob: int) -> bool:
    """Whether `base` served only as a stand-in for the missing dictionary: one of its own family, not the address's."""
    row = db.conn.execute(
        """SELECT 1 FROM blobs a JOIN blobs b ON a.family = b.family WHERE a.id = ? AND b.id = ? AND NOT EXISTS
           (SELECT 1 FROM captures c JOIN captures d ON c.address = d.address WHERE c.blob = a.id AND d.blob = b.id)""",
        [base, blob],
    ).fetchone()
    return row is not None


def _encode(
    db: Database, content: bytes, family: str, base: int | None
) -> tuple[str, int | None, int | None, int, bytes]:
    if content.startswith(_COMPRESSED_MAGIC) or len(content) > LARGE:
        packed = zstandard.ZstdCompressor(level=3).compress(content)
        return (
            ("zstd", None, None, 0, packed) if len(packed) < 0.97 * len(content) else ("stored", None, None, 0, content)
        )
    if base is not None:
        depth = _depth(db, base) + 1
        if depth <= MAX_DEPTH:
            return "zstd-base", None, base, depth, _pack_on(get(db, base), content)
    dictionary = dictionary_of(db, family)
    if dictionary is not None:
        return "zstd-dictionary", dictionary, None, 0, compressor(db, dictionary).compress(content)
    exemplar = db.conn.execute(
        "SELECT id FROM blobs WHERE family = ? AND depth = 0 AND encoding = 'zstd' AND size < ? ORDER BY id LIMIT 1",
        [family, LARGE],
    ).fetchone()
    if exemplar is not None:
        return "zstd-base", None, int(exemplar[0]), 1, _pack_on(get(db, int(exemplar[0])), content)
    return "zstd", None, None, 0, zstandard.ZstdCompressor(level=LEVEL).compress(content)


def _decode(db: Database, encoding: str, dictionary: int | None, base: int | None, data: bytes, size: int) -> bytes:
    if encoding == "stored":
        return data
    if encoding == "zstd-base":
        prefix = zstandard.ZstdCompressionDict(get(db, int(base or 0)), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        unpacker = zstandard.ZstdDecompressor(dict_data=prefix, max_window_size=1 << 27)
    elif encoding == "zstd-dictionary":
        unpacker = decompressor(db, int(dictionary or 0))
    else:
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    return unpacker.decompress(data, max_output_size=size)


def _pack_on(base: bytes, content: bytes) -> bytes:
    window = max(18, min(27, (len(base) + len(content)).bit_length() + 1))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=len(content), dict_size=len(base), window_log=window
    )
    prefix = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=prefix).compress(content)


def _depth(db: Database, blob: int) -> int:
    row = db.conn.execute("SELECT depth FROM blobs WHERE id = ?", [blob]).fetchone()
    return int(row[0]) if row else MAX_DEPTH


def dictionary_of(db: Database, family: str) -> int | None:
    row = db.conn.execute("SELECT id FROM dictionaries WHERE family = ? ORDER BY id DESC LIMIT 1", [family]).fetchone()
    return int(row[0]) if row else None


def add_dictionary(db: Database, family: str, content: bytes) -> int:
    """Keep a dictionary, packed itself: pages of one site make it say much the same often. Returns its row id."""
    packed = zstandard.ZstdCompressor(level=19).compress(content)
    cursor = db.conn.execute(
        "INSERT INTO dictionaries(family, made_at, data) VALUES (?,?,?)", [family, stamp(now()), packed]
    )
    return int(cursor.lastrowid or 0)


def _dictionary_bytes(db: Database, dictionary: int) -> bytes:
    row = db.conn.execute("SELECT data FROM dictionaries WHERE id = ?", [dictionary]).fetchone()
    if row is None:
        raise StorageError(f"dictionary {dictionary} is missing from the archive; restore the archive from a backup")
    data = bytes(row[0])
    return zstandard.ZstdDecompressor().decompress(data) if data.startswith(zstandard.FRAME_HEADER) else data


@lru_cache(maxsize=16)
def _prepared(data: bytes) -> zstandard.ZstdCompressionDict:
    prepared = zstandard.ZstdCompressionDict(data)
    prepared.precompute_compress(level=LEVEL)
    return prepared


def compressor(db: Database, dictionary: int) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=_dictionary(db, dictionary))


def decompressor(db: Database, dictionary: int) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(db, dictionary), max_window_size=1 << 27)


_committed: WeakKeyDictionary[Database, dict[int, zstandard.ZstdCompressionDict]] = WeakKeyDictionary()


def _dictionary(db: Database, dictionary: int) -> zstandard.ZstdCompressionDict:
    """Dictionaries are never altered, so one that is committed is read once; one being written may yet be undone."""
    known = _committed.setdefault(db, {})
    if dictionary in known:
        return known[dictionary]
    prepared = _prepared(_dictionary_bytes(db, dictionary))
    if not in_transaction(db):
        known[dictionary] = prepared
    return prepared
