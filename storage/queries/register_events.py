"""What a change did to the registers: the entries its new version states and the earlier one did not."""

import json
from collections.abc import Sequence
from typing import Any

from storage.database import Database
from storage.shapes import RegisterEvent

_KIND_OF_ACTION = {
    "listed": "added",
    "proposed": "proposed",
    "removed": "removed",
    "proposed_removal": "removal_proposed",
    "renamed": "renamed",
    "changed": "changed",
    "type_dropped": "type_dropped",
    "rectification": "rectification",
    "readmitted": "readmitted",
}

Entry = dict[str, Any]
Entries = dict[tuple[str, ...], Entry]


def events_between(old: Entries | None, new: Entries, notice: str, observed_at: str) -> list[RegisterEvent]:
    """Events from one version's entries (None: there is none before) to another's, in the order of the list.

    An entry that a corrected notice no longer states is an event of kind `changed` with nothing after.
    """
    old = old or {}
    events = [
        _event(_KIND_OF_ACTION.get(entry["action"], "changed"), entry, old.get(key), entry, notice, observed_at)
        for key, entry in new.items()
        if key not in old or old[key] != entry
    ]
    gone = [_event("changed", entry, entry, None, notice, observed_at) for key, entry in old.items() if key not in new]
    return events + gone


def entries_of(db: Database, versions: Sequence[int]) -> dict[int | None, Entries]:
    """What each of the versions, given by their row ids, states of registers; empty where it states nothing."""
    found: dict[int | None, Entries] = {version: {} for version in versions}
    rows = db.conn.execute(
        f"""SELECT version, register, action, company, uscc, province, entry_type, batch, former, place, row, detail
           FROM entry_rows WHERE version IN ({",".join("?" * len(versions))}) ORDER BY version, position""",
        list(versions),
    ).fetchall()
    for version, register, action, company, uscc, province, entry_type, batch, former, place, row, detail in rows:
        said = json.loads(detail) if detail else {}
        found[version][(register, action, company, entry_type, former, said.get("change", ""))] = {
            "register": register,
            "action": action,
            "company": company,
            "uscc": uscc,
            "province": province,
            "entry_type": entry_type,
            "batch": batch,
            "former": former,
            "where": place,
            "row": row,
            "detail": said,
        }
    return found


def _event(
    kind: str, entry: Entry, before: Entry | None, after: Entry | None, notice: str, observed_at: str
) -> RegisterEvent:
    return {
        "kind": kind,
        "register": entry["register"],
        "company": entry["company"],
        "entry_type": entry["entry_type"],
        "before": before,
        "after": after,
        "notice": notice,
        "observed_at": observed_at,
    }
