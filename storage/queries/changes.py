"""What changed, in order of observation, with its edits and the register events it brought."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.archive.contents import MAIN_SUBJECT
from storage.archive.stored import StoredVersion, without_texts
from storage.clock import stamp
from storage.database import Database
from storage.normal import compare_key
from storage.queries import notices
from storage.queries.penalty_changes import penalty_changes
from storage.queries.register_events import entries_of, events_between
from storage.shapes import Change


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What to ask for. Windows are half-open: `since` is in, `until` is not."""

    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    channel: str = ""
    topic: str = ""
    province: str = ""
    kind: str = ""
    query: str = ""
    any_subject: bool = False
    subject: str = ""


def changes(db: Database, wanted: ChangeFilter) -> list[Change]:
    """Changes that match, oldest first."""
    clauses, parameters = window(wanted)
    rows = db.conn.execute(
        f"""SELECT c.id FROM changes c JOIN versions v ON v.notice = c.notice AND v.number = c.to_version
            WHERE {clauses} AND {SAYS} ORDER BY c.observed_at, c.id""",
        [*parameters, *says(wanted)],
    ).fetchall()
    numbers = [int(row[0]) for row in rows]
    return [
        change
        for start in range(0, len(numbers), _AT_ONCE)
        for change in matching_changes(db, numbers[start : start + _AT_ONCE], wanted)
    ]


def counts_by_kind(db: Database, wanted: ChangeFilter) -> dict[str, int]:
    """How many changes of each kind match; `query` is not looked at, for it needs the changes themselves."""
    clauses, parameters = window(wanted)
    rows = db.conn.execute(
        f"""SELECT c.kind, count(*) FROM changes c CROSS JOIN versions v
            ON v.notice = c.notice AND v.number = c.to_version WHERE {clauses} AND {SAYS} GROUP BY c.kind""",
        [*parameters, *says(wanted)],
    ).fetchall()
    return {str(kind): int(count) for kind, count in rows}


def matching_changes(db: Database, numbers: Sequence[int], wanted: ChangeFilter) -> list[Change]:
    """Those of the named changes that match, oldest first; the window of `wanted` is not looked at."""
    return [_with_amounts(db, built) for built in _built(db, numbers) if _matches(built.change, wanted)]


# A notice is on every channel that ever listed it, not only on the one where it was seen first.
_ON_CHANNEL = """(c.channel = ? OR c.source || '/' || c.channel = ? OR c.notice IN (
    SELECT a.notice FROM listings l JOIN addresses a ON a.id = l.address
    WHERE l.channel = ? OR l.source || '/' || l.channel = ?))"""
# What a change's version says of itself, told by the engine so that only what may match is read whole: any subject,
# topic, topic, province, province, subject, subject.
_SUBJECTS = f"""coalesce(json_extract(v.facts, '$.subjects'),
    CASE WHEN json_extract(v.facts, '$.on_subject') THEN '["{MAIN_SUBJECT}"]' ELSE '[]' END)"""
SAYS = f"""((? OR json_extract(v.facts, '$.on_subject')) AND (? = '' OR EXISTS (SELECT 1 FROM json_each(v.facts,
    '$.topics') WHERE value = ?)) AND (? = '' OR json_extract(v.facts, '$.province') = ?)
    AND (? = '' OR EXISTS (SELECT 1 FROM json_each({_SUBJECTS}) WHERE value = ?)))"""
_AT_ONCE = 400


def says(wanted: ChangeFilter) -> list[Any]:
    """The values of `SAYS`, which asks of a version `v` what a filter asks of what it says."""
    pairs = (wanted.topic, wanted.province, wanted.subject)
    return [wanted.any_subject, *(value for value in pairs for _ in range(2))]


def window(wanted: ChangeFilter) -> tuple[str, list[Any]]:
    """A condition on a change `c` for what the table of changes itself knows, and its values."""
    clauses: list[str] = ["1"]
    parameters: list[Any] = []
    for column, operator, value in (
        ("c.observed_at", ">=", stamp(wanted.since) if wanted.since else None),
        ("c.observed_at", "<", stamp(wanted.until) if wanted.until else None),
        ("c.source", "=", wanted.source or None),
        ("c.kind", "=", wanted.kind or None),
    ):
        if value is not None:
            clauses.append(f"{column} {operator} ?")
            parameters.append(value)
    if wanted.channel:
        clauses.append(_ON_CHANNEL)
        parameters += [wanted.channel] * 4
    return " AND ".join(clauses), parameters


@dataclass(frozen=True, slots=True)
class _Built:
    change: Change
    before: StoredVersion | None
    after: StoredVersion


def _built(db: Database, numbers: Sequence[int]) -> list[_Built]:
    """The named changes, oldest first, with their versions: read together, whatever their number."""
    rows = db.conn.execute(
        f"""SELECT c.id, c.kind, c.observed_at, c.notice, c.from_version, c.to_version, c.edits, c.backlog, v.id, w.id,
                   b.sha256, n.source, n.channel, n.url, n.state
            FROM changes c JOIN notices n ON n.id = c.notice
            JOIN versions v ON v.notice = c.notice AND v.number = c.to_version
            LEFT JOIN versions w ON w.notice = c.notice AND w.number = c.from_version AND w.number != c.to_version
            LEFT JOIN captures p ON p.id = v.capture LEFT JOIN blobs b ON b.id = p.blob
            WHERE c.id IN ({",".join("?" * len(numbers))}) ORDER BY c.observed_at, c.id""",
        list(numbers),
    ).fetchall()
    versions = without_texts(db, [number for row in rows for number in (row[8], row[9]) if number is not None])
    stated = entries_of(db, list(versions))
    found = []
    for number, kind, observed_at, notice, older, newer, edits, backlog, after, before, page, *about in rows:
        tells = kind != "withdrawn" and not (kind == "restored" and before is None)
        events = events_between(stated.get(before), stated[after], notice, observed_at) if tells else []
        change: Change = {
            "id": number,
            "kind": kind,
            "observed_at": observed_at,
            "notice": notices.summary_of(notice, tuple(about), versions[after]),
            "from_version": older,
            "to_version": newer,
            "edits": json.loads(edits),
            "register_events": events,
            "penalty_changes": [],
            "backlog": bool(backlog),
            "page_sha256": page or "",
        }
        found.append(_Built(change, versions.get(before), versions[after]))
    return found


def _with_amounts(db: Database, built: _Built) -> Change:
    """Penalty rules are compared only for changes that are asked for: a whole benchmark takes its time."""
    change, before, after = built.change, built.before, built.after
    if before is not None or change["kind"] == "published":
        change["penalty_changes"] = penalty_changes(db, before, after, change["notice"]["id"])
    return change


def _matches(change: Change, wanted: ChangeFilter) -> bool:
    notice = change["notice"]
    if not wanted.any_subject and not notice["on_subject"]:
        return False
    if wanted.subject and wanted.subject not in notice["subjects"]:
        return False
    if wanted.topic and wanted.topic not in notice["topics"]:
        return False
    if wanted.province and wanted.province != notice["province"]:
        return False
    return not wanted.query or _says(change, wanted.query)


def _says(change: Change, query: str) -> bool:
    """Every word of the query stands somewhere in the title, number, issuers or edits."""
    notice = change["notice"]
    said: list[str] = [notice["title"], notice["doc_number"], *notice["issuers"]]
    said += _edited(change)
    haystack = compare_key("\n".join(said)).casefold()
    return all(compare_key(word).casefold() in haystack for word in query.split())


def _edited(change: Change) -> Iterable[str]:
    for edit in change["edits"]:
        yield edit["before"]
        yield edit["after"]
    for event in change["register_events"]:
        yield event["company"]
