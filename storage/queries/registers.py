"""Registers as of any moment: the folds of `storage.registers` over what the archive's versions state."""

import json
from datetime import date, datetime
from typing import Any

from storage.database import Database
from storage.errors import NotFound
from storage.registers.fold import RegisterState, events_between, fold
from storage.registers.known import register_named
from storage.registers.rows import VOID, ClaimRow, ListingRow
from storage.shapes import RegisterEvent


def registers(db: Database) -> list[dict[str, Any]]:
    """Every register that any notice feeds, with how many enterprises are in force today by what the archive knows."""
    keys = [row[0] for row in db.conn.execute("SELECT DISTINCT register FROM entry_rows ORDER BY register").fetchall()]
    answer = []
    for key in keys:
        rows = listing_rows(db, key)
        state = fold(rows, date.max, claims=claim_rows(db, key))
        known = register_named(key)
        answer.append(
            {
                "register": key,
                "name": known.name if known else key,
                "name_en": known.name_en if known else "",
                "entries": len(state.entries),
                "computed_total": state.computed_total,
                "notices": len({row.notice for row in rows}),
                "last_notice_on": max((row.day.isoformat() for row in rows), default=None),
            }
        )
    return answer


def register_state(
    db: Database, register: str, as_of: datetime | date, known_at: datetime | None = None
) -> RegisterState:
    """The register on a day. Raises NotFound when no notice feeds it."""
    rows = _known_register(db, register)
    return fold(rows, as_of, known_at, claim_rows(db, register))


def register_events(
    db: Database, register: str, since: datetime | date, until: datetime | date, known_at: datetime | None = None
) -> list[RegisterEvent]:
    return events_between(_known_register(db, register), since, until, known_at)


def _known_register(db: Database, register: str) -> list[ListingRow]:
    rows = listing_rows(db, register)
    if not rows:
        keys = [row[0] for row in db.conn.execute("SELECT DISTINCT register FROM entry_rows ORDER BY 1").fetchall()]
        known = f"; the archive has {', '.join(keys)}" if keys else "; no list has been read yet"
        raise NotFound(f"there is no register '{register}'{known}")
    return rows


def listing_rows(db: Database, register: str) -> list[ListingRow]:
    """What every version of every notice states of the register. A version that states nothing more is one void row.

    A withdrawn notice keeps what it said: taking a page off the site takes nobody off a list.
    """
    notices = [
        row[0]
        for row in db.conn.execute(
            """SELECT DISTINCT v.notice FROM entry_rows e JOIN versions v ON v.id = e.version WHERE e.register = ?
               ORDER BY 1""",
            [register],
        ).fetchall()
    ]
    rows: list[ListingRow] = []
    for notice in notices:
        versions = db.conn.execute(
            """SELECT v.id, v.observed_at, v.facts, b.sha256, v.cause FROM versions v
               LEFT JOIN captures c ON c.id = v.capture LEFT JOIN blobs b ON b.id = c.blob
               WHERE v.notice = ? ORDER BY v.number""",
            [notice],
        ).fetchall()
        for version, observed_at, facts, page_sha, _ in _settled(versions):
            rows += _rows_of(db, register, notice, version, observed_at, json.loads(facts), page_sha or "")
    return rows


def _settled(versions: list[Any]) -> list[Any]:
    """What a newer reader makes of the same bytes holds from the day the bytes were seen, not from the day of the
    upgrade: a technical version takes the place of the one before it."""
    settled: list[Any] = []
    for row in versions:
        if row[4] != "publisher" and settled:
            settled[-1] = (row[0], settled[-1][1], row[2], row[3], row[4])
        else:
            settled.append(tuple(row))
    return settled


def _rows_of(
    db: Database, register: str, notice: str, version: int, observed_at: str, facts: dict[str, Any], page_sha: str
) -> list[ListingRow]:
    files = {
        f"attachment:{name}": sha256
        for name, sha256 in db.conn.execute(
            """SELECT a.name, coalesce(b.sha256, '') FROM version_attachments a LEFT JOIN blobs b ON b.id = a.blob
               WHERE a.version = ?""",
            [version],
        ).fetchall()
    }
    published, effective = _day(facts["published_on"]), _day(facts["effective_on"])
    stage = facts["stage"] or "issued"
    stated = db.conn.execute(
        """SELECT action, company, uscc, province, entry_type, batch, former, place, row FROM entry_rows
           WHERE version = ? AND register = ? ORDER BY position""",
        [version, register],
    ).fetchall()
    rows = [
        ListingRow(
            register=register,
            action=action,
            company=company,
            notice=notice,
            observed_at=observed_at,
            uscc=uscc,
            province=province,
            entry_type=entry_type,
            batch=batch,
            former=former,
            published_on=published,
            effective_on=effective,
            where=place,
            row=row,
            sha256=files.get(place, page_sha),
            stage=stage,
        )
        for action, company, uscc, province, entry_type, batch, former, place, row in stated
    ]
    if rows:
        return rows
    void = ListingRow(register, VOID, "", notice, observed_at, published_on=published, effective_on=effective)
    return [void]


def claim_rows(db: Database, register: str) -> list[ClaimRow]:
    """Totals that notices themselves declare of the register, by their newest versions."""
    rows = db.conn.execute(
        """SELECT v.notice, v.observed_at, v.facts FROM versions v JOIN notices n ON n.id = v.notice
           AND n.version = v.number WHERE v.facts LIKE '%"claimed_totals":[{%'""",
    ).fetchall()
    claims = []
    for notice, observed_at, text in rows:
        facts = json.loads(text)
        for total in facts["claimed_totals"]:
            if total["register"] == register:
                claims.append(
                    ClaimRow(
                        register=register,
                        count=int(total["count"]),
                        scope=total["scope"],
                        sentence=total["sentence"],
                        notice=notice,
                        observed_at=observed_at,
                        published_on=_day(facts["published_on"]),
                    )
                )
    return claims


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
