"""Which notice an address belongs to: known address, the publisher's own id, or a document already held in full."""

import hashlib

from storage.database import Database

NOTICE_ID_DIGITS = 12


def notice_id(source: str, external_id: str, url: str) -> str:
    """A short stable id: the source and the publisher's id (hex ids cut), else the source and a hash of the address."""
    if external_id:
        digits = external_id.removeprefix("art_")
        if len(digits) == 32:
            digits = digits[:NOTICE_ID_DIGITS]
        return f"{source}-{digits}"
    return f"{source}-{hashlib.sha256(url.encode()).hexdigest()[:NOTICE_ID_DIGITS]}"


def find_notice(db: Database, source: str, external_id: str, copy: str) -> str | None:
    """The notice that already holds this document, by the publisher's id on the same site or by equal content."""
    if external_id:
        row = db.conn.execute(
            "SELECT id FROM notices WHERE source = ? AND external_id = ?", [source, external_id]
        ).fetchone()
        if row:
            return str(row[0])
    if copy:
        row = db.conn.execute(
            "SELECT id FROM notices WHERE identity = ? ORDER BY first_observed_at, id LIMIT 1", [copy]
        ).fetchone()
        if row:
            return str(row[0])
    return None


def free_id(db: Database, source: str, external_id: str, url: str) -> str:
    """An id nobody has: cut hex ids could in principle meet, then the whole id is used."""
    wanted = notice_id(source, external_id, url)
    taken = db.conn.execute("SELECT 1 FROM notices WHERE id = ?", [wanted]).fetchone()
    if not taken:
        return wanted
    return f"{source}-{hashlib.sha256((external_id + url).encode()).hexdigest()}"
