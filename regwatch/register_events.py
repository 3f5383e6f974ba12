"""What happened on a list, as a table: the publisher's day, old and new, and below it who said so."""

from collections.abc import Sequence
from typing import Any

import typer

from regwatch.output import print_table
from storage.database import Database
from storage.queries.notices import summary, version_at
from storage.shapes import RegisterEvent

COLUMNS = ("on", "kind", "company", "entry_type", "change", "notice")
_FIELDS = ("company", "uscc", "entry_type", "status")


def print_events(db: Database, events: Sequence[RegisterEvent]) -> None:
    """The events by their days, then each notice they rest on: id, day, issuers, number and title."""
    print_table([{**event, "change": change_in_words(event)} for event in events], COLUMNS)
    for notice in dict.fromkeys(event["notice"] for event in events):
        typer.echo(_who_said_so(db, notice))


def change_in_words(event: RegisterEvent) -> str:
    """`listed → removed`; what became of a proposal that nothing confirmed; empty where an entry began."""
    before, after = event["before"] or {}, event["after"] or {}
    if after.get("confirmed") is False:
        return "was proposed only" if after.get("dropped_by") else "proposed, and left out of the announcement"
    pairs: list[tuple[Any, Any]] = [(before.get(field), after.get(field)) for field in _FIELDS]
    return "; ".join(f"{old} → {new}" for old, new in pairs if old and new and old != new)


def _who_said_so(db: Database, notice: str) -> str:
    version = version_at(db, notice, None)
    assert version is not None, "an event rests on a version"
    told = summary(db, notice, version)
    parts = (told["published_on"] or "", "、".join(told["issuers"]), told["doc_number"], told["title"])
    return f"{notice}: {' '.join(part for part in parts if part)}"
