"""Rows as lists show them: which channel lists which address, under what title and date, since when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from storage.clock import stamp
from storage.database import Database, writing


@dataclass(frozen=True, slots=True)
class Listing:
    address: int
    title: str
    listed_on: date | None
    deadline: date | None
    doc_number: str
    issuer: str
    page: int


Verdict = Literal["new", "changed", "same"]


def record_listings(
    db: Database, source: str, channel: str, listings: list[Listing], observed_at: datetime
) -> dict[int, Verdict]:
    """Record the rows of one list page; says for each address whether its row is new, changed or the same."""
    verdicts: dict[int, Verdict] = {}
    with writing(db):
        for row in listings:
            known = db.conn.execute(
                "SELECT title, listed_on FROM listings WHERE source = ? AND channel = ? AND address = ?",
                [source, channel, row.address],
            ).fetchone()
            listed_on = row.listed_on.isoformat() if row.listed_on else None
            if known is None:
                verdicts[row.address] = "new"
            else:
                verdicts[row.address] = "same" if tuple(known) == (row.title, listed_on) else "changed"
            db.conn.execute(
                """INSERT INTO listings(source, channel, address, title, listed_on, deadline, doc_number, issuer,
                   first_listed_at, last_listed_at, page) VALUES (?,?,?,?,?,?,?,?,?,?,?)
                   ON CONFLICT(source, channel, address) DO UPDATE SET title=excluded.title,
                   listed_on=excluded.listed_on, deadline=excluded.deadline, doc_number=excluded.doc_number,
                   issuer=excluded.issuer, last_listed_at=excluded.last_listed_at, page=excluded.page""",
                [
                    source,
                    channel,
                    row.address,
                    row.title,
                    listed_on,
                    row.deadline.isoformat() if row.deadline else None,
                    row.doc_number,
                    row.issuer,
                    stamp(observed_at),
                    stamp(observed_at),
                    row.page,
                ],
            )
    return verdicts


def listed_before(db: Database, source: str, channel: str, pages: int) -> dict[int, str | None]:
    """Addresses the channel listed on its first `pages` pages when it was last read well, with their list dates."""
    rows = db.conn.execute(
        """SELECT address, listed_on FROM listings WHERE source = ? AND channel = ? AND page <= ?
           AND last_listed_at = (SELECT max(last_listed_at) FROM listings WHERE source = ? AND channel = ?)""",
        [source, channel, pages, source, channel],
    )
    return {int(row[0]): row[1] for row in rows.fetchall()}


def known_addresses(db: Database, source: str, channel: str) -> set[int]:
    rows = db.conn.execute("SELECT address FROM listings WHERE source = ? AND channel = ?", [source, channel])
    return {int(row[0]) for row in rows.fetchall()}
