"""From a reading to a version and a change, in one transaction.

A reading is compared with the last state, never with an older one, so A→B→A is two changes. What differs because our
own reader is a newer one is a version with cause `technical` and no change.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.archive import identity
from storage.archive.comparing import (
    arrived_with_rows,
    catching_up,
    lost_files,
    publishers_edits,
    says_the_same,
    was_incomplete,
    with_bytes,
)
from storage.archive.stored import StoredVersion, attachments_of, last_version, version_number
from storage.archive.written_versions import Origin, add_change, add_notice, add_version, describe
from storage.clock import stamp
from storage.database import Database, writing
from storage.model import Reading
from storage.normal import content_digest, copy_digest
from storage.shapes import ChangeKind


@dataclass(frozen=True, slots=True)
class Derived:
    """What a reading did: the notice it belongs to, its version, and the change if the publisher made one."""

    notice: str
    version: int
    change: ChangeKind | None


def derive(db: Database, origin: Origin, reading: Reading, observed_at: datetime) -> Derived:
    """Store what was read of an address; decides whether it is a new notice, an edit, a return or nothing new."""
    with writing(db):
        known = db.conn.execute("SELECT notice, content FROM addresses WHERE id = ?", [origin.address]).fetchone()
        digest = content_digest(reading)
        copy = copy_digest(reading)
        notice = known[0] or identity.find_notice(db, origin.source, origin.external_id, copy)
        if notice is not None and origin.pointer and (version := _read_in_full(db, notice)) is not None:
            db.conn.execute("UPDATE addresses SET notice = ? WHERE id = ?", [notice, origin.address])
            return Derived(notice, version, None)
        if notice is None:
            derived = _publish(db, origin, reading, digest, copy, observed_at)
        else:
            derived = _compare(db, notice, origin, reading, digest, copy, known[1], observed_at)
        db.conn.execute(
            "UPDATE addresses SET notice = ?, content = ? WHERE id = ?", [derived.notice, digest, origin.address]
        )
        if origin.capture is not None:
            db.conn.execute("UPDATE captures SET reading = 'read' WHERE id = ?", [origin.capture.id])
    return derived


def _read_in_full(db: Database, notice: str) -> int | None:
    """The version of a notice whose own page was read: a list row that points to it can say nothing more of it."""
    row = db.conn.execute("SELECT version FROM notices WHERE id = ? AND pointer = 0", [notice]).fetchone()
    return None if row is None else int(row[0])


def upgrade(db: Database, origin: Origin, reading: Reading, observed_at: datetime) -> bool:
    """Store what a newer reader makes of a kept capture. True when it differs; never a change of the publisher's.

    Only the address that the last version was read from speaks; its copies elsewhere are marked as seen.
    """
    with writing(db):
        row = db.conn.execute("SELECT notice FROM addresses WHERE id = ?", [origin.address]).fetchone()
        last = None if row is None or row[0] is None else last_version(db, row[0])
        if last is None:
            return False
        notice = str(row[0])
        digest = content_digest(reading)
        db.conn.execute("UPDATE addresses SET content = ? WHERE id = ?", [digest, origin.address])
        if last.address != origin.address:
            return False
        reading = _carried(db, last, reading)
        if says_the_same(db, last, reading):
            db.conn.execute("UPDATE versions SET reader = ? WHERE id = ?", [reading.reader, last.id])
            return False
        add_version(db, notice, last.number + 1, origin, reading, digest, "technical", observed_at)
        describe(db, notice, reading, digest, copy_digest(reading), last.number + 1)
    return True


def _publish(db: Database, origin: Origin, reading: Reading, digest: str, copy: str, observed_at: datetime) -> Derived:
    notice = identity.free_id(db, origin.source, origin.external_id, origin.url)
    add_notice(db, notice, origin, reading, digest, copy, observed_at)
    add_version(db, notice, 1, origin, reading, digest, "publisher", observed_at)
    add_change(db, notice, "published", origin, None, 1, [], observed_at)
    return Derived(notice, 1, "published")


def _compare(
    db: Database,
    notice: str,
    origin: Origin,
    reading: Reading,
    digest: str,
    copy: str,
    address_digest: str,
    observed_at: datetime,
) -> Derived:
    row = db.conn.execute(
        "SELECT content, version, state, pointer, identity FROM notices WHERE id = ?", [notice]
    ).fetchone()
    version, pointer = int(row[1]), bool(row[3])
    returned = row[2] == "withdrawn"
    if digest in (address_digest, row[0]) or catching_up(db, notice, address_digest, digest):
        return _unchanged(db, notice, origin, version, returned, observed_at)
    last = last_version(db, notice)
    assert last is not None
    reading = _carried(db, last, reading)
    page = origin.capture.blob if origin.capture else None
    found = publishers_edits(db, notice, last, reading, origin.address, page, is_copy=bool(copy) and copy == row[4])
    if not found:
        completed = was_incomplete(last.attachments)
        if lost_files(db, notice, last, reading) or (last.address != origin.address and not completed and not pointer):
            return _unchanged(db, notice, origin, version, returned, observed_at)
        if not returned:
            add_version(
                db, notice, version + 1, origin, reading, digest, "completed" if completed else "technical", observed_at
            )
            describe(db, notice, reading, digest, copy, version + 1)
            had = with_bytes(db, notice, last)
            arrived = arrived_with_rows(had, reading, same_reader=last.reader == reading.reader)
            if not arrived:
                return Derived(notice, version + 1, None)
            add_change(db, notice, "edited", origin, version, version + 1, arrived, observed_at)
            return Derived(notice, version + 1, "edited")
    if pointer and not origin.pointer:
        found = []
    add_version(db, notice, version + 1, origin, reading, digest, "publisher", observed_at)
    describe(db, notice, reading, digest, copy, version + 1)
    if pointer and not origin.pointer and not returned:
        db.conn.execute("UPDATE notices SET pointer = 0, url = ? WHERE id = ?", [origin.url, notice])
        return Derived(notice, version + 1, None)
    kind: ChangeKind = "restored" if returned else "edited"
    add_change(db, notice, kind, origin, version, version + 1, found, observed_at)
    db.conn.execute("UPDATE notices SET state = 'live', changed_at = ? WHERE id = ?", [stamp(observed_at), notice])
    return Derived(notice, version + 1, kind)


def _carried(db: Database, last: StoredVersion, reading: Reading) -> Reading:
    if all(file.readable for file in reading.attachments):
        return reading
    from storage.archive.carried import with_rows_held

    return with_rows_held(db, last, reading)


def _unchanged(
    db: Database, notice: str, origin: Origin, version: int, returned: bool, observed_at: datetime
) -> Derived:
    if not returned:
        return Derived(notice, version, None)
    add_change(db, notice, "restored", origin, version, version, [], observed_at)
    db.conn.execute("UPDATE notices SET state = 'live', changed_at = ? WHERE id = ?", [stamp(observed_at), notice])
    return Derived(notice, version, "restored")


__all__ = [
    "Derived",
    "Origin",
    "StoredVersion",
    "attachments_of",
    "derive",
    "last_version",
    "upgrade",
    "version_number",
]
