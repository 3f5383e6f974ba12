"""Registers as of any moment: the folds of `storage.registers` over what the archive's versions state."""

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
from storage.errors import NotFound
from storage.kept_answers import Kept, State, file_of, state_of, uncollected
from storage.registers.course import Course
from storage.registers.entries import RegisterState
from storage.registers.known import register_named
from storage.registers.rows import VOID, ClaimRow, ListingRow, in_order
from storage.shapes import RegisterEvent


def registers(db: Database) -> list[dict[str, Any]]:
    """Every register that any notice feeds, with how many enterprises are in force today by what the archive knows."""
    state = state_of(db)
    told = _lists.get(state) if state else None
    if told is None:
        told = _registers(db)
        if state:
            _lists.put(state, told)
    return [dict(one) for one in told]


def _registers(db: Database) -> list[dict[str, Any]]:
    answer = []
    for key in register_keys(db):
        course, rows = _course(db, key, None)
        state = course.on(date.max)
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
    return _course(db, register, known_at)[0].on(as_of)


def register_events(
    db: Database, register: str, since: datetime | date, until: datetime | date, known_at: datetime | None = None
) -> list[RegisterEvent]:
    return _course(db, register, known_at)[0].events(since, until)


def register_keys(db: Database) -> list[str]:
    """The registers that any version states, found without walking over their rows."""
    rows = db.conn.execute(
        """WITH RECURSIVE keys(register) AS (SELECT min(register) FROM entry_rows UNION ALL
           SELECT (SELECT min(register) FROM entry_rows WHERE register > keys.register) FROM keys
           WHERE keys.register IS NOT NULL) SELECT register FROM keys WHERE register IS NOT NULL"""
    )
    return [str(row[0]) for row in rows.fetchall()]


# What a row says besides decides only where something is changed; the rows of a batch are many.
_DETAILED = frozenset({"changed", "rectification", "type_dropped"})


def _pairs(detail: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(key), str(text)) for key, text in json.loads(detail).items())) if detail else ()


class _Stated(NamedTuple):
    """A version of a notice that feeds a register, and since when what it says was known."""

    notice: str
    version: int
    observed_at: str


_Read = tuple[Course, list[ListingRow]]
# Courses by the state of the archive, and by the versions and claims that they rest on: most changes of an archive
# leave a register as it is.
_courses_of_state: Kept[_Read] = Kept(64)
_courses: Kept[_Read] = Kept(24)
_lists: Kept[list[dict[str, Any]]] = Kept(4)


def _course(db: Database, register: str, known_at: datetime | None) -> _Read:
    """The register's course by what was known then, read once for each state of the archive. Raises NotFound."""
    state = state_of(db)
    if state is None:
        return _course_of(db, register, known_at)
    key: tuple[State, str, str] = (state, register, stamp(known_at) if known_at else "")
    read = _courses_of_state.get(key)
    if read is None:
        read = _course_of(db, register, known_at)
        _courses_of_state.put(key, read)
    return read


def _course_of(db: Database, register: str, known_at: datetime | None) -> _Read:
    stated = _stated(db, register, known_at)
    claims = claim_rows(db, register, known_at)
    if not stated and not _feeds(db, register):
        keys = register_keys(db)
        known = f"; the archive has {', '.join(keys)}" if keys else "; no list has been read yet"
        raise NotFound(f"there is no register '{register}'{known}")
    key = (file_of(db), register, tuple(stated), tuple(claims))
    read = _courses.get(key) if key[0] else None
    if read is None:
        with uncollected():
            rows = _rows_of(db, register, stated)
            read = Course(in_order(rows), claims), rows
        if key[0]:
            _courses.put(key, read)
    return read


def _feeds(db: Database, register: str) -> bool:
    return db.conn.execute("SELECT 1 FROM entry_rows WHERE register = ? LIMIT 1", [register]).fetchone() is not None


def _stated(db: Database, register: str, known_at: datetime | None) -> list[_Stated]:
    """The newest version known by then of each notice that ever stated an entry of the register.

    A withdrawn notice keeps what it said: taking a page off the site takes nobody off a list.
    """
    rows = db.conn.execute(
        """WITH RECURSIVE stating(version) AS (SELECT min(version) FROM entry_rows WHERE register = ?1 UNION ALL
           SELECT (SELECT min(version) FROM entry_rows WHERE register = ?1 AND version > stating.version)
           FROM stating WHERE stating.version IS NOT NULL)
           SELECT v.notice, v.id, v.observed_at, v.cause FROM versions v
           WHERE v.notice IN (SELECT notice FROM versions WHERE id IN (SELECT version FROM stating))
           ORDER BY v.notice, v.number""",
        [register],
    ).fetchall()
    horizon = stamp(known_at) if known_at else "9999"
    return [
        _Stated(notice, *seen[-1])
        for notice, versions in groupby(rows, key=lambda row: str(row[0]))
        if (seen := [one for one in _settled(versions) if one[1] <= horizon])
    ]


def _settled(versions: Iterable[Any]) -> list[tuple[int, str]]:
    """What a newer reader makes of the same bytes holds from the day the bytes were seen, not from the day of the
    upgrade: a technical version takes the place of the one before it."""
    settled: list[tuple[int, str]] = []
    for _, version, observed_at, cause in versions:
        if cause != "publisher" and settled:
            settled[-1] = (version, settled[-1][1])
        else:
            settled.append((version, observed_at))
    return settled


def _rows_of(db: Database, register: str, stated: Sequence[_Stated]) -> list[ListingRow]:
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
    for notice, version, observed_at in stated:
        page_sha, published, effective, stage = about[version]
        days = {"published_on": _day(published), "effective_on": _day(effective)}
        if version not in rows:
            found.append(ListingRow(register, VOID, "", notice, observed_at, **days))
        for action, company, uscc, province, entry_type, batch, former, place, row, detail in rows.get(version, ()):
            sha256 = files[version].get(place, page_sha) if version in files else page_sha
            found.append(
                ListingRow(
                    register, action, company, notice, observed_at, uscc, province, entry_type, batch, former,
                    days["published_on"], days["effective_on"], place, row, sha256, stage or "issued",
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
