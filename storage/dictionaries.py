"""Packing against what resembles: a dictionary of what the pages of one site say again and again, or another text."""

from collections.abc import Iterable
from functools import lru_cache
from weakref import WeakKeyDictionary

import zstandard

from storage.clock import now, stamp
from storage.database import Database, in_transaction
from storage.errors import StorageError

LEVEL = 15
# With a dictionary the slowest search costs a page 3 ms more and packs it 2 to 4 % smaller.
DICTIONARY_LEVEL = 19
DICTIONARY_SIZE = 224_000
SAMPLE_AT_MOST = 1 << 20
# Long stretches, because pages of a site share whole frames; a search for the best k took 12 to 15 s where this takes 1
# to 2 (pages of 37 KB), and packed no better.
DICTIONARY_FIT = {"k": 2000, "d": 8, "f": 20, "accel": 1}


def made_of(samples: Iterable[bytes]) -> bytes | None:
    """A dictionary of what the samples share; None where they share nothing."""
    small = [content for content in samples if len(content) < SAMPLE_AT_MOST]
    try:
        return zstandard.train_dictionary(DICTIONARY_SIZE, [*small], level=LEVEL, **DICTIONARY_FIT).as_bytes()
    except zstandard.ZstdError:
        return None


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
    prepared.precompute_compress(level=DICTIONARY_LEVEL)
    return prepared


def compressor(db: Database, dictionary: int) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=DICTIONARY_LEVEL, dict_data=_dictionary(db, dictionary))


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


def pack_on(base: bytes, content: bytes) -> bytes:
    """`content` in as many bytes as it takes for who has `base`."""
    window = max(18, min(27, (len(base) + len(content)).bit_length() + 1))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=len(content), dict_size=len(base), window_log=window
    )
    prefix = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=prefix).compress(content)


def unpacker_on(base: bytes) -> zstandard.ZstdDecompressor:
    prefix = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdDecompressor(dict_data=prefix, max_window_size=1 << 27)
