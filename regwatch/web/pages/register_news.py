"""What happened to a list, told by who said so: the events of each notice under its issuer, title and number."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypedDict

from regwatch.web.pages.common import event_word
from regwatch.web.rendering import Names
from regwatch.web.words import Say
from storage.database import Database
from storage.queries.notices import summary, version_at
from storage.shapes import NoticeSummary, RegisterEvent

_FIELDS = ("company", "uscc", "entry_type", "status")
_UNSAID = ("", None)


class Said(TypedDict):
    """One notice and what it did to the list, in the order of its rows."""

    notice: NoticeSummary
    counts: str
    events: list[dict[str, Any]]


def told_by_notice(db: Database, events: Sequence[RegisterEvent], say: Say, names: Names) -> list[Said]:
    """The newest notice first. Each event gains `details`: (what, old, new) in the reader's words."""
    groups: dict[str, list[RegisterEvent]] = {}
    for event in events:
        groups.setdefault(event["notice"], []).append(event)
    told = [_said(db, notice, group, say, names) for notice, group in groups.items()]
    return sorted(told, key=lambda one: (one["notice"]["published_on"] or "", one["notice"]["id"]), reverse=True)


def counted(events: Sequence[RegisterEvent], say: Say) -> str:
    """`Added 3, Removed 1`, the commonest first."""
    counts = Counter(event["kind"] for event in events)
    return say("list_comma").join(f"{event_word(kind, say)} {count}" for kind, count in counts.most_common())


def _said(db: Database, notice: str, events: list[RegisterEvent], say: Say, names: Names) -> Said:
    version = version_at(db, notice, None)
    assert version is not None, "an event rests on a version"
    shown = [{**event, "details": _details(event, say, names)} for event in events]
    return {"notice": summary(db, notice, version), "counts": counted(events, say), "events": shown}


def _details(event: RegisterEvent, say: Say, names: Names) -> list[tuple[str, Any, Any]]:
    before, after = event["before"] or {}, event["after"] or {}
    if after.get("confirmed") is False:
        return [(say("ev_dropped_before" if after.get("dropped_by") else "ev_left_out"), "", "")]
    found: list[tuple[str, Any, Any]] = []
    for field in _FIELDS:
        old, new = before.get(field), after.get(field)
        if old != new and old not in _UNSAID and new not in _UNSAID:
            found.append((say(f"field_{field}"), _word(field, old, say, names), _word(field, new, say, names)))
    return found


def _word(field: str, value: Any, say: Say, names: Names) -> Any:
    if field == "status":
        try:
            return say(str(value))
        except KeyError:
            return value
    return names.capacity(value) if field == "entry_type" else names.original(value)
