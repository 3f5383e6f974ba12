"""What a change did to penalty rules, by rule and amount: against the notice's own last version, or for a new notice
against the benchmark that it says it revises or repeals."""

import json
from typing import Any

from storage import blobs
from storage.archive.contents import facts_of
from storage.archive.versions import StoredVersion
from storage.database import Database
from storage.diffs.penalties import diff_rules
from storage.normal import compare_key
from storage.queries.notices import version_at

Rules = list[dict[str, Any]]


def penalty_changes(db: Database, before: StoredVersion | None, after: StoredVersion, notice: str) -> Rules:
    """The changes of `storage.diffs.penalties.diff_rules`, each with `against`: the notice compared with.

    A new benchmark without a known predecessor changes nothing that we could compare: the answer is empty.
    """
    new = _rules(db, after)
    if before is not None:
        old, against = _rules(db, before), notice
    else:
        named = predecessor(db, after, notice) if new else None
        if named is None:
            return []
        against, version, whole = named
        found = diff_rules(_rules(db, version), new)
        # A revision may restate one chapter alone: what it does not mention still holds.
        return [{**change, "against": against} for change in found if whole or change["op"] != "removed"]
    if not old and not new:
        return []
    return [{**change, "against": against} for change in diff_rules(old, new)]


def _rules(db: Database, version: StoredVersion) -> Rules:
    if version.rules_blob is None:
        return []
    rules: Rules = json.loads(blobs.get(db, version.rules_blob))
    return rules


def predecessor(db: Database, version: StoredVersion, notice: str) -> tuple[str, StoredVersion, bool] | None:
    """The newest benchmark in the archive that the notice names as revised or repealed, by number or by title; and
    whether it is repealed, that is replaced as a whole."""
    named = [
        reference
        for reference in facts_of(version.facts)["references"]
        if reference["relation"] in ("revises", "repeals")
    ]
    whole = any(reference["relation"] == "repeals" for reference in named)
    numbers = {reference["doc_number"] for reference in named if reference["doc_number"]}
    titles = {compare_key(reference["title"]) for reference in named if reference["title"]}
    rows = db.conn.execute(
        """SELECT DISTINCT n.id, n.doc_number, n.title, n.published_on FROM notices n JOIN versions v ON v.notice = n.id
           WHERE v.rule_count > 0 AND n.id != ? ORDER BY n.published_on DESC, n.id""",
        [notice],
    ).fetchall()
    for other, doc_number, title, _ in rows:
        known = compare_key(title)
        if (doc_number and doc_number in numbers) or any(name in known or known in name for name in titles):
            found = version_at(db, other, None)
            if found is not None:
                return other, found, whole
    return None
