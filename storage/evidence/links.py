"""The chain's links as the archive keeps them, one after the other, with what each was made of."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from storage.archive.captures import chain_link
from storage.archive.headers import unpacked
from storage.database import Database
from storage.errors import StorageError

_SELECT = """SELECT c.id, b.sha256, a.url, c.requested_url, c.fetched_at, c.status, c.headers, c.link
             FROM captures c LEFT JOIN addresses a ON a.id = c.address LEFT JOIN blobs b ON b.id = c.blob"""


@dataclass(frozen=True, slots=True)
class Link:
    """One capture's link and its ingredients. `address` is the one we know it by; after a redirect the link states the
    address that answered, which is then worked out from `requested_url`."""

    capture: int
    sha256: str
    address: str
    requested_url: str
    fetched_at: str
    status: int
    headers: str
    link: str

    @property
    def headers_sha256(self) -> str:
        return hashlib.sha256(self.headers.encode("utf-8", "surrogatepass")).hexdigest()

    def url_after(self, previous: str) -> str | None:
        """The address under which this link follows from the one before it; None when it does not follow."""
        for url in self._candidates():
            if self._made(previous, url) == self.link:
                return url
        return None

    def _made(self, previous: str, url: str) -> str:
        try:
            return chain_link(previous, self.sha256, url, self.fetched_at, self.status, self.headers)
        except UnicodeEncodeError:
            return ""

    def _candidates(self) -> list[str]:
        found = [self.address, self.requested_url]
        try:
            ours, asked = urlsplit(self.address), urlsplit(self.requested_url)
        except ValueError:
            return found
        if ours.netloc != asked.netloc:
            found.append(self.requested_url.replace(f"{asked.scheme}://{asked.netloc}", _origin(ours), 1))
        return found


def _origin(parts: Any) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def links(db: Database, first: int = 0, last: int | None = None) -> Iterator[Link]:
    """Links in the chain's order, from capture `first` to `last` (both included), read as they are needed."""
    where, parameters = " WHERE c.id >= ?", [first]
    if last is not None:
        where, parameters = where + " AND c.id <= ?", [first, last]
    for row in db.conn.execute(f"{_SELECT}{where} ORDER BY c.id", parameters):
        yield _link(db, row)


def neighbours(db: Database, capture: int) -> tuple[Link | None, Link | None]:
    """The links just before and just after a capture."""
    before = db.conn.execute(f"{_SELECT} WHERE c.id < ? ORDER BY c.id DESC LIMIT 1", [capture]).fetchone()
    after = db.conn.execute(f"{_SELECT} WHERE c.id > ? ORDER BY c.id LIMIT 1", [capture]).fetchone()
    return (_link(db, before) if before else None, _link(db, after) if after else None)


def head(db: Database) -> Link | None:
    row = db.conn.execute(f"{_SELECT} ORDER BY c.id DESC LIMIT 1").fetchone()
    return _link(db, row) if row else None


def _link(db: Database, row: tuple[Any, ...]) -> Link:
    capture, sha256, address, requested, fetched_at, status, headers, link = row
    return Link(
        int(capture),
        str(sha256 or ""),
        str(address or ""),
        str(requested),
        str(fetched_at),
        status if isinstance(status, int) else -1,
        _headers(db, headers),
        str(link),
    )


def _headers(db: Database, kept: object) -> str:
    """Headers that cannot be unpacked are none, and the link does not follow from them."""
    try:
        return unpacked(db, kept)
    except StorageError:
        return ""
