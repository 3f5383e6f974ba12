"""What changed, in order of observation, with its edits and the register events it brought."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.archive.versions import StoredVersion, version_number
from storage.clock import stamp
from storage.database import Database
from storage.normal import compare_key
from storage.queries import notices
from storage.queries.penalty_changes import penalty_changes
from storage.queries.register_events import events_of_change
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


def changes(db: Database, wanted: ChangeFilter) -> list[Change]:
    """Changes that match, oldest first."""
    clauses, parameters = _window(wanted)
    rows = db.conn.execute(
        f"""SELECT c.id, c.kind, c.observed_at, c.notice, c.from_version, c.to_version, c.edits,
                   c.backlog
            FROM changes c {clauses} ORDER BY c.observed_at, c.id""",
        parameters,
    ).fetchall()
    built = (_change(db, row) for row in rows)
    return [_with_amounts(db, change) for change in built if _matches(change, wanted)]


def matching_changes(db: Database, numbers: Sequence[int], wanted: ChangeFilter) -> list[Change]:
    """Those of the named changes that match, oldest first; the window of `wanted` is not looked at."""
    rows = db.conn.execute(
        f"""SELECT c.id, c.kind, c.observed_at, c.notice, c.from_version, c.to_version, c.edits,
                   c.backlog
            FROM changes c WHERE c.id IN ({",".join("?" * len(numbers))}) ORDER BY c.observed_at, c.id""",
        list(numbers),
    ).fetchall()
    built = (_change(db, row) for row in rows)
    return [_with_amounts(db, change) for change in built if _matches(change, wanted)]


# A notice is on every channel that ever listed it, not only on the one where it was seen first.
_ON_CHANNEL = """(c.channel = ? OR c.source || '/' || c.channel = ? OR c.notice IN (
    SELECT a.notice FROM listings l JOIN addresses a ON a.id = l.address
    WHERE l.channel = ? OR l.source || '/' || l.channel = ?))"""


def _window(wanted: ChangeFilter) -> tuple[str, list[Any]]:
    clauses: list[str] = []
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
    return ("WHERE " + " AND ".join(clauses)) if clauses else "", parameters


def _change(db: Database, row: tuple[Any, ...]) -> Change:
    number, kind, observed_at, notice, from_version, to_version, edits, backlog = row
    after = version_number(db, notice, to_version)
    assert after is not None
    before = version_number(db, notice, from_version) if from_version and from_version != to_version else None
    return {
        "id": number,
        "kind": kind,
        "observed_at": observed_at,
        "notice": notices.summary(db, notice, after),
        "from_version": from_version,
        "to_version": to_version,
        "edits": json.loads(edits),
        "register_events": _events(db, kind, before, after, notice, observed_at),
        "penalty_changes": [],
        "backlog": bool(backlog),
    }


def _with_amounts(db: Database, change: Change) -> Change:
    """Penalty rules are compared only for changes that are asked for: a whole benchmark takes its time."""
    notice, older, newer = change["notice"]["id"], change["from_version"], change["to_version"]
    if newer is None or (change["kind"] != "published" and older in (None, newer)):
        return change
    before = version_number(db, notice, older) if older else None
    after = version_number(db, notice, newer)
    assert after is not None
    change["penalty_changes"] = penalty_changes(db, before, after, notice)
    return change


def _events(
    db: Database, kind: str, before: StoredVersion | None, after: StoredVersion, notice: str, observed_at: str
) -> list[Any]:
    if kind == "withdrawn" or (kind == "restored" and before is None):
        return []
    return list(events_of_change(db, before.id if before else None, after.id, notice, observed_at))


def _matches(change: Change, wanted: ChangeFilter) -> bool:
    notice = change["notice"]
    if not wanted.any_subject and not notice["on_subject"]:
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
