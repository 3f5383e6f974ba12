"""One root a day: a Merkle tree over the links of the captures that the day added to the chain.

Roots cover the chain without gaps and in its order. A capture counts for the day (UTC+8) of its fetch, but never for a
day that is already sealed or before one that the chain has reached: a fetch finished before midnight and kept after it
counts for the later day. A clock that ran ahead does not hold the roots up: a capture from a day that is not there yet
counts for the day that the chain has reached.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from storage.clock import ZONE, stamp
from storage.database import Database, writing
from storage.errors import StorageError
from storage.evidence import merkle
from storage.evidence.links import Link, links


class DayNotOver(ValueError):
    """A day is sealed when it is over; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Root:
    """A day's root. `link` is the last capture's link; `made_at` is empty while the day is not sealed. `timestamp` is
    the answer of `authority` over the root's hexadecimal digits and one newline."""

    day: str
    first_capture: int
    last_capture: int
    root: str
    link: str
    made_at: str = ""
    timestamp: bytes | None = None
    authority: str = ""


def roots(db: Database, first_day: str = "", last_day: str = "9999") -> list[Root]:
    """Sealed roots, oldest first."""
    rows = db.conn.execute(
        """SELECT day, first_capture, last_capture, root, link, made_at, timestamp, authority FROM roots
           WHERE day >= ? AND day <= ? ORDER BY day""",
        [first_day, last_day],
    )
    return [Root(*row) for row in rows.fetchall()]


def root_over(day: str, covered: Iterable[Link]) -> Root:
    """The root over links that come one after the other. Raises ValueError when there are none."""
    tree, first, last = merkle.Tree(), None, None
    for link in covered:
        tree.add(leaf_of(link.link))
        first, last = first or link, link
    if first is None or last is None:
        raise ValueError(f"no capture counts for {day}")
    return Root(day, first.capture, last.capture, tree.root().hex(), last.link)


def leaf_of(link: str) -> bytes:
    """What a link is as a leaf: its 32 bytes; a link that is no hexadecimal text stands for its characters."""
    try:
        return bytes.fromhex(link)
    except ValueError:
        return link.encode()


def pending(db: Database, now: datetime) -> Iterator[tuple[str, list[Link]]]:
    """The days that are not yet sealed, each with its links; the newest may still grow."""
    newest = db.conn.execute("SELECT day, last_capture FROM roots ORDER BY last_capture DESC LIMIT 1").fetchone()
    today = now.astimezone(ZONE).date()
    reached = date.fromisoformat(newest[0]) + timedelta(days=1) if newest else date.min

    def day_of(link: Link) -> date:
        nonlocal reached
        fetched = _fetched_on(link)
        if fetched is None or fetched > today:
            fetched = reached if reached > date.min else today - timedelta(days=1)
        reached = max(reached, fetched)
        return reached

    for day, group in groupby(links(db, newest[1] + 1 if newest else 0), key=day_of):
        yield day.isoformat(), list(group)


def unsealed_since(db: Database, today: date) -> date | None:
    """The day (UTC+8) of the oldest capture that waits for a root of a day that was over before `today`; or None."""
    newest, last = db.conn.execute("SELECT max(day), coalesce(max(last_capture), 0) FROM roots").fetchone()
    if newest is not None and date.fromisoformat(newest) + timedelta(days=1) >= today:
        return None  # whatever came since counts for today
    row = db.conn.execute(
        "SELECT min(fetched_at) FROM captures WHERE id > ? AND fetched_at < ?", [last, today.isoformat()]
    ).fetchone()
    return date.fromisoformat(row[0][:10]) if row[0] else None


def uncountersigned(db: Database) -> int:
    """How many roots have no timestamp yet."""
    return int(db.conn.execute("SELECT count(*) FROM roots WHERE timestamp IS NULL").fetchone()[0])


def _fetched_on(link: Link) -> date | None:
    try:
        return date.fromisoformat(link.fetched_at[:10])
    except ValueError:
        return None


def seal_day(db: Database, day: date, now: datetime) -> Root | None:
    """Seal what the chain grew by up to the end of `day`, and is in no root yet; None when that is nothing.

    Raises DayNotOver, and StorageError when the archive cannot be written.
    """
    if day >= now.astimezone(ZONE).date():
        raise DayNotOver(f"{day} is not over yet; seal it after midnight (UTC+8)")
    with writing(db):
        covered = [link for its_day, group in pending(db, now) if its_day <= day.isoformat() for link in group]
        if not covered:
            return None
        return _keep(db, root_over(day.isoformat(), covered), now)


def seal_finished_days(db: Database, now: datetime) -> list[Root]:
    """Seal every day that is over, each with its own root, in one reading. Days without captures have none."""
    today = now.astimezone(ZONE).date().isoformat()
    with writing(db):
        made = [root_over(day, covered) for day, covered in pending(db, now) if day < today]
        return [_keep(db, root, now) for root in made]


def _keep(db: Database, made: Root, now: datetime) -> Root:
    sealed = replace(made, made_at=stamp(now))
    db.conn.execute(
        "INSERT INTO roots(day, first_capture, last_capture, root, link, made_at) VALUES (?,?,?,?,?,?)",
        [sealed.day, sealed.first_capture, sealed.last_capture, sealed.root, sealed.link, sealed.made_at],
    )
    return sealed


def attach_timestamp(db: Database, day: str, answer: bytes, authority: str) -> None:
    """Keep an authority's answer beside the root it was given for; the first one stays."""
    with writing(db):
        done = db.conn.execute(
            "UPDATE roots SET timestamp = ?, authority = ? WHERE day = ? AND timestamp IS NULL",
            [answer, authority, day],
        )
    if done.rowcount != 1:
        raise StorageError(f"the root of {day} is missing or already has a timestamp; nothing was changed")
