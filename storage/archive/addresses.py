"""What is known of each address: validators, fingerprint, when it was last looked at, when it is due again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.clock import stamp
from storage.database import Database, writing


@dataclass(frozen=True, slots=True)
class AddressState:
    """One row of `addresses`. `fingerprint` is the crawler's quick hash of the last good capture, `content` the digest
    of what was read from it. `misses` counts answers in a row that said the page is not there."""

    id: int
    url: str
    source: str
    kind: str
    notice: str | None
    etag: str
    last_modified: str
    fingerprint: str
    content: str
    capture: int | None
    checked_at: str | None
    due_at: str | None
    missing_since: str | None
    misses: int
    fault: str


_COLUMNS = (
    "id, url, source, kind, notice, etag, last_modified, fingerprint, content, capture, checked_at, due_at, "
    "missing_since, misses, fault"
)


def address(db: Database, url: str) -> AddressState | None:
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM addresses WHERE url = ?", [url]).fetchone()
    return AddressState(*row) if row else None


def ensure_address(db: Database, url: str, source: str, kind: str, observed_at: datetime) -> AddressState:
    """The address's state, made when it is new. `kind` is page, attachment or list."""
    found = address(db, url)
    if found is not None:
        return found
    with writing(db):
        db.conn.execute(
            "INSERT INTO addresses(url, source, kind, first_seen_at) VALUES (?,?,?,?) ON CONFLICT(url) DO NOTHING",
            [url, source, kind, stamp(observed_at)],
        )
    made = address(db, url)
    assert made is not None
    return made


def due_pages(db: Database, source: str, at: datetime, limit: int) -> list[AddressState]:
    """Pages of the source's notices that are to be looked at again, the longest overdue first."""
    rows = db.conn.execute(
        f"""SELECT {_COLUMNS} FROM addresses WHERE source = ? AND kind = 'page' AND due_at <= ?
            ORDER BY due_at, id LIMIT ?""",
        [source, stamp(at), limit],
    )
    return [AddressState(*row) for row in rows.fetchall()]


def known_pages(db: Database, source: str) -> list[AddressState]:
    """Every page of the source that a notice was read from."""
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM addresses WHERE source = ? AND kind = 'page' AND notice IS NOT NULL ORDER BY id",
        [source],
    )
    return [AddressState(*row) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address that answered and said nothing new: a 304, or a page whose fingerprint is the known one."""

    address: int
    status: int
    observed_at: datetime
    due_at: datetime | None
    etag: str = ""
    last_modified: str = ""


def seen_again(db: Database, sightings: Iterable[Sighting]) -> None:
    """Record sightings, many in one transaction: nothing but the time of the look is stored."""
    with writing(db):
        db.conn.executemany(
            """UPDATE addresses SET seen = seen + 1, checked_at = ?, status = ?, due_at = ?, misses = 0,
               missing_since = NULL, fault = '',
               etag = CASE WHEN ? != '' THEN ? ELSE etag END,
               last_modified = CASE WHEN ? != '' THEN ? ELSE last_modified END WHERE id = ?""",
            [
                (
                    stamp(s.observed_at),
                    s.status,
                    stamp(s.due_at) if s.due_at else None,
                    s.etag,
                    s.etag,
                    s.last_modified,
                    s.last_modified,
                    s.address,
                )
                for s in sightings
            ],
        )


def record_fault(
    db: Database, address_id: int, status: int, fault: str, observed_at: datetime, due_at: datetime
) -> None:
    """The address was asked for and gave nothing usable: say so and keep what is known of it."""
    with writing(db):
        db.conn.execute(
            "UPDATE addresses SET checked_at = ?, status = ?, fault = ?, due_at = ? WHERE id = ?",
            [stamp(observed_at), status, fault, stamp(due_at), address_id],
        )


def make_due(db: Database, address_id: int, at: datetime) -> None:
    """Let the address's own source look at it on its next run."""
    with writing(db):
        db.conn.execute("UPDATE addresses SET due_at = ? WHERE id = ?", [stamp(at), address_id])
