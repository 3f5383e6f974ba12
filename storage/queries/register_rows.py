"""What the versions of an archive state of a register: the rows that its fold rests on, and claimed totals."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from storage import blobs
from storage.archive.contents import facts_of, whole_facts
from storage.clock import stamp
from storage.database import Database
from storage.registers.rows import VOID, ClaimRow, ListingRow

# What a row says besides decides only where something is changed; the rows of a batch are many.
_DETAILED = frozenset({"changed", "rectification", "type_dropped"})


def _pairs(detail: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(key), str(text)) for key, text in json.loads(detail).items())) if detail else ()


class Stated(NamedTuple):
    """A version of a notice that feeds a register, and since when what it says was known. `content` tells it from one
    of the same row id: ids are given again after an archive was put back to an earlier state."""

    notice: str
    version: int
    observed_at: str
    content: str


def stated_by(db: Database, register: str, known_at: datetime | None) -> list[Stated]:
    """The newest version known by then of each notice that ever stated an entry of the register.

    A withdrawn notice keeps what it said: taking a page off the site takes nobody off a list.
    """
    rows = db.conn.execute(
        """WITH RECURSIVE stating(version) AS (SELECT min(version) FROM entry_rows WHERE register = ?1 UNION ALL
           SELECT (SELECT min(version) FROM entry_rows WHERE register = ?1 AND version > stating.version)
           FROM stating WHERE stating.version IS NOT NULL)
           SELECT v.notice, v.id, v.observed_at, v.content, v.cause FROM versions v
           WHERE v.notice IN (SELECT notice FROM versions WHERE id IN (SELECT version FROM stating))
           ORDER BY v.notice, v.number""",
        [register],
    ).fetchall()
    horizon = stamp(known_at) if known_at else "9999"
    return [
        Stated(notice, *seen[-1])
        for notice, versions in groupby(rows, key=lambda row: str(row[0]))
        if (seen := [one for one in _settled(versions) if one[1] <= horizon])
    ]


def _settled(versions: Iterable[Any]) -> list[tuple[int, str, str]]:
    """What a newer reader makes of the same bytes holds from the day the bytes were seen, not from the day of the
    upgrade: a technical version takes the place of the one before it."""
    settled: list[tuple[int, str, str]] = []
    for _, version, observed_at, content, cause in versions:
        if cause != "publisher" and settled:
            settled[-1] = (version, settled[-1][1], content)
        else:
            settled.append((version, observed_at, content))
    return settled


def rows_of(db: Database, register: str, stated: Sequence[Stated]) -> list[ListingRow]:
    """What the versions state of the register; one that states nothing of it any more is one void row."""
    asked = json.dumps([one.version for one in stated])
    files: dict[int, dict[str, str]] = defaultdict(dict)
    for version, name, sha256 in db.conn.execute(
        """SELECT a.version, a.name, coalesce(b.sha256, '') FROM json_each(?) j
           CROSS JOIN version_attachments a ON a.version = j.value LEFT JOIN blobs b ON b.id = a.blob""",
        [asked],
    ).fetchall():
        files[version][f"attachment:{name}"] = sha256
    rows: dict[int, list[Any]] = defaultdict(list)
    for version, *row in db.conn.execute(
        """SELECT e.version, action, company, uscc, province, entry_type, batch, former, place, row,
           detail FROM json_each(?) j
           CROSS JOIN entry_rows e ON e.version = j.value WHERE e.register = ? ORDER BY e.version, e.position""",
        [asked, register],
    ).fetchall():
        rows[version].append(row)
    said = db.conn.execute(
        """SELECT v.id, coalesce(b.sha256, ''), json_extract(v.facts, '$.published_on'),
           json_extract(v.facts, '$.effective_on'), coalesce(json_extract(v.facts, '$.stage'), '')
           FROM json_each(?) j CROSS JOIN versions v ON v.id = j.value LEFT JOIN captures c ON c.id = v.capture
           LEFT JOIN blobs b ON b.id = c.blob""",
        [asked],
    ).fetchall()
    about = {row[0]: row[1:] for row in said}
    found: list[ListingRow] = []
    for notice, version, observed_at, _ in stated:
        page_sha, published, effective, stage = about[version]
        first, last = _day(published), _day(effective)
        if version not in rows:
            found.append(ListingRow(register, VOID, "", notice, observed_at, published_on=first, effective_on=last))
        for action, company, uscc, province, entry_type, batch, former, place, row, detail in rows.get(version, ()):
            sha256 = files[version].get(place, page_sha) if version in files else page_sha
            found.append(
                ListingRow(
                    register, action, company, notice, observed_at, uscc, province, entry_type, batch, former,
                    first, last, place, row, sha256, stage or "issued",
                    _pairs(detail) if action in _DETAILED else (),
                )
            )  # fmt: skip
    return found


def claim_rows(db: Database, register: str, known_at: datetime | None = None) -> list[ClaimRow]:
    """Totals that notices themselves declare of the register, by the newest of their versions that was known then."""
    rows = db.conn.execute(
        """SELECT v.notice, v.observed_at, v.facts, v.body FROM versions v
           WHERE instr(v.facts, '"claimed_totals":[{') > 0
           AND v.number = (SELECT max(w.number) FROM versions w WHERE w.notice = v.notice AND w.observed_at <= ?)
           ORDER BY v.notice""",
        [stamp(known_at) if known_at else "9999"],
    ).fetchall()
    claims = []
    for notice, observed_at, text, body in rows:
        facts = facts_of(text)
        if any(total["register"] == register for total in facts["claimed_totals"]):
            facts = whole_facts(text, json.loads(blobs.get(db, int(body))))
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
