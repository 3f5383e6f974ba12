"""Answers as JSON or CSV, and the words with which the description (OpenAPI) tells of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from regwatch.errors import UsageFault
from regwatch.output import csv_text
from regwatch.web.api.schemas import FAULT, TEXT, Schema
from regwatch.web.questions import text

Parameters = list[dict[str, Any]]

_WORDS = {
    "since": "from this day or time on (UTC+8 when no offset is given)",
    "until": "up to, and without, this day or time",
    "source": "one source: miit, samr, mee",
    "channel": "one channel: wjfb or miit/wjfb",
    "topic": "one topic, as in list_publication",
    "province": "one province: 广东, Guangdong or 44",
    "kind": "published, edited, withdrawn or restored",
    "query": "words that must all be found",
    "any_subject": "1: also what is not on the subject",
    "subject": "one of the watched subjects, by its key",
    "after": "go on behind this place, as the Link header of the page before has it",
    "limit": "how many at most",
    "as_of": "as it was on this day or at this time",
    "known_at": "only by what had been seen at this time",
    "from": "the earlier end: a version (v1), a day or a time",
    "to": "the later end: a version (v2), a day or a time",
    "with": "another notice, by id or address: what leads from this one to it",
    "stage": "one stage, as in consultation",
    "from_part": "compare only this part of the earlier side: body, or a file by its name or number",
    "to_part": "compare only this part of the later side",
    "q": "the words to find",
    "name": "a supplier's name or credit code; may be repeated",
    "register": "one list, by its key",
    "campaign": "a national notice: id, address or words of its title",
    "now": "judge the channels as of this time",
    "format": "json (default) or csv",
}


def described(*names: str, required: Sequence[str] = (), answer: Schema | None = None) -> dict[str, Any]:
    """`openapi_extra` with the query parameters of an answer and its shape; with `format` it may also come as CSV."""
    told: dict[str, Any] = {}
    if answer is not None:
        content = {"application/json": {"schema": answer}}
        if "format" in names:
            content["text/csv"] = {"schema": TEXT}
        told["responses"] = {"200": {"content": content}}
    return told | {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in required,
                "description": _WORDS[name],
                "schema": {"type": "array", "items": {"type": "string"}} if name == "name" else {"type": "string"},
            }
            for name in names
        ]
    }


_FAULT_CONTENT = {"application/json": {"schema": FAULT}}
FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"description": "something asked for is wrong", "content": _FAULT_CONTENT},
    404: {"description": "what was asked for is not in the archive", "content": _FAULT_CONTENT},
    503: {"description": "the archive cannot be read now, or the question took too long", "content": _FAULT_CONTENT},
    "4XX": {"description": "refused at the door: no token, too large, too fast, unknown", "content": _FAULT_CONTENT},
}


def wants_csv(request: Request) -> bool:
    form = text(request, "format")
    if form not in ("", "json", "csv"):
        raise UsageFault(f"format={form[:20]} is not known here; write json or csv")
    return form == "csv"


def json_answer(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, media_type="application/json", headers=dict(headers or {}))


def records_answer(
    request: Request,
    records: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    name: str,
    whole: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`whole` (else the records) as JSON, or the records as CSV: safe in spreadsheets, with a byte order mark."""
    if not wants_csv(request):
        return json_answer(whole if whole is not None else list(records), headers)
    disposition = {"content-disposition": f'attachment; filename="{name}.csv"', **(headers or {})}
    body = "\ufeff" + csv_text(records, columns)
    return Response(body.encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=disposition)
