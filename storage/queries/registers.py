"""Registers as of any moment: the folds of `storage.registers` over what the archive's versions state."""

from datetime import date, datetime
from typing import Any

from storage.clock import stamp
from storage.database import Database
from storage.errors import NotFound
from storage.kept_answers import Kept, State, file_of, state_of, uncollected
from storage.queries.register_rows import claim_rows, rows_of, stated_by
from storage.registers.course import Course
from storage.registers.entries import RegisterState
from storage.registers.known import register_named
from storage.registers.rows import ListingRow, in_order
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
    stated = stated_by(db, register, known_at)
    claims = claim_rows(db, register, known_at)
    if not stated and not _feeds(db, register):
        keys = register_keys(db)
        known = f"; the archive has {', '.join(keys)}" if keys else "; no list has been read yet"
        raise NotFound(f"there is no register '{register}'{known}")
    key = (file_of(db), register, tuple(stated), tuple(claims))
    read = _courses.get(key) if key[0] else None
    if read is None:
        with uncollected():
            rows = rows_of(db, register, stated)
            read = Course(in_order(rows), claims), rows
        if key[0]:
            _courses.put(key, read)
    return read


def _feeds(db: Database, register: str) -> bool:
    return db.conn.execute("SELECT 1 FROM entry_rows WHERE register = ? LIMIT 1", [register]).fetchone() is not None
