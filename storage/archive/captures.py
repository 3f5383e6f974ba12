"""Captures: bytes, status, headers, address and time, kept before anything is read from them and never altered."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import blobs
from storage.archive.headers import packed, unpacked
from storage.clock import stamp
from storage.database import Database, writing

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer as it came. `url` is the canonical address, `requested_url` what was really asked (a mirror differs);
    `tls` says how the connection was verified, or is empty for plain HTTP."""

    url: str
    requested_url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime
    tls: str = ""


@dataclass(frozen=True, slots=True)
class CaptureRef:
    id: int
    address: int
    blob: int
    sha256: str


def chain_link(previous: str, sha256: str, url: str, fetched_at: str, status: int, headers: str) -> str:
    """The link of one capture: SHA-256 over the link before it and what identifies this capture, a line each."""
    headers_digest = hashlib.sha256(headers.encode()).hexdigest()
    return hashlib.sha256(
        "\n".join([previous, sha256, url, fetched_at, str(status), headers_digest]).encode()
    ).hexdigest()


def keep(
    db: Database, fetched: Fetched, *, address: int, family: str, run: int | None, observed_at: datetime, reading: str
) -> CaptureRef:
    """Store one capture at the end of the chain, which binds it to its address.

    `reading` is `pending` when a reader still has to look at it, `refused` for an answer that is kept as evidence only,
    `list` and `file` for lists and attachments.

    An answer that says byte for byte what the address's newest capture says is that capture: a process that ended
    before it adopted what it kept, or a block page that is met every hour, adds nothing.
    """
    headers = json.dumps([list(pair) for pair in fetched.headers], ensure_ascii=False)
    fetched_at = stamp(fetched.fetched_at)
    with writing(db):
        again = _kept_before(db, fetched, address)
        if again is not None:
            if reading == "pending":
                mark(db, again.id, reading)
            return again
        url, held = db.conn.execute(
            "SELECT a.url, c.blob FROM addresses a LEFT JOIN captures c ON c.id = a.capture WHERE a.id = ?", [address]
        ).fetchone()
        blob = blobs.put(db, fetched.body, family, base=held)
        last = db.conn.execute("SELECT link FROM captures ORDER BY id DESC LIMIT 1").fetchone()
        link = chain_link(last[0] if last else "", blob.sha256, url, fetched_at, fetched.status, headers)
        cursor = db.conn.execute(
            """INSERT INTO captures(address, run, fetched_at, observed_at, status, headers, blob, requested_url, tls,
               reading, link) VALUES (?,?,?,?,?,?,?,?,?,?,?)""",
            [
                address,
                run,
                fetched_at,
                stamp(observed_at),
                fetched.status,
                packed(db, headers),
                blob.id,
                fetched.requested_url,
                fetched.tls,
                reading,
                link,
            ],
        )
        capture = int(cursor.lastrowid or 0)
    return CaptureRef(capture, address, blob.id, blob.sha256)


def _kept_before(db: Database, fetched: Fetched, address: int) -> CaptureRef | None:
    row = db.conn.execute(
        """SELECT c.id, c.blob, b.sha256, c.status FROM captures c JOIN blobs b ON b.id = c.blob
           WHERE c.address = ? ORDER BY c.id DESC LIMIT 1""",
        [address],
    ).fetchone()
    if row is None or (row[2], row[3]) != (digest(fetched.body), fetched.status):
        return None
    return CaptureRef(int(row[0]), address, int(row[1]), str(row[2]))


def mark(db: Database, capture: int, reading: str, fault: str = "") -> None:
    """Say what became of a capture: read, same, failed, refused."""
    with writing(db):
        db.conn.execute("UPDATE captures SET reading = ?, fault = ? WHERE id = ?", [reading, fault, capture])


def give_up(db: Database, address: int, fault: str) -> None:
    """What was kept of an address and not yet read cannot be read by this release."""
    with writing(db):
        db.conn.execute(
            "UPDATE captures SET reading = 'failed', fault = ? WHERE address = ? AND reading = 'pending'",
            [fault, address],
        )


def adopt(
    db: Database,
    capture: CaptureRef,
    fetched: Fetched,
    *,
    observed_at: datetime,
    due_at: datetime | None,
    etag: str,
    last_modified: str,
    fingerprint: str = "",
) -> None:
    """Make a good capture the one that the address's next answer is compared with."""
    with writing(db):
        db.conn.execute(
            """UPDATE addresses SET capture = ?, checked_at = ?, changed_at = ?, due_at = ?, status = ?, etag = ?,
               last_modified = ?, fingerprint = ?, seen = seen + 1, misses = 0, missing_since = NULL, fault = ''
               WHERE id = ?""",
            [
                capture.id,
                stamp(observed_at),
                stamp(observed_at),
                stamp(due_at) if due_at else None,
                fetched.status,
                etag,
                last_modified,
                fingerprint,
                capture.address,
            ],
        )


@dataclass(frozen=True, slots=True)
class KeptCapture:
    id: int
    address: int
    url: str
    source: str
    status: int
    headers: list[tuple[str, str]]
    blob: int
    observed_at: str


def pending(db: Database, source: str) -> list[KeptCapture]:
    """Captures that were kept and, after a crash, not yet read."""
    rows = db.conn.execute(
        """SELECT c.id, c.address, a.url, a.source, c.status, c.headers, c.blob, c.observed_at
           FROM captures c JOIN addresses a ON a.id = c.address
           WHERE c.reading = 'pending' AND a.source = ? ORDER BY c.id""",
        [source],
    )
    return [_kept(db, row) for row in rows.fetchall()]


def kept(db: Database, capture: int) -> KeptCapture:
    row = db.conn.execute(
        """SELECT c.id, c.address, a.url, a.source, c.status, c.headers, c.blob, c.observed_at
           FROM captures c JOIN addresses a ON a.id = c.address WHERE c.id = ?""",
        [capture],
    ).fetchone()
    return _kept(db, row)


def _kept(db: Database, row: Sequence[object]) -> KeptCapture:
    capture, address, url, source, status, headers, blob, observed_at = row
    pairs = [(str(name), str(value)) for name, value in json.loads(unpacked(db, headers))]
    return KeptCapture(
        int(str(capture)),
        int(str(address)),
        str(url),
        str(source),
        int(str(status)),
        pairs,
        int(str(blob)),
        str(observed_at),
    )


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def sha256_of(db: Database, capture: int) -> str:
    row = db.conn.execute(
        "SELECT b.sha256 FROM captures c JOIN blobs b ON b.id = c.blob WHERE c.id = ?", [capture]
    ).fetchone()
    return str(row[0])


def blob_of(db: Database, sha256: str) -> int:
    found = blobs.blob_of(db, sha256)
    assert found is not None
    return found


def content(db: Database, blob: int) -> bytes:
    return blobs.get(db, blob)
