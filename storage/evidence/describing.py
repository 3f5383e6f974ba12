"""The two JSON members of a pack: what was captured of the notice, and where it stands in the chain."""

from datetime import datetime
from typing import Any

from storage.archive.versions import version_number
from storage.database import Database
from storage.errors import StorageError
from storage.evidence import merkle
from storage.evidence.days import Root, leaf_of, pending, root_over, roots
from storage.evidence.forms import FORMAT, raw_name
from storage.evidence.gathering import Held
from storage.evidence.links import Link, head, links
from storage.queries import notices

LINK_RULE = (
    "link = SHA-256 of six lines joined by a line feed, none at the end: the link before (empty for the first capture "
    "of the archive), the SHA-256 of the bytes, the address, the time of the fetch, the HTTP status, the SHA-256 of "
    "the headers as JSON. That JSON is a list of [name, value] pairs with ', ' between items, characters unescaped."
)
ROOT_RULE = (
    "root = Merkle tree hash of RFC 6962 section 2.1 with SHA-256: a leaf is SHA-256(0x00, the 32 bytes of a link), a "
    "node SHA-256(0x01, left, right); a timestamp is over the root's 64 hexadecimal digits and one line feed."
)


def describe(db: Database, notice: str, held: list[Held]) -> dict[str, Any]:
    """The manifest without `files`, which names the other members, and without `digest`."""
    version = notices.version_at(db, notice, None)
    assert version is not None
    shown = notices.show(db, notice)
    about = {key: value for key, value in shown.items() if key not in ("text", "tables", "fields", "versions")}
    return {
        "format": FORMAT,
        "notice": about,
        "versions": _versions(db, notice),
        "changes": _changes(db, notice),
        "captures": _captures(held),
    }


def _versions(db: Database, notice: str) -> list[dict[str, Any]]:
    rows = db.conn.execute(
        "SELECT number, observed_at, cause, reader, title, capture FROM versions WHERE notice = ? ORDER BY number",
        [notice],
    ).fetchall()
    keys = ("version", "observed_at", "cause", "reader", "title", "capture")
    found = []
    for row in rows:
        version = version_number(db, notice, int(row[0]))
        assert version is not None
        attachments = [notices.attachment_shape(attachment) for attachment in version.attachments]
        found.append({**dict(zip(keys, row, strict=True)), "attachments": attachments})
    return found


def _changes(db: Database, notice: str) -> list[dict[str, Any]]:
    keys = ("id", "kind", "observed_at", "from_version", "to_version", "capture")
    rows = db.conn.execute(f"SELECT {', '.join(keys)} FROM changes WHERE notice = ? ORDER BY id", [notice])
    return [dict(zip(keys, row, strict=True)) for row in rows.fetchall()]


def _captures(held: list[Held]) -> list[dict[str, Any]]:
    files = files_of(held)
    return [
        {
            "id": one.link.capture,
            "role": one.role,
            "url": one.url,
            "requested_url": one.link.requested_url,
            "fetched_at": one.link.fetched_at,
            "observed_at": one.observed_at,
            "status": one.link.status,
            "headers": [list(pair) for pair in one.headers],
            "sha256": one.link.sha256,
            "bytes": one.size,
            "file": files[one.link.sha256],
            "tls": one.tls,
            "reading": one.reading,
            "fault": one.fault,
            "previous_link": one.previous,
            "link": one.link.link,
        }
        for one in held
    ]


def files_of(held: list[Held]) -> dict[str, str]:
    """The member that holds the bytes of each hash; bytes that were captured twice are one file."""
    files: dict[str, str] = {}
    for one in held:
        files.setdefault(one.link.sha256, raw_name(len(files) + 1, one.link.sha256))
    return files


def describe_chain(db: Database, held: list[Held], now: datetime) -> tuple[dict[str, Any], list[Root]]:
    """chain.json, and the roots it names."""
    covering = _roots_over(db, held, now)
    newest = head(db)
    content = {
        "format": FORMAT,
        "link_rule": LINK_RULE,
        "root_rule": ROOT_RULE,
        "head": {"capture": newest.capture, "link": newest.link} if newest else None,
        "roots": [_root_shape(root, covered) for root, covered in covering],
        "captures": [_place(one, covering) for one in held],
    }
    return content, [root for root, _ in covering]


def _roots_over(db: Database, held: list[Held], now: datetime) -> list[tuple[Root, list[Link]]]:
    """Every root that covers one of the captures; of a day that is not sealed, the root over what it has so far."""
    wanted = [one.link.capture for one in held]
    found = []
    for root in roots(db):
        if any(root.first_capture <= capture <= root.last_capture for capture in wanted):
            covered = list(links(db, root.first_capture, root.last_capture))
            made = root_over(root.day, covered)
            if (made.root, made.link) != (root.root, root.link):
                raise StorageError(
                    f"the root of {root.day} no longer fits its captures; run `regwatch doctor` and restore the "
                    "archive from a backup"
                )
            found.append((root, covered))
    for day, covered in pending(db, now):
        if any(covered[0].capture <= capture <= covered[-1].capture for capture in wanted):
            found.append((root_over(day, covered), covered))
    return found


def _root_shape(root: Root, covered: list[Link]) -> dict[str, Any]:
    return {
        "day": root.day,
        "first_capture": root.first_capture,
        "last_capture": root.last_capture,
        "captures": len(covered),
        "root": root.root,
        "link": root.link,
        "sealed_at": root.made_at or None,
        "authority": root.authority,
        "timestamp": bool(root.timestamp),
    }


def _place(one: Held, covering: list[tuple[Root, list[Link]]]) -> dict[str, Any]:
    capture = one.link.capture
    root, covered = next(pair for pair in covering if pair[0].first_capture <= capture <= pair[0].last_capture)
    index = next(place for place, link in enumerate(covered) if link.capture == capture)
    path = merkle.proof([leaf_of(link.link) for link in covered], index)
    return {
        "capture": capture,
        "previous_link": one.previous,
        "link": one.link.link,
        "headers_sha256": one.link.headers_sha256,
        "next": _next(one),
        "day": root.day,
        "leaf": index,
        "leaves": len(covered),
        "proof": [step.hex() for step in path],
    }


def _next(one: Held) -> dict[str, Any] | None:
    """The capture after this one, with all its link is made of: it holds our link fast."""
    after = one.after
    url = after.url_after(one.link.link) if after else None
    if after is None:
        return None
    if url is None:
        raise StorageError(
            f"capture {after.capture} does not follow from the chain before it; run `regwatch doctor` and restore the "
            "archive from a backup"
        )
    return {
        "capture": after.capture,
        "sha256": after.sha256,
        "url": url,
        "fetched_at": after.fetched_at,
        "status": after.status,
        "headers_sha256": after.headers_sha256,
        "link": after.link,
    }
