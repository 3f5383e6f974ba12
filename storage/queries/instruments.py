"""One instrument in many copies: draft, final text, reprint, interpretation, repost; each of them is an event."""

import json
from typing import Any

from storage.archive.contents import facts_of
from storage.database import Database
from storage.normal import compare_key
from storage.search import titles

SHORTEST_CORE = 6
_ROLES = {
    "consultation": "draft",
    "proposal": "proposal",
    "revised": "revision",
    "repealed": "repeal",
    "interpretation": "interpretation",
}


def copies(db: Database, notice: str, title_core: str) -> list[dict[str, Any]]:
    """Every notice of the same instrument by its title's core, oldest first, the asked one included; each stage is an
    event of its own, and `event` says which: `draft`, `proposal`, `final`, `revision`, `repeal`, `reprint` (the same
    text again, as in a gazette), `forward` and `repost` (by another body), `interpretation`. Empty when the core is too
    short to tell instruments by, or nothing else carries it."""
    core = compare_key(title_core)
    if len(core) < SHORTEST_CORE:
        return []
    rows = db.conn.execute(
        """SELECT n.id, n.source, n.title, n.stage, n.published_on, n.doc_number, n.province, v.facts
           FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE n.id IN (SELECT value FROM json_each(?)) ORDER BY n.published_on, n.id""",
        [json.dumps(titles.holding(db, title_core))],
    )
    found: list[dict[str, Any]] = []
    for row in rows:
        facts = facts_of(row[7])
        if compare_key(facts["title_core"]) != core:
            continue
        copy = dict(
            zip(("notice", "source", "title", "stage", "published_on", "doc_number", "province"), row[:7], strict=True)
        )
        found.append({**copy, "issuers": facts["issuers"]})
    if all(copy["notice"] == notice for copy in found):
        return []
    first = next((copy for copy in found if copy["stage"] not in _ROLES), None)
    return [{**copy, "event": _event(copy, first)} for copy in found]


def _event(copy: dict[str, Any], first: dict[str, Any] | None) -> str:
    """What a copy is beside the first text that was issued."""
    if copy["stage"] in _ROLES:
        return _ROLES[copy["stage"]]
    if first is None or copy is first:
        return "final"
    if set(copy["issuers"]) & set(first["issuers"]) or (
        copy["doc_number"] and copy["doc_number"] == first["doc_number"]
    ):
        newer = copy["doc_number"] and first["doc_number"] and copy["doc_number"] != first["doc_number"]
        return "revision" if newer else "reprint"
    return "forward" if "转发" in copy["title"] else "repost"
