"""Register states and register events: folds over the rows of notices, as of any day and as known at any moment.

State = batches - removals - renames - dropped capacities; a 公示 is provisional; absence from the newest list means
nothing. Nothing here depends on the order in which the rows are given.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from storage.companies import normalise
from storage.registers.course import Course
from storage.registers.entries import RegisterEntry, RegisterState
from storage.registers.rows import ClaimRow, ListingRow, known
from storage.shapes import RegisterEvent

__all__ = ["RegisterEntry", "RegisterState", "events_between", "events_seen", "fold", "fold_all"]


def fold(
    rows: Iterable[ListingRow],
    as_of: date | datetime,
    known_at: datetime | None = None,
    claims: Iterable[ClaimRow] = (),
) -> RegisterState:
    """The state of ONE register at the end of the day `as_of` (the publisher's days, UTC+8), told from what had been
    observed at `known_at` (None: everything). Raises ValueError when the rows are of several registers."""
    seen = [claim for claim in claims if not known_at or datetime.fromisoformat(claim.observed_at) <= known_at]
    return Course(known(rows, known_at), seen).on(as_of)


def fold_all(
    rows: Iterable[ListingRow],
    as_of: date | datetime,
    known_at: datetime | None = None,
    claims: Iterable[ClaimRow] = (),
) -> dict[str, RegisterState]:
    """`fold` for every register that occurs in the rows."""
    claims = list(claims)
    ordered = sorted(known(rows, known_at), key=lambda row: row.register)
    return {
        key: fold(group, as_of, known_at, [claim for claim in claims if claim.register == key])
        for key, group in groupby(ordered, key=lambda row: row.register)
    }


def events_between(
    rows: Iterable[ListingRow],
    since: date | datetime | None,
    until: date | datetime,
    known_at: datetime | None = None,
) -> list[RegisterEvent]:
    """What happened on a register from the day `since` to the day `until`, both included, by the publisher's days."""
    return Course(known(rows, known_at)).events(since, until)


def events_seen(rows: Iterable[ListingRow], since: datetime | None, until: datetime) -> list[RegisterEvent]:
    """What we learnt of a register in the half-open window of observation (since, until]: the events of notices and
    versions observed in it. What an edited notice no longer says is told as `changed`, with `retracted` in after."""
    rows = list(rows)
    before = Course(known(rows, since)).told if since else []
    after = Course(known(rows, until)).told
    old = {_event_key(event): event for _, event in before}
    new = {_event_key(event): event for _, event in after}
    observed = _observed(rows, since, until)
    learnt = [event for key, event in new.items() if key not in old and event["notice"] in observed]
    for key, event in old.items():
        if key not in new and event["notice"] in observed:
            retraction: dict[str, Any] = {**(event["before"] or {}), "retracted": event["kind"]}
            learnt.append({
                **event, "kind": "changed", "before": event["after"], "after": retraction,
                "observed_at": observed[event["notice"]],
            })  # fmt: skip
    return learnt


def _observed(rows: Sequence[ListingRow], since: datetime | None, until: datetime) -> dict[str, str]:
    """The notices with a version observed in the window, with the newest such moment."""
    found: dict[str, str] = {}
    for row in rows:
        moment = datetime.fromisoformat(row.observed_at)
        if (since is None or moment > since) and moment <= until:
            found[row.notice] = max(found.get(row.notice, ""), row.observed_at)
    return found


def _event_key(event: RegisterEvent) -> tuple[str, ...]:
    parts = (event["before"], event["after"])
    states = [repr(sorted((k, v) for k, v in (part or {}).items() if k not in ("uscc", "province"))) for part in parts]
    return (event["kind"], event["notice"], normalise(event["company"]), event["entry_type"], *states)
