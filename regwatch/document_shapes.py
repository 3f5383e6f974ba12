"""Readings as the interface prints them: plain values for JSON, and rows for tables and CSV."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from crawler.facts.descriptions import Description
from regwatch.document_facts import Understood
from storage.model import DatedSentence, Document, PenaltyRule, Table
from storage.penalty_doubts import with_doubts

KINDS = (
    *("published", "signed", "effective", "expires"),
    *("comment_from", "comment_deadline", "window_from", "window_until"),
)
_ON = {
    "published_on": "published",
    "signed_on": "signed",
    "effective_on": "effective",
    "expires_on": "expires",
    "comment_deadline": "comment_deadline",
}


def document_shape(found: Understood, name: str) -> dict[str, Any]:
    """The answer to one file. `dates` has every kind of date, null where the text states none; each table says where
    it stands; `files` are the files of an archive."""
    facts = found.facts
    return {
        "file": name,
        "title": found.title,
        "title_from": found.title_from,
        "title_core": facts.title_core,
        "media_type": found.media_type,
        "doc_number": facts.doc_number,
        "doc_numbers": list(facts.doc_numbers),
        "issuers": list(facts.issuers),
        "stage": facts.stage,
        "topics": list(facts.topics),
        "on_subject": facts.on_subject,
        "province": facts.province,
        **_days(found.dates),
        "dates": dates_shape(found.dates, facts.dates),
        "text": found.text,
        "tables": [table_shape(where, table) for where, table in found.tables],
        "entries": [asdict(entry) for entry in facts.entries],
        "claimed_totals": [asdict(total) for total in facts.claimed_totals],
        "penalties": penalty_shapes(facts.penalties),
        "references": [asdict(reference) for reference in facts.references],
        "links": [{"name": label, "url": url} for label, url in found.links],
        "files": [_file(member) for member in found.members],
        "readable": found.readable,
        "warnings": list(found.warnings),
    }


def line_shape(
    number: int,
    title: str,
    told: Description,
    issuer: str,
    days: dict[str, date],
    sentences: tuple[DatedSentence, ...],
    penalties: tuple[PenaltyRule, ...],
    warnings: tuple[str, ...],
) -> dict[str, Any]:
    """The answer to one line, with the keys of a document."""
    return {
        "line": number,
        "title": title,
        "issuer": issuer,
        "title_core": told.title_core,
        "doc_number": told.doc_number,
        "doc_numbers": list(told.doc_numbers),
        "issuers": list(told.issuers),
        "stage": told.stage,
        "topics": list(told.topics),
        "on_subject": told.on_subject,
        "province": told.province,
        **_days(days),
        "dates": dates_shape(days, sentences),
        "text": "",
        "tables": [],
        "entries": [],
        "penalties": penalty_shapes(penalties),
        "readable": bool(title),
        "warnings": list(warnings),
    }


def dates_shape(days: dict[str, date], sentences: tuple[DatedSentence, ...]) -> dict[str, Any]:
    known: dict[str, Any] = {kind: days[kind].isoformat() if kind in days else None for kind in KINDS}
    known["dated_sentences"] = [{**asdict(one), "day": one.day.isoformat()} for one in sentences]
    return known


def table_shape(where: str, table: Table) -> dict[str, Any]:
    """`header` counts the leading rows that name the columns; `places` says of each row where it stands."""
    return {
        "where": where,
        "name": table.name,
        "header": table.header,
        "rows": [list(row) for row in table.rows],
        "places": list(table.places),
    }


def penalty_shapes(rules: Sequence[PenaltyRule]) -> list[dict[str, Any]]:
    """With the doubts between neighbouring tiers; those about a statute's edition depend on a day."""
    plain = [
        {**asdict(rule), "fine": [asdict(fine) for fine in rule.fine], "flags": list(rule.flags)} for rule in rules
    ]
    return with_doubts(plain, date.min)


def _days(days: dict[str, date]) -> dict[str, str | None]:
    return {name: days[kind].isoformat() if kind in days else None for name, kind in _ON.items()}


def _file(member: Document) -> dict[str, Any]:
    return {
        "name": member.name,
        "media_type": member.media_type,
        "readable": member.readable,
        "tables": len(member.tables),
        "characters": len(member.text),
        "warnings": list(member.warnings),
    }
