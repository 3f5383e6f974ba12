"""What a change did to the registers: the entries its new version states and the earlier one did not."""

import json
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


def events_of_change(
    db: Database, before: int | None, after: int, notice: str, observed_at: str
) -> list[RegisterEvent]:
    """Events from version row `before` (None: nothing) to version row `after`, in the order of the list.

    An entry that a corrected notice no longer states is an event of kind `changed` with nothing after.
    """
    old = _entries(db, before) if before is not None else {}
    new = _entries(db, after)
    events = [
        _event(_KIND_OF_ACTION.get(entry["action"], "changed"), entry, old.get(key), entry, notice, observed_at)
        for key, entry in new.items()
        if key not in old or old[key] != entry
    ]
    gone = [_event("changed", entry, entry, None, notice, observed_at) for key, entry in old.items() if key not in new]
    return events + gone


def _entries(db: Database, version: int) -> dict[tuple[str, ...], Entry]:
    rows = db.conn.execute(
        """SELECT register, action, company, uscc, province, entry_type, batch, former, place, row, detail
           FROM entry_rows WHERE version = ? ORDER BY position""",
        [version],
    ).fetchall()
    entries: dict[tuple[str, ...], Entry] = {}
    for register, action, company, uscc, province, entry_type, batch, former, place, row, detail in rows:
        entries[(register, action, company, entry_type, former)] = {
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
            "detail": json.loads(detail) if detail else {},
        }
    return entries


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
