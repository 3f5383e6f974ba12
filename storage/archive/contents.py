"""A version's content as it is kept: text, tables and labelled fields as one JSON document, facts beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from storage.model import Attachment, DatedSentence, Facts, PenaltyRule, Reading, Table

# The subject that ships with the product: what is on it and no other says so by `on_subject` alone.
MAIN_SUBJECT = "used-power-batteries"

# What facts quote the page in, and each quotation without a word.
_QUOTING: dict[str, dict[str, Any]] = {
    "references": {"relation": "", "title": "", "doc_number": "", "sentence": "", "issuer": "", "core": ""},
    "claimed_totals": {"register": "", "count": 0, "scope": "", "sentence": ""},
}
_EMPTY: dict[str, Any] = {
    name: list(value) if isinstance(value, tuple) else value
    for name, value in asdict(Facts()).items()
    if name not in ("entries", "penalties", "dates")
}


class Content:
    """One side of a comparison."""

    def __init__(
        self,
        title: str,
        text: str,
        tables: Sequence[Table],
        fields: Mapping[str, str],
        attachments: Sequence[Attachment],
    ) -> None:
        self.title = title
        self.text = text
        self.tables = tables
        self.fields = fields
        self.attachments = attachments


def body_json(
    text: str,
    tables: tuple[Table, ...],
    fields: dict[str, str],
    warnings: tuple[str, ...] = (),
    facts: Facts | None = None,
) -> bytes:
    """Text first and unescaped, so that it packs well against the page it was read from. What facts hold of the page's
    own words stands here too (dated sentences, numbers, sentences that name a document or a total): beside the page it
    takes no room."""
    document: dict[str, Any] = {
        "text": text,
        "tables": [table_json(table) for table in tables],
        "fields": fields,
        "warnings": list(warnings),
    }
    if facts is not None:
        quoted = {name: [one.sentence for one in getattr(facts, name)] for name in _QUOTING}
        own = {"dates": dates_json(facts.dates), "doc_numbers": list(facts.doc_numbers)} | quoted
        document |= {name: said for name, said in own.items() if said}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def reading_json(reading: Reading) -> bytes:
    return body_json(reading.text, reading.tables, reading.fields, reading.warnings, reading.facts)


def dates_json(dates: tuple[DatedSentence, ...]) -> list[dict[str, Any]]:
    return [asdict(stated) | {"day": stated.day.isoformat()} for stated in dates]


def facts_json(reading: Reading) -> str:
    """What was concluded of a notice, for questions over many. What `body_json` and tables of their own keep is left
    out, and so is what is empty."""
    facts = asdict(replace(reading.facts, entries=(), penalties=(), dates=(), doc_numbers=()))
    facts["warnings"] = [*reading.facts.warnings, *reading.warnings]
    for name in _QUOTING:
        facts[name] = [_filled({**one, "sentence": ""}) for one in facts[name]]
    if facts["subjects"] == (MAIN_SUBJECT,):
        facts["subjects"] = ()  # what `on_subject` alone means
    return json.dumps(_filled(facts), ensure_ascii=False, separators=(",", ":"), default=_plain)


def facts_of(text: str) -> dict[str, Any]:
    """The facts as they are kept, with what was left out for being empty. Sentences and `doc_numbers` are in the body:
    `whole_facts` has them. The first archives kept all of it here, and that is given as it is."""
    facts: dict[str, Any] = _EMPTY | json.loads(text)
    for name, empty in _QUOTING.items():
        facts[name] = [empty | one for one in facts[name]]
    if facts["on_subject"] and not facts["subjects"]:
        facts["subjects"] = [MAIN_SUBJECT]
    return facts


def whole_facts(text: str, body: dict[str, Any]) -> dict[str, Any]:
    """Everything told of a notice, from its facts and its body as they are kept."""
    facts = facts_of(text)
    facts["dates"] = list(body.get("dates") or facts.get("dates", []))
    facts["doc_numbers"] = list(body.get("doc_numbers") or facts["doc_numbers"])
    for name in _QUOTING:
        for one, sentence in zip(facts[name], body.get(name, ()), strict=False):
            one["sentence"] = sentence
    return facts


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, False, (), [])}


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
        "subjects": list(facts.subjects),
        "province": facts.province,
        "published_on": iso(facts.published_on),
        "signed_on": iso(facts.signed_on),
        "effective_on": iso(facts.effective_on),
        "expires_on": iso(facts.expires_on),
        "comment_deadline": iso(facts.comment_deadline),
    }
