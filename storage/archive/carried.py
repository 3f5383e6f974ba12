"""What a file that cannot be read said before: not known to be gone, so it is not taken off a list or out of a
benchmark until the file says otherwise."""

import json
from dataclasses import replace

from storage import blobs
from storage.archive.edits import paired_attachments
from storage.archive.stored import StoredVersion
from storage.database import Database
from storage.model import Entry, Fine, PenaltyRule, Reading


def with_rows_held(db: Database, last: StoredVersion, reading: Reading) -> Reading:
    """The reading, with the entries and rules that the last version read from files which are out of reach or
    unreadable now. A warning says so of each such file; one that the page no longer names takes its rows with it."""
    entries, rules, warnings = list(reading.facts.entries), list(reading.facts.penalties), []
    for old, new in paired_attachments(last.attachments, reading.attachments):
        if new.readable:
            continue
        place = f"attachment:{old.name}"
        held, ruled = _entries_at(db, last, place), _rules_at(db, last, place)
        entries += held
        rules += ruled
        if held or ruled:
            warnings.append(f"{new.name} could not be read; what it said before is taken to hold until it can be")
    if not warnings:
        return reading
    facts = replace(
        reading.facts,
        entries=tuple(entries),
        penalties=tuple(rules),
        warnings=(*reading.facts.warnings, *warnings),
    )
    return replace(reading, facts=facts)


def _entries_at(db: Database, last: StoredVersion, place: str) -> list[Entry]:
    rows = db.conn.execute(
        """SELECT register, action, company, uscc, province, entry_type, batch, former, place, row, detail
           FROM entry_rows WHERE version = ? AND place = ? ORDER BY position""",
        [last.id, place],
    ).fetchall()
    return [Entry(*(*row[:10], json.loads(row[10]) if row[10] else {})) for row in rows]


def _rules_at(db: Database, last: StoredVersion, place: str) -> list[PenaltyRule]:
    if last.rules_blob is None:
        return []
    return [
        PenaltyRule(**{**rule, "fine": tuple(Fine(**fine) for fine in rule["fine"]), "flags": tuple(rule["flags"])})
        for rule in json.loads(blobs.get(db, last.rules_blob))
        if rule["where"] == place
    ]
