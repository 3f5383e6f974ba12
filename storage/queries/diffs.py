"""The edits between any two versions or moments of a notice, or between two notices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.archive.contents import Content
from storage.archive.edits import edits_between
from storage.archive.versions import StoredVersion, version_number
from storage.clock import moment
from storage.database import Database
from storage.diffs.parts import BODY, Suggestion, part_named, part_of, suggested
from storage.diffs.whole import WORDS
from storage.errors import NotFound
from storage.queries.notices import resolve, version_at
from storage.queries.redlines import Place, redline_places
from storage.shapes import Edit

_VERSION = re.compile(r"v(\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, of one notice or of two, and the edits from `before` to `after`. `older` and `newer` are their
    notices. `parts`: of each only this part is compared (see `storage.diffs.parts`); `suggestion` says which parts
    would be, where the pages themselves are not the ones to compare."""

    older: str
    newer: str
    before: StoredVersion
    after: StoredVersion
    edits: list[Edit]
    parts: tuple[str, str] | None = None
    suggestion: Suggestion | None = None

    def answer(self) -> dict[str, Any]:
        """The comparison as `regwatch diff` answers it. `notice` and `title` are those of the newer side."""
        answer: dict[str, Any] = {
            "notice": self.newer,
            "title": self.after.title,
            "from": _end(self.older, self.before),
            "to": _end(self.newer, self.after),
            "edits": self.edits,
        }
        if self.parts:
            answer["from"]["part"], answer["to"]["part"] = self.parts
        if self.suggestion:
            answer["suggested"] = {"from_part": self.suggestion.older, "to_part": self.suggestion.newer}
        return answer

    def contents(self, db: Database) -> tuple[Content, Content]:
        """The two sides as they are compared."""
        before, after = self.before.content(db), self.after.content(db)
        return (part_of(before, self.parts[0]), part_of(after, self.parts[1])) if self.parts else (before, after)

    def places(self, db: Database, *, side_by_side: bool = False, words: Mapping[str, str] = WORDS) -> list[Place]:
        """The redline in HTML, place by place: see `storage.queries.redlines`."""
        return redline_places(
            *self.contents(db), self.edits, side_by_side=side_by_side,
            across=self.older != self.newer, words=words,
        )  # fmt: skip


def diff(
    db: Database, text: str, older: str | None, newer: str | None, other: str = "", parts: tuple[str, str] = ("", "")
) -> dict[str, Any]:
    """`compare` as `regwatch diff` answers it."""
    return compare(db, text, older, newer, other, parts).answer()


def compare(
    db: Database, text: str, older: str | None, newer: str | None, other: str = "", parts: tuple[str, str] = ("", "")
) -> Comparison:
    """Edits from one version to another. Each end is `vN`, a moment, or None: the version before, and the newest.

    With `other`, another notice, the edits lead from the notice `text` at `older` to that one at `newer`, both the
    newest by default. `parts` names one part of each side to be compared alone, such as an annex and the text; where
    one is given the other is the text. Raises NotFound (no such notice, version or part, not yet known then) and
    NotAMoment.
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
    if before.id == after.id and not any(parts):
        return Comparison(notice, target, before, after, [])
    old, new = before.content(db), after.content(db)
    if any(parts):
        named = part_named(old, parts[0] or BODY), part_named(new, parts[1] or BODY)
        edits = edits_between(part_of(old, named[0]), part_of(new, named[1]))
        return Comparison(notice, target, before, after, edits, named)
    across = notice != target
    edits = edits_between(old, new, across=across)
    return Comparison(notice, target, before, after, edits, suggestion=suggested(old, new) if across else None)


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
