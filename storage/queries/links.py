"""What a notice names and what names it: 依据, 修订, 废止 and 转发 as links between notices, both ways.

The two ways agree: B stands among what A names exactly when A stands among what B is named by.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from storage.archive.contents import facts_of
from storage.clock import stamp
from storage.database import Database
from storage.normal import compare_key
from storage.search import names, titles

SHORTEST_TITLE = names.SHORTEST_TITLE
_NEEDS_ISSUER = ("公告", "通告", "令")


def linked(
    db: Database, references: list[dict[str, Any]], notice: str = "", issuers: list[str] | None = None
) -> list[dict[str, Any]]:
    """The references of a notice with the notice that each one names, where the archive holds it: by number, else by
    the quoted title (a title that only holds the quoted one is another document: the list of enterprises under X is
    not X).

    A 公告, 通告 or 令 number is no key without its issuer: the one printed before it or, where none is printed, one of
    the notice's own `issuers`.
    """
    return [{**reference, "notice": _named(db, reference, notice, issuers or [])} for reference in references]


def named_by(
    db: Database, notice: str, doc_number: str, title: str, title_core: str, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Notices that name this one, oldest first, with the relation as they state it. With `as_of` those that were known
    then, by what they say now."""
    keys = {names.title_key(title), names.title_key(title_core), names.number_key(doc_number) if doc_number else ""}
    found: list[dict[str, Any]] = []
    for other, facts in _facts_of(db, names.naming(db, keys), as_of):
        if other == notice:
            continue
        for reference in linked(db, facts["references"], other, facts["issuers"]):
            if reference["notice"] == notice:
                found.append({
                    "relation": reference["relation"], "notice": other, "title": facts["title"],
                    "stage": facts["stage"], "issuers": facts["issuers"], "published_on": facts["published_on"],
                })  # fmt: skip
    unique = {(one["relation"], one["notice"]): one for one in found}
    return sorted(unique.values(), key=lambda one: (one["published_on"] or "", one["notice"], one["relation"]))


def _facts_of(db: Database, notices: list[str], as_of: datetime | None) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = db.conn.execute(
        """SELECT n.id, v.title, v.facts FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE n.id IN (SELECT value FROM json_each(?)) AND n.first_observed_at <= ? ORDER BY n.id""",
        [json.dumps(notices), stamp(as_of) if as_of else "9999"],
    )
    for other, title, text in rows.fetchall():
        yield str(other), {**facts_of(text), "title": title}


def _named(db: Database, reference: Mapping[str, Any], own: str, issuers: list[str]) -> str | None:
    return _by_number(db, reference, own, issuers) or _by_title(db, reference, own)


def _by_number(db: Database, reference: Mapping[str, Any], own: str, issuers: list[str]) -> str | None:
    number = reference["doc_number"]
    if not number:
        return None
    rows = db.conn.execute(
        """SELECT n.id, n.stage, n.title, v.facts FROM notices n
           JOIN versions v ON v.notice = n.id AND v.number = n.version
           WHERE n.doc_number = ? AND n.doc_number != '' AND n.pointer = 0 AND n.id != ?
           ORDER BY n.stage = 'interpretation', n.published_on, n.id""",
        [number, own],
    ).fetchall()
    if number.startswith(_NEEDS_ISSUER):
        wanted = {reference["issuer"]} if reference.get("issuer") else set(issuers)
        rows = [row for row in rows if wanted & set(facts_of(row[3])["issuers"])]
    title = compare_key(reference.get("core") or reference["title"] or "")
    alike = [row for row in rows if title and title in compare_key(row[2])]
    return str((alike or rows)[0][0]) if rows else None


def _by_title(db: Database, reference: Mapping[str, Any], own: str) -> str | None:
    for title in dict.fromkeys((reference["title"], reference.get("core", ""))):
        if len(compare_key(title or "")) < SHORTEST_TITLE:
            continue
        rows = db.conn.execute(
            """SELECT n.id, n.title, v.facts FROM notices n
               JOIN versions v ON v.notice = n.id AND v.number = n.version
               WHERE n.pointer = 0 AND n.stage NOT IN ('consultation', 'proposal')
               AND n.id IN (SELECT value FROM json_each(?)) AND n.id != ?
               ORDER BY n.stage = 'interpretation', n.published_on, n.id""",
            [json.dumps(titles.holding(db, title)), own],
        ).fetchall()
        core = compare_key(title)
        for other, whole, text in rows:
            if core in (compare_key(whole), compare_key(facts_of(text)["title_core"])):
                return str(other)
    return None
