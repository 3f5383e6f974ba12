"""A version's content as it is kept: text, tables and labelled fields as one JSON document, facts beside it."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from storage.model import DatedSentence, Facts, PenaltyRule, Reading, Table


def body_json(
    text: str,
    tables: tuple[Table, ...],
    fields: dict[str, str],
    warnings: tuple[str, ...] = (),
    dates: tuple[DatedSentence, ...] = (),
) -> bytes:
    """Text first and unescaped, so that it packs well against the page it was read from. The dates stand here because
    their sentences are the page's own words: beside the page they take no room."""
    document: dict[str, Any] = {
        "text": text,
        "tables": [table_json(table) for table in tables],
        "fields": fields,
        "warnings": list(warnings),
    }
    if dates:
        document["dates"] = dates_json(dates)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def dates_json(dates: tuple[DatedSentence, ...]) -> list[dict[str, Any]]:
    return [asdict(stated) | {"day": stated.day.isoformat()} for stated in dates]


def dates_of(body: dict[str, Any], facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The dated sentences of a version; the first archives kept them with the facts."""
    return list(body.get("dates") or facts.get("dates", []))


def table_json(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "header": table.header,
        "rows": [list(row) for row in table.rows],
        "places": list(table.places),
    }


def table_of(document: dict[str, Any]) -> Table:
    return Table(
        rows=tuple(tuple(row) for row in document["rows"]),
        header=int(document["header"]),
        name=document["name"],
        places=tuple(document.get("places", ())),
    )


def tables_of(body: dict[str, Any]) -> tuple[Table, ...]:
    return tuple(table_of(table) for table in body["tables"])


def facts_json(reading: Reading) -> str:
    """The facts but for entries, penalty rules and dated sentences, which are kept elsewhere."""
    facts = asdict(replace(reading.facts, entries=(), penalties=(), dates=()))
    for stored_elsewhere in ("entries", "penalties", "dates"):
        del facts[stored_elsewhere]
    facts["warnings"] = [*reading.facts.warnings, *reading.warnings]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), default=_plain)


def rules_json(rules: tuple[PenaltyRule, ...]) -> bytes:
    return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def displayed(facts: Facts) -> dict[str, Any]:
    """The facts of a notice that every answer shows, by the names of the interface."""
    return {
        "issuers": list(facts.issuers),
        "doc_number": facts.doc_number,
        "stage": facts.stage,
        "topics": list(facts.topics),
        "on_subject": facts.on_subject,
        "province": facts.province,
        "published_on": iso(facts.published_on),
        "signed_on": iso(facts.signed_on),
        "effective_on": iso(facts.effective_on),
        "expires_on": iso(facts.expires_on),
        "comment_deadline": iso(facts.comment_deadline),
    }
