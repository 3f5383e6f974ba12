"""The supplier check: paste or upload, see the verdicts, take the report away."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from regwatch.errors import UsageFault
from regwatch.supplier_report_files import MEDIA_TYPES
from regwatch.web import checking
from regwatch.web.forms import Upload, form_of
from regwatch.web.language import language_of
from regwatch.web.rendering import render
from regwatch.web.site import Site, site_of
from regwatch.web.words import speaker
from storage.clock import NotAMoment
from storage.errors import NotFound
from storage.queries.registers import registers
from storage.supplier_files import SupplierFileError
from storage.supplier_reports import VERDICTS

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 200
_FIELDS = ("names", "column", "register", "as_of", "known_at")


@router.get("/check")
def check_form(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "")[:2_000] for name in _FIELDS}
    if asked["names"].strip():
        return _answer(request, site_of(request), asked, None, "page")
    return _page(request, site_of(request), asked)


@router.post("/check")
async def check(request: Request) -> Response:
    form = await form_of(request)
    asked = {name: form.text(name) for name in _FIELDS}
    upload = await form.upload("file")
    return await run_in_threadpool(_answer, request, site_of(request), asked, upload, form.text("format"))


def _answer(request: Request, site: Site, asked: dict[str, str], upload: Upload | None, form: str) -> Response:
    try:
        queries = checking.names_in(asked["names"])
        if upload is not None:
            queries += checking.names_in_file(upload.data, upload.name, asked["column"])
        if not queries:
            raise UsageFault(speaker(language_of(request))("no_names"))
        checks = checking.check(site, queries, asked["register"], asked["as_of"], asked["known_at"])
    except (SupplierFileError, UsageFault, NotAMoment, NotFound) as fault:
        return _page(request, site, asked, fault=str(fault))
    if form in MEDIA_TYPES:
        text, media_type = checking.report(site, checks, form, asked["known_at"])
        name = f"supplier-check-{site.clock().date().isoformat()}.{form}"
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(text, media_type=media_type, headers=headers)
    kept = "\n".join(f"{name}\t{code}" if code else name for name, code in queries)
    return _page(request, site, {**asked, "names": kept}, checks=checks)


def _page(
    request: Request,
    site: Site,
    asked: dict[str, str],
    *,
    checks: list[dict[str, Any]] | None = None,
    fault: str = "",
) -> Response:
    with site.reading() as db:
        known = registers(db)
    counted = Counter(one["verdict"] for one in checks or ())
    return render(
        request,
        "check.html",
        section="check",
        status=400 if fault else 200,
        private=checks is not None,
        checks=checks,
        counts=[(verdict, counted[verdict]) for verdict in VERDICTS if counted[verdict]],
        day=max((one["as_of"] for one in checks or ()), default=""),
        titles=checking.titles(site, checks or ()),
        most_shown=MOST_SHOWN,
        asked=asked,
        registers=known,
        fault=fault,
    )
