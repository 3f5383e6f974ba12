"""One instrument in many copies: draft, final text, interpretation, repost; and what a notice names, found again."""

import json
from typing import Any

from storage.archive.contents import facts_of
from storage.database import Database
from storage.normal import compare_key
from storage.search import titles

SHORTEST_CORE = 6


def copies(db: Database, notice: str, title_core: str) -> list[dict[str, Any]]:
    """Every notice of the same instrument by its title's core, oldest first, the asked one included; each stage is an
    event of its own. Empty when the core is too short to tell instruments by, or nothing else carries it."""
    core = compare_key(title_core)
    if len(core) < SHORTEST_CORE:
        return []
    rows = db.conn.execute(
        """SELECT n.id, n.source, n.title, n.stage, n.published_on, n.doc_number, n.province, v.facts
           FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE n.id IN (SELECT value FROM json_each(?)) ORDER BY n.published_on, n.id""",
        [json.dumps(titles.holding(db, title_core))],
    )
    found = [
        {
            "notice": row[0],
            "source": row[1],
            "title": row[2],
            "stage": row[3],
            "published_on": row[4],
            "doc_number": row[5],
            "province": row[6],
        }
        for row in rows
        if compare_key(facts_of(row[7])["title_core"]) == core
    ]
    return found if any(copy["notice"] != notice for copy in found) else []


def linked(db: Database, references: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The references with the notice that each one names, where the archive holds it: by number, else by title.

    A 公告 number is no key without its issuer, so such a number counts only together with the title.
    """
    return [{**reference, "notice": _named(db, reference)} for reference in references]


def _named(db: Database, reference: dict[str, Any]) -> str | None:
    number, title = reference["doc_number"], compare_key(reference["title"] or "")
    if number and not number.startswith(("公告", "通告", "令")):
        row = db.conn.execute(
            """SELECT id FROM notices WHERE doc_number = ? AND doc_number != '' AND pointer = 0
               ORDER BY published_on, id LIMIT 1""",
            [number],
        ).fetchone()
        if row:
            return str(row[0])
    if len(title) < SHORTEST_CORE:
        return None
    row = db.conn.execute(
        """SELECT id FROM notices WHERE pointer = 0 AND stage NOT IN ('consultation', 'proposal')
           AND id IN (SELECT value FROM json_each(?))
           ORDER BY stage = 'interpretation', published_on, id LIMIT 1""",
        [json.dumps(titles.holding(db, title))],
    ).fetchone()
    return None if row is None else str(row[0])
