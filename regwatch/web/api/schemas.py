"""What the API's answers look like, as JSON Schema for its description. More fields may come; none of these goes."""

from collections.abc import Mapping
from typing import Any

from storage.vocabulary.links import EVENTS_OF_A_TEXT, RELATIONS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MOMENT: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*\\+08:00$"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
THING: Schema = {"type": "object"}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def record(fields: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(fields), "properties": {**fields, **optional}}


FAULT = record({"error": TEXT})
EDIT = record(
    {
        "where": TEXT,
        "op": one_of("insert", "delete", "replace", "row_added", "row_removed", "row_changed"),
        "before": TEXT,
        "after": TEXT,
    },
    key=TEXT,
    moved=FLAG,
)
_ATTACHMENT = record(
    {"name": TEXT, "url": TEXT, "sha256": TEXT, "media_type": TEXT, "bytes": COUNT, "readable": FLAG}, fault=TEXT
)
_SUMMARY: dict[str, Schema] = {
    **dict.fromkeys(("id", "source", "channel", "url", "title", "doc_number", "stage", "province"), TEXT),
    **dict.fromkeys(("issuers", "topics", "subjects"), many(TEXT)),
    **dict.fromkeys(("published_on", "signed_on", "effective_on", "expires_on", "comment_deadline"), maybe(DAY)),
    "on_subject": FLAG,
    "attachments": many(_ATTACHMENT),
    "state": one_of("live", "withdrawn"),
}
SUMMARY = record(_SUMMARY)
EVENT = record(
    {
        **dict.fromkeys(("kind", "register", "company", "entry_type", "notice"), TEXT),
        "before": maybe(THING),
        "after": maybe(THING),
        "observed_at": MOMENT,
    },
    on=DAY,
)
_ENGLISH = record({"engine": TEXT, "texts": {"type": "object", "additionalProperties": TEXT}})
CHANGE = record(
    {
        "id": COUNT,
        "kind": one_of("published", "edited", "withdrawn", "restored"),
        "observed_at": MOMENT,
        "notice": record(_SUMMARY),
        "from_version": maybe(COUNT),
        "to_version": maybe(COUNT),
        "edits": many(EDIT),
        "register_events": many(EVENT),
    },
    backlog=FLAG,
    page_sha256=TEXT,
    machine_translation=_ENGLISH,
    penalty_changes=many(THING),
)
_TABLE = record({"rows": many(many(TEXT))})
_VERSION = record({"version": COUNT, "observed_at": MOMENT, "sha256": TEXT, "cause": TEXT, "reader": TEXT})
_RELATION = one_of(*RELATIONS)
_REFERENCE = record({
    "relation": _RELATION, "title": TEXT, "doc_number": TEXT, "sentence": TEXT, "issuer": TEXT, "core": TEXT,
    "notice": maybe(TEXT),
})  # fmt: skip
_NAMED_BY = record({
    **dict.fromkeys(("notice", "title", "stage"), TEXT), "relation": _RELATION, "issuers": many(TEXT),
    "published_on": maybe(DAY),
})  # fmt: skip
_COPY = record({
    **dict.fromkeys(("notice", "source", "title", "stage", "doc_number", "province"), TEXT), "issuers": many(TEXT),
    "published_on": maybe(DAY), "event": one_of(*EVENTS_OF_A_TEXT),
})  # fmt: skip
NOTICE = record({
    **_SUMMARY, "text": TEXT, "tables": many(_TABLE), "versions": many(_VERSION), "version": COUNT,
    "references": many(_REFERENCE), "named_by": many(_NAMED_BY), "instrument": many(_COPY),
})  # fmt: skip
HIT = record({**_SUMMARY, "passage": TEXT, "marks": many(many(COUNT)), "where": TEXT})
_COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
FACETS = record({"total": COUNT, **dict.fromkeys(("source", "topic", "province", "year"), _COUNTS)})
_END = record({"version": COUNT, "observed_at": MOMENT}, part=TEXT)
DIFF = record({"notice": TEXT, "title": TEXT, "from": _END, "to": _END, "edits": many(EDIT)}, suggested=THING)
REGISTER = record({
    "register": TEXT, "name": TEXT, "name_en": TEXT, "entries": COUNT, "computed_total": COUNT, "notices": COUNT,
    "last_notice_on": maybe(DAY),
})  # fmt: skip
ENTRY = record({
    **dict.fromkeys(("company", "uscc", "province", "entry_type", "batch", "status", "since", "notice"), TEXT),
    "attachment": TEXT, "row": TEXT,
})  # fmt: skip
REGISTER_STATE = record({
    "register": TEXT, "as_of": DAY, "entries": many(ENTRY), "computed_total": COUNT, "claimed_totals": many(THING),
})  # fmt: skip
EVENTS = record({"register": TEXT, "events": many(EVENT)})
_FINE = record(
    {"kind": TEXT, "min": maybe(NUMBER), "max": maybe(NUMBER), "unit": TEXT, "base": maybe(TEXT), "party": TEXT}
)
PENALTY = record({
    **dict.fromkeys(("notice", "offence", "basis", "circumstance", "tier", "text"), TEXT),
    "fine": many(_FINE), "flags": many(TEXT),
})  # fmt: skip
PENALTY_CHANGE = record({
    "op": one_of("added", "removed", "changed"), "old_fine": many(_FINE), "new_fine": many(_FINE),
    "fields": many(TEXT),
    **dict.fromkeys(("offence", "circumstance", "tier", "old_amount", "new_amount", "notice", "against"), TEXT),
})  # fmt: skip
ROLLOUT = record({
    "province": TEXT, "code": TEXT, "status": one_of("none", "consultation", "issued"), "notice": maybe(TEXT),
    "published_on": maybe(DAY), "lag_days": maybe({"type": "integer"}),
    "deviations": many(record(dict.fromkeys(("national", "province", "clause", "province_clause"), TEXT))),
}, before=one_of("none", "consultation", "issued"))  # fmt: skip
SOURCE = record({
    "source": TEXT, "channel": TEXT,
    "state": one_of("healthy", "late", "challenged", "drifted", "unreachable", "never"),
    "last_success_at": maybe(MOMENT), "last_new_at": maybe(MOMENT), "checks": COUNT, "ok": COUNT,
    "expected_every_h": NUMBER,
})  # fmt: skip
_MATCH = ("company", "entry_type", "status", "since", "why", "notice", "sha256")
CHECK = record({
    "query": TEXT,
    "verdict": one_of("listed", "removed", "proposed", "proposed_removal", "possible_match", "not_found"),
    "matches": many(record(dict.fromkeys(_MATCH, TEXT))),
    "as_of": DAY,
})  # fmt: skip
KEPT = record({
    "role": one_of("page", "attachment"), "name": TEXT, "url": TEXT, "observed_at": MOMENT, "status": maybe(COUNT),
    "media_type": TEXT, "bytes": COUNT, "sha256": SHA256,
})  # fmt: skip
FINDING = record({
    **dict.fromkeys(("source", "channel", "kind", "detail"), TEXT),
    "opened_at": MOMENT, "last_at": MOMENT, "times": COUNT,
})  # fmt: skip
DELIVERY = record({
    "id": COUNT, "kind": TEXT, "frequency": maybe(TEXT), "state": TEXT, "sent_at": maybe(MOMENT), "attempts": COUNT,
    "next_attempt_at": maybe(MOMENT), "said": TEXT,
})  # fmt: skip
FEED = record({
    "version": TEXT, "title": TEXT, "home_page_url": TEXT, "feed_url": TEXT,
    "items": many(record({"id": TEXT, "url": TEXT, "title": TEXT, "content_text": TEXT, "date_published": MOMENT})),
})  # fmt: skip
