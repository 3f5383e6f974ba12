"""/api/check: names in the address, or a file in the body."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from regwatch.errors import UsageFault
from regwatch.web import checking, questions
from regwatch.web.api.answers import FAULTS, described, json_answer, wants_csv
from regwatch.web.api.schemas import CHECK, many
from regwatch.web.forms import form_of
from regwatch.web.site import Site, site_of

router = APIRouter(prefix="/api", responses=FAULTS)
MOST_IN_ADDRESS = 100
_ASKED = ("register", "as_of", "known_at")
_BODY: dict[str, Any] = {
    "requestBody": {
        "description": "a form with a `file` (CSV or XLSX), or `names` with one name on each line; or the file alone",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "names": {"type": "string"},
                        "column": {"type": "string", "description": "the column that holds the names"},
                        "register": {"type": "string"},
                        "as_of": {"type": "string"},
                        "known_at": {"type": "string"},
                    },
                }
            },
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.get(
    "/check",
    summary="Is a supplier on the official lists, today or on a day",
    openapi_extra=described("name", "register", "as_of", "known_at", "format", required=("name",), answer=many(CHECK)),
)
def check(request: Request) -> Response:
    names = [name.strip() for name in request.query_params.getlist("name") if name.strip()]
    if not names:
        raise UsageFault("no supplier was given; write /api/check?name=NAME (name may be repeated), or POST a file")
    if len(names) > MOST_IN_ADDRESS:
        raise UsageFault(f"{len(names)} names are too many for an address; POST them to /api/check")
    queries = [("".join(char for char in name if char >= " "), "") for name in names]
    asked = {name: questions.text(request, name) for name in _ASKED}
    return _answer(request, site_of(request), queries, asked)


@router.post(
    "/check",
    summary="The same for a file of suppliers",
    openapi_extra={**described("register", "as_of", "known_at", "format", answer=many(CHECK)), **_BODY},
)
async def check_file(request: Request) -> Response:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    asked = {name: questions.text(request, name) for name in (*_ASKED, "column")}
    queries: list[checking.Query] = []
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await form_of(request)
        asked = {name: form.text(name) or value for name, value in asked.items()}
        queries += checking.names_in(form.text("names"))
        upload = await form.upload("file")
        data, name = (upload.data, upload.name) if upload else (b"", "")
    else:
        data, name = await request.body(), "the file"
    if data:
        queries += await run_in_threadpool(checking.names_in_file, data, name, asked["column"])
    if not queries:
        raise UsageFault("no supplier was given; send a CSV or XLSX as `file`, or names as `names`")
    return await run_in_threadpool(_answer, request, site_of(request), queries, asked)


def _answer(request: Request, site: Site, queries: Sequence[checking.Query], asked: Mapping[str, str]) -> Response:
    csv = wants_csv(request)
    answers = checking.check(site, queries, *(asked[name] for name in _ASKED))
    if not csv:
        return json_answer(answers, {"cache-control": "no-store"})
    text, media_type = checking.report(site, answers, "csv", asked["known_at"])
    headers = {"content-disposition": 'attachment; filename="supplier-check.csv"', "cache-control": "no-store"}
    return Response(text, media_type=media_type, headers=headers)
