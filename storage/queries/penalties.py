"""Penalty rules as of a moment: the fold of `storage.penalties` over the archive's versions."""

import json
from datetime import datetime
from typing import Any

from storage import blobs
from storage.archive.contents import facts_of
from storage.clock import stamp
from storage.database import Database
from storage.normal import compare_key
from storage.penalties import rules_as_of


def penalties(
    db: Database, as_of: datetime, query: str = "", known_at: datetime | None = None, *, any_subject: bool = True
) -> list[dict[str, Any]]:
    """Rules in force at the moment, by notice and in the order of the document; with `known_at` told from what had
    been observed by then. Those of a draft are flagged `draft`, and end where its final text begins."""
    horizon = stamp(known_at) if known_at else "9999"
    rows = [
        _version(db, row, horizon) for row in _versions(db, horizon) if any_subject or facts_of(row[2])["on_subject"]
    ]
    return rules_as_of(_with_answered_drafts(rows), as_of, query)


def _with_answered_drafts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A draft speaks until the day on which one of its issuers publishes the final text under the same name."""
    finals = [row for row in rows if not row["draft"] and row["published_on"]]
    for row in rows:
        if row["draft"]:
            days = [
                final["published_on"]
                for final in finals
                if final["core"] == row["core"]
                and set(final["issuers"]) & set(row["issuers"])
                and final["published_on"] >= (row["published_on"] or "")
            ]
            row["repealed_on"] = min(days, default=row["repealed_on"])
    return rows


def _versions(db: Database, horizon: str) -> list[Any]:
    """Every version known by then of every notice that ever stated a rule: one that states none any more speaks as
    well."""
    return db.conn.execute(
        """SELECT v.notice, v.observed_at, v.facts, v.rules FROM versions v
           WHERE v.notice IN (SELECT notice FROM versions WHERE rule_count > 0) AND v.observed_at <= ?
           ORDER BY v.notice, v.number""",
        [horizon],
    ).fetchall()


def _version(db: Database, row: Any, horizon: str) -> dict[str, Any]:
    notice, observed_at, text, rules = row
    facts = facts_of(text)
    return {
        "notice": notice,
        "version_observed_at": observed_at,
        "effective_on": facts["effective_on"] or facts["published_on"],
        "expires_on": facts["expires_on"],
        "published_on": facts["published_on"],
        "draft": facts["stage"] == "consultation",
        "core": compare_key(facts["title_core"]),
        "issuers": facts["issuers"],
        "repealed_on": _repealed_on(db, facts["doc_number"], horizon),
        "rules": json.loads(blobs.get(db, rules)) if rules is not None else [],
    }


def _repealed_on(db: Database, doc_number: str, horizon: str) -> str | None:
    """The day from which another notice says that this number is repealed, if one does."""
    if not doc_number:
        return None
    for (text,) in db.conn.execute(
        """SELECT v.facts FROM versions v WHERE instr(v.facts, '"relation":"repeals"') > 0
           AND v.number = (SELECT max(w.number) FROM versions w WHERE w.notice = v.notice AND w.observed_at <= ?)""",
        [horizon],
    ).fetchall():
        facts = facts_of(text)
        for reference in facts["references"]:
            if reference["relation"] == "repeals" and reference["doc_number"] == doc_number:
                day = facts["effective_on"] or facts["signed_on"] or facts["published_on"]
                return None if day is None else str(day)
    return None
