"""The bytes that are kept of a notice, by their hash: its pages as captured, and its files."""

import json
from typing import Any

from storage import blobs
from storage.archive.headers import unpacked
from storage.database import Database
from storage.errors import NotFound

_FILES = """SELECT v.number, v.observed_at, a.name, a.url, a.media_type, a.blob, b.sha256, b.size
            FROM version_attachments a JOIN versions v ON v.id = a.version JOIN blobs b ON b.id = a.blob
            WHERE v.notice = ? ORDER BY v.number, a.position"""
_PAGES = """SELECT c.observed_at, c.requested_url, c.status, c.headers, c.blob, b.sha256, b.size
            FROM captures c JOIN blobs b ON b.id = c.blob
            WHERE c.id IN (SELECT k.id FROM captures k JOIN addresses a ON a.id = k.address
                           WHERE a.notice = ? AND a.kind != 'attachment'
                           UNION SELECT capture FROM versions WHERE notice = ? AND capture IS NOT NULL)
            ORDER BY c.id"""


def kept_files(db: Database, notice: str) -> list[dict[str, Any]]:
    """Each content once, where it was first seen, pages before attachments:
    `{"role": "page"|"attachment","name","url","observed_at","status","media_type","bytes","sha256"}`.

    `notice` is a whole id. `status` is the HTTP status of a page; an attachment has none."""
    return [{key: value for key, value in one.items() if key != "blob"} for one in _kept(db, notice)]


def kept_file(db: Database, notice: str, sha256: str) -> tuple[dict[str, Any], bytes]:
    """One of them and its bytes, checked against the hash. Raises NotFound when the notice has no such content, and
    StorageError when what is kept no longer holds."""
    wanted = sha256.strip().casefold()
    for one in _kept(db, notice):
        if one["sha256"] == wanted:
            return one, blobs.get(db, one["blob"])
    raise NotFound(f"{notice} has no content with the hash {sha256[:64]}; its page lists what is kept of it")


def _kept(db: Database, notice: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for observed_at, url, status, headers, blob, sha256, size in db.conn.execute(_PAGES, [notice, notice]).fetchall():
        one = _one("page", _last_step(url), url, observed_at, _media_type(unpacked(db, headers)), blob, sha256, size)
        found.setdefault(sha256, {**one, "status": status})
    for _, observed_at, name, url, media_type, blob, sha256, size in db.conn.execute(_FILES, [notice]).fetchall():
        found.setdefault(sha256, _one("attachment", name, url, observed_at, media_type, blob, sha256, size))
    return list(found.values())


def _one(
    role: str, name: str, url: str, observed_at: str, media_type: str, blob: int, sha256: str, size: int
) -> dict[str, Any]:
    return {
        "role": role,
        "name": name,
        "url": url,
        "observed_at": observed_at,
        "status": None,
        "media_type": media_type,
        "bytes": size,
        "sha256": sha256,
        "blob": blob,
    }


def _last_step(url: str) -> str:
    return url.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]


def _media_type(headers: str) -> str:
    for name, value in json.loads(headers):
        if str(name).casefold() == "content-type":
            return str(value).partition(";")[0].strip().casefold()
    return ""
