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
    """Record the rows of one list page; says for each address whether its row is new, changed or the same.

    A changed row makes its page due, so that the look at it is made up for should this run end before it.
    """
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
            if verdicts[row.address] == "changed":
                db.conn.execute("UPDATE addresses SET due_at = ? WHERE id = ?", [stamp(observed_at), row.address])
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


def last_good_look(db: Database, source: str, channel: str) -> str | None:
    """When the channel's list was last read well to where nothing new could follow; rows recorded later than that
    come from looks that broke off."""
    row = db.conn.execute(
        "SELECT max(observed_at) FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok'", [source, channel]
    ).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def from_the_first_look(db: Database, source: str, channel: str, address: int) -> bool:
    """Whether the channel listed the address already when it was first read well (or has never been so far)."""
    row = db.conn.execute(
        """SELECT coalesce(first_listed_at <= (SELECT min(observed_at) FROM checks WHERE source = ? AND channel = ?
           AND outcome = 'ok' AND listed > 0), 1) FROM listings WHERE source = ? AND channel = ? AND address = ?""",
        [source, channel, source, channel, address],
    ).fetchone()
    return row is not None and bool(row[0])


def listed_before(db: Database, source: str, channel: str, good: str | None) -> dict[int, str | None]:
    """Addresses that the channel listed at its last good look and, if others broke off since, then; with their list
    dates. A list that answered 304 at its last good look says what it said before."""
    if good is None:
        return {}
    rows = db.conn.execute(
        """SELECT address, listed_on FROM listings WHERE source = ? AND channel = ? AND last_listed_at >=
           (SELECT max(last_listed_at) FROM listings WHERE source = ? AND channel = ? AND last_listed_at <= ?)""",
        [source, channel, source, channel, good],
    )
    return {int(row[0]): row[1] for row in rows.fetchall()}


def known_addresses(db: Database, source: str, channel: str, good: str | None) -> set[int]:
    """What the channel had listed by its last good look."""
    rows = db.conn.execute(
        "SELECT address FROM listings WHERE source = ? AND channel = ? AND first_listed_at <= ?",
        [source, channel, good or ""],
    )
    return {int(row[0]) for row in rows.fetchall()}


def newest_row(db: Database, source: str, address: int) -> Listing | None:
    """What the source's lists say of an address now; the list that showed it last speaks."""
    row = db.conn.execute(
        """SELECT title, listed_on, deadline, doc_number, issuer, page FROM listings WHERE source = ? AND address = ?
           ORDER BY last_listed_at DESC, first_listed_at, channel LIMIT 1""",
        [source, address],
    ).fetchone()
    if row is None:
        return None
    title, listed_on, deadline, number, issuer, page = row
    days = [date.fromisoformat(day) if day else None for day in (listed_on, deadline)]
    return Listing(address, title, days[0], days[1], number, issuer, page)
