"""Notices by the day of their publication, page by page: the newest first, the undated last."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from storage.archive.stored import without_texts
from storage.database import Database
from storage.queries.notices import summary_of
from storage.shapes import NoticeSummary


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What to ask for, by the newest version. `since` is in, `until` is not; both are days of publication."""

    since: date | None = None
    until: date | None = None
    source: str = ""
    topic: str = ""
    province: str = ""
    stage: str = ""
    any_subject: bool = False


class NoticePage(NamedTuple):
    """`last`: the day ('' for the undated) and id of the notice to go on from; None on the last page."""

    notices: list[NoticeSummary]
    last: tuple[str, str] | None


def notice_page(db: Database, wanted: NoticeFilter, limit: int, after: tuple[str, str] | None = None) -> NoticePage:
    """At most `limit` notices behind `after`."""
    rows: list[Any] = []
    if after is None or after[0]:
        rows = _dated(db, wanted, limit + 1, after)
    if len(rows) <= limit and wanted.since is None and wanted.until is None:
        behind = after[1] if after is not None and not after[0] else None
        rows += _undated(db, wanted, limit + 1 - len(rows), behind)
    versions = without_texts(db, [int(row[6]) for row in rows[:limit]])
    notices = [summary_of(str(row[0]), tuple(row[1:5]), versions[int(row[6])]) for row in rows[:limit]]
    last = (str(rows[limit - 1][5] or ""), str(rows[limit - 1][0])) if len(rows) > limit else None
    return NoticePage(notices, last)


_SELECT = """SELECT n.id, n.source, n.channel, n.url, n.state, n.published_on, v.id FROM notices n
    JOIN versions v ON v.notice = n.id AND v.number = n.version"""


def _dated(db: Database, wanted: NoticeFilter, limit: int, after: tuple[str, str] | None) -> list[Any]:
    clauses, values = _asked(wanted)
    bounds = [(">=", wanted.since), ("<", wanted.until)]
    clauses += "".join(f" AND n.published_on {sign} ?" for sign, day in bounds if day)
    values += [day.isoformat() for _, day in bounds if day]
    if after is not None:
        clauses += " AND (n.published_on, n.id) < (?, ?)"
        values += after
    return list(
        db.conn.execute(
            f"""{_SELECT} WHERE n.published_on IS NOT NULL AND {clauses}
                ORDER BY n.published_on DESC, n.id DESC LIMIT ?""",
            [*values, limit],
        ).fetchall()
    )


def _undated(db: Database, wanted: NoticeFilter, limit: int, behind: str | None) -> list[Any]:
    clauses, values = _asked(wanted)
    if behind is not None:
        clauses += " AND n.id < ?"
        values.append(behind)
    return list(
        db.conn.execute(
            f"{_SELECT} WHERE n.published_on IS NULL AND {clauses} ORDER BY n.id DESC LIMIT ?", [*values, limit]
        ).fetchall()
    )


def _asked(wanted: NoticeFilter) -> tuple[str, list[Any]]:
    conditions = [
        ("n.source = ?", wanted.source),
        ("EXISTS (SELECT 1 FROM json_each(n.topics) WHERE value = ?)", wanted.topic),
        ("n.province = ?", wanted.province),
        ("n.stage = ?", wanted.stage),
    ]
    kept = [(condition, value) for condition, value in conditions if value]
    clauses = ["1" if wanted.any_subject else "n.on_subject = 1", *(condition for condition, _ in kept)]
    return " AND ".join(clauses), [value for _, value in kept]
