"""An answer's headers as they are kept: the JSON that the capture's link was made over, packed against headers as
servers send them. What comes out is that text, character for character; what was kept as text stays so.

A packed value is the number of its dictionary (`dictionaries.id`, four bytes, big-endian) and a zstd frame.
"""

import zstandard

from storage import dictionaries
from storage.database import Database
from storage.errors import StorageError

FAMILY = "headers"
_NUMBER = 4
_USUAL = (
    '[["accept-ranges", "bytes"], ["age", "0"], ["cache-control", "max-age=0, no-cache, no-store, must-revalidate"], '
    '["connection", "keep-alive"], ["content-disposition", "attachment; filename="], ["content-encoding", "gzip"], '
    '["content-length", "1024"], ["content-type", "application/pdf"], ["content-type", "application/json;'
    'charset=UTF-8"], ["content-type", "text/html"], ["content-type", "text/html; charset=utf-8"], '
    '["date", "Sat, 01 Jan 2026 00:00:00 GMT"], ["date", "Mon, 02 Feb 2027 10:10:10 GMT"], ["etag", "W/\\""], '
    '["etag", "\\"6a01-63f2\\""], ["expires", "Thu, 01 Jan 1970 00:00:00 GMT"], '
    '["last-modified", "Tue, 03 Mar 2026 16:00:00 GMT"], ["last-modified", "Sun, 26 Apr 2026 08:00:00 GMT"], '
    '["pragma", "no-cache"], ["set-cookie", "Path=/; HttpOnly"], ["strict-transport-security", "max-age=31536000"], '
    '["transfer-encoding", "chunked"], ["vary", "Accept-Encoding"], ["x-cache", "HIT from"], '
    '["x-content-type-options", "nosniff"], ["x-frame-options", "SAMEORIGIN"], ["x-xss-protection", "1; mode=block"], '
    '["server", "nginx"]], ["server", "Apache"]], ["server", "openresty"]]'
)


def packed(db: Database, text: str) -> bytes | str:
    """What to keep of `text`, within the transaction that keeps it: the packed form where that is smaller."""
    try:
        content = text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON may hold and UTF-8 may not
        return text
    dictionary = dictionaries.dictionary_of(db, FAMILY) or dictionaries.add_dictionary(db, FAMILY, _USUAL.encode())
    made = dictionary.to_bytes(_NUMBER) + dictionaries.compressor(db, dictionary).compress(content)
    return made if len(made) < len(content) else text


def unpacked(db: Database, kept: object) -> str:
    """The text of what is kept. Raises StorageError when it cannot be had any more."""
    if not isinstance(kept, bytes):
        return str(kept)
    try:
        unpacker = dictionaries.decompressor(db, int.from_bytes(kept[:_NUMBER]))
        return unpacker.decompress(kept[_NUMBER:]).decode()
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        fault = f"a capture's headers cannot be unpacked ({error}); restore the archive from a backup"
        raise StorageError(fault) from error
