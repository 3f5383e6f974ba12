"""Which captures speak of a notice: its pages, its files, and the lists on which it first appeared."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from storage import blobs
from storage.database import Database
from storage.errors import StorageError
from storage.evidence.links import Link, links, neighbours


@dataclass(frozen=True, slots=True)
class Held:
    """One capture that goes into a pack. `role` is page, attachment or list; `url` is the address its link states."""

    link: Link
    previous: str
    url: str
    after: Link | None
    role: str
    blob: int
    size: int
    observed_at: str
    tls: str
    reading: str
    fault: str

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(str(name), str(value)) for name, value in json.loads(self.link.headers)]


def captures_of(db: Database, notice: str) -> list[Held]:
    """Every capture that speaks of the notice, in the chain's order. Raises StorageError when one no longer holds."""
    roles = dict.fromkeys(_page_captures(db, notice), "page")
    for capture in _file_captures(db, notice):
        roles.setdefault(capture, "attachment")
    for capture in _list_captures(db, notice):
        roles.setdefault(capture, "list")
    return [_held(db, capture, roles[capture]) for capture in sorted(roles)]


def _page_captures(db: Database, notice: str) -> list[int]:
    return _ids(
        db,
        """SELECT c.id FROM captures c JOIN addresses a ON a.id = c.address WHERE a.notice = ?
           UNION SELECT capture FROM versions WHERE notice = ? AND capture IS NOT NULL
           UNION SELECT capture FROM changes WHERE notice = ? AND capture IS NOT NULL""",
        [notice, notice, notice],
    )


def _file_captures(db: Database, notice: str) -> list[int]:
    """Captures of the addresses of its files, and of any address that gave the bytes a version rests on."""
    return _ids(
        db,
        """WITH files AS (SELECT f.url, f.blob FROM version_attachments f JOIN versions v ON v.id = f.version
                          WHERE v.notice = ?)
           SELECT c.id FROM captures c JOIN addresses a ON a.id = c.address WHERE a.url IN (SELECT url FROM files)
           UNION SELECT min(c.id) FROM captures c WHERE c.blob IN (SELECT blob FROM files) GROUP BY c.blob""",
        [notice],
    )


def _list_captures(db: Database, notice: str) -> list[int]:
    """List pages that were kept when the notice was first listed, and that name its address."""
    rows = db.conn.execute(
        """SELECT DISTINCT a.source, l.first_listed_at, a.url FROM listings l JOIN addresses a ON a.id = l.address
           WHERE a.notice = ?""",
        [notice],
    ).fetchall()
    found: set[int] = set()
    for source, first_listed_at, url in rows:
        tail = _tail(str(url)).encode()
        kept = db.conn.execute(
            """SELECT c.id, c.blob FROM captures c JOIN addresses a ON a.id = c.address
               WHERE a.kind = 'list' AND a.source = ? AND c.observed_at = ?""",
            [source, first_listed_at],
        ).fetchall()
        found.update(int(capture) for capture, blob in kept if tail and tail in blobs.get(db, int(blob)))
    return sorted(found)


def _tail(url: str) -> str:
    """The part of an address by which a list names a notice, relative or absolute: its last step and query."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return f"{last}?{parts.query}" if parts.query else last


def _ids(db: Database, sql: str, parameters: list[Any]) -> list[int]:
    return [int(row[0]) for row in db.conn.execute(sql, parameters).fetchall()]


def _held(db: Database, capture: int, role: str) -> Held:
    link = next(links(db, capture, capture), None)
    before, after = neighbours(db, capture)
    previous = before.link if before else ""
    url = link.url_after(previous) if link else None
    if link is None or url is None:
        raise StorageError(
            f"capture {capture} does not follow from the chain before it, so it is no evidence; "
            "run `regwatch doctor` and restore the archive from a backup"
        )
    row = db.conn.execute(
        """SELECT c.blob, b.size, c.observed_at, c.tls, c.reading, c.fault FROM captures c JOIN blobs b ON b.id = c.blob
           WHERE c.id = ?""",
        [capture],
    ).fetchone()
    return Held(link, previous, url, after, role, *row)
