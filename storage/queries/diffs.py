"""The edits between any two versions or moments of a notice, or between two notices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.archive.edits import edits_between
from storage.archive.versions import StoredVersion, version_number
from storage.clock import moment
from storage.database import Database
from storage.diffs.whole import WORDS
from storage.errors import NotFound
from storage.queries.notices import resolve, version_at
from storage.queries.redlines import Place, redline_places
from storage.shapes import Edit

_VERSION = re.compile(r"v(\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, of one notice or of two, and the edits from `before` to `after`. `older` and `newer` are their
    notices."""

    older: str
    newer: str
    before: StoredVersion
    after: StoredVersion
    edits: list[Edit]

    def answer(self) -> dict[str, Any]:
        """The comparison as `regwatch diff` answers it. `notice` and `title` are those of the newer side."""
        return {
            "notice": self.newer,
            "title": self.after.title,
            "from": _end(self.older, self.before),
            "to": _end(self.newer, self.after),
            "edits": self.edits,
        }

    def places(self, db: Database, *, side_by_side: bool = False, words: Mapping[str, str] = WORDS) -> list[Place]:
        """The redline in HTML, place by place: see `storage.queries.redlines`."""
        return redline_places(
            self.before.content(db), self.after.content(db), self.edits, side_by_side=side_by_side,
            across=self.older != self.newer, words=words,
        )  # fmt: skip


def diff(db: Database, text: str, older: str | None, newer: str | None, other: str = "") -> dict[str, Any]:
    """`compare` as `regwatch diff` answers it."""
    return compare(db, text, older, newer, other).answer()


def compare(db: Database, text: str, older: str | None, newer: str | None, other: str = "") -> Comparison:
    """Edits from one version to another. Each end is `vN`, a moment, or None: the version before, and the newest.

    With `other`, another notice, the edits lead from the notice `text` at `older` to that one at `newer`, both the
    newest by default. Raises NotFound (no such notice or version, not yet known then) and NotAMoment.
    """
    notice = resolve(db, text)
    target = resolve(db, other) if other else notice
    after = _pick(db, target, newer) if newer else version_at(db, target, None)
    assert after is not None
    if older:
        before = _pick(db, notice, older)
    else:
        found = version_at(db, notice, None) if other else version_number(db, notice, max(1, after.number - 1))
        assert found is not None
        before = found
    edits: list[Edit] = []
    if before.id != after.id:
        edits = edits_between(before.content(db), after.content(db), across=notice != target)
    return Comparison(notice, target, before, after, edits)


def _end(notice: str, version: StoredVersion) -> dict[str, Any]:
    return {
        "notice": notice, "title": version.title, "version": version.number, "observed_at": version.observed_at,
    }  # fmt: skip


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
