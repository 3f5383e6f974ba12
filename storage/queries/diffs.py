"""The edits between any two versions or moments of a notice."""

import re
from datetime import datetime
from typing import Any

from storage.archive.edits import edits_between
from storage.archive.versions import StoredVersion, version_number
from storage.clock import moment
from storage.database import Database
from storage.errors import NotFound
from storage.queries.notices import resolve, version_at

_VERSION = re.compile(r"v(\d{1,9})\Z")


def diff(db: Database, text: str, older: str | None, newer: str | None) -> dict[str, Any]:
    """Edits from one version to another. Each end is `vN`, a moment, or None: the version before, and the newest.

    Raises NotFound (no such notice or version, not yet known then) and NotAMoment.
    """
    notice = resolve(db, text)
    after = _pick(db, notice, newer) if newer else version_at(db, notice, None)
    assert after is not None
    before = _pick(db, notice, older) if older else version_number(db, notice, max(1, after.number - 1))
    assert before is not None
    found = edits_between(before.content(db), after.content(db)) if before.number != after.number else []
    return {
        "notice": notice,
        "title": after.title,
        "from": {"version": before.number, "observed_at": before.observed_at},
        "to": {"version": after.number, "observed_at": after.observed_at},
        "edits": found,
    }


def _pick(db: Database, notice: str, wanted: str) -> StoredVersion:
    asked = _VERSION.match(wanted.strip())
    if asked:
        found = version_number(db, notice, int(asked.group(1)))
        if found is None:
            raise NotFound(f"{notice} has no version {wanted}; `regwatch show {notice}` lists its versions")
        return found
    when: datetime = moment(wanted, end_of_day=True)
    at = version_at(db, notice, when)
    if at is None:
        raise NotFound(f"{notice} was not yet known at {wanted}; `regwatch show {notice}` lists its versions")
    return at
