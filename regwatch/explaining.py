"""Why Regwatch answers as it does of a title or of a stored notice: rule by rule, with the words that decided."""

import re
from dataclasses import asdict
from typing import Any

from crawler.facts.descriptions import Description, describe
from crawler.facts.reasons import Reason
from crawler.reading import ISSUER_FIELDS
from storage.database import Database
from storage.queries.notices import show

_ADDRESS = re.compile(r"(?:https?://|/)\S+\Z")
_ID = re.compile(r"[a-z][a-z0-9-]{0,24}-[A-Za-z0-9_]{4,64}\Z|[0-9a-f]{32}\Z|art_[0-9a-f]{32}\Z")


def names_notice(text: str) -> bool:
    """An address or an id (miit-1f2e3d4c5b6a), which no title looks like."""
    return bool(_ADDRESS.match(text) or _ID.match(text))


def explain_title(title: str, issuer: str = "") -> dict[str, Any]:
    """`reasons` is `[{"answer", "rule", "words", "profile"}]`: what was decided, by which rule, on which words, and for
    which subject's profile where one was asked for."""
    told = describe(title, issuer)
    return {**_answers(told), "issuer": issuer, "reasons": [asdict(reason) for reason in told.reasons]}


def explain_notice(db: Database, notice: str) -> dict[str, Any]:
    """As `explain_title`, from the title, text and fields of the notice's newest version, and with the sentences its
    dates were read from. Raises NotFound."""
    shown = show(db, notice)
    fields = shown["fields"]
    issuer = next((fields[label] for label in ISSUER_FIELDS if fields.get(label)), "") or "、".join(shown["issuers"])
    told = describe(shown["title"], issuer, shown["text"], fields=fields)
    reasons = [asdict(reason) for reason in told.reasons]
    reasons += [
        asdict(Reason(f"{stated['kind']}: {stated['day']}", "a dated statement", stated["sentence"]))
        for stated in shown["dates"]
    ]
    return {"id": shown["id"], **_answers(told), "issuer": issuer, "reasons": reasons}


def _answers(told: Description) -> dict[str, Any]:
    return {
        "title": told.title,
        "title_core": told.title_core,
        "doc_number": told.doc_number,
        "doc_numbers": list(told.doc_numbers),
        "issuers": list(told.issuers),
        "stage": told.stage,
        "topics": list(told.topics),
        "on_subject": told.on_subject,
        "subjects": list(told.subjects),
        "province": told.province,
    }
