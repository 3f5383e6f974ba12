"""The weekly report of a team, to take away as HTML or PDF."""

import threading
from datetime import timedelta
from importlib.util import find_spec

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler.sources import SOURCES
from notifier.wishes import wish
from regwatch.commands.reporting import last_monday
from regwatch.errors import UsageFault
from regwatch.reports.files import pdf_of
from regwatch.reports.weekly import weekly_report
from regwatch.web import downloads, questions
from regwatch.web.api.answers import FAULTS, described
from regwatch.web.language import language_of
from regwatch.web.rendering import render
from regwatch.web.site import TookTooLong, site_of
from storage.vocabulary import PROVINCES, TOPICS

router = APIRouter(responses=FAULTS)
_HTML = {"text/html": {"schema": {"type": "string"}}}
_PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
_FILTERS = described("until", "topic", "source", "province", "query")
# Making a PDF takes seconds of work and a hundred megabytes: one at a time, whoever asks.
_MAKING = threading.BoundedSemaphore(1)


@router.get("/reports", include_in_schema=False)
def report_page(request: Request) -> Response:
    return render(
        request,
        "reports.html",
        section="reports",
        monday=last_monday(site_of(request).clock()).date().isoformat(),
        topics=TOPICS,
        sources=list(SOURCES.values()),
        provinces=PROVINCES,
        pdf=find_spec("weasyprint") is not None,
    )


@router.get(
    "/reports/weekly.html",
    summary="The seven days before `until` (default: the last Monday) as a report with charts, one HTML file to save",
    openapi_extra=_FILTERS,
    responses={200: {"content": _HTML}},
)
def weekly_html(request: Request) -> Response:
    html, name = _made(request)
    return Response(html.encode(), media_type="text/html; charset=utf-8", headers=downloads.headers(f"{name}.html"))


@router.get(
    "/reports/weekly.pdf",
    summary="The same report as PDF (needs the extra `report`)",
    openapi_extra=_FILTERS,
    responses={200: {"content": _PDF}},
)
def weekly_pdf(request: Request) -> Response:
    html, name = _made(request)
    if not _MAKING.acquire(timeout=site_of(request).settings.serve.query_s):
        raise TookTooLong
    try:
        data = pdf_of(html)
    finally:
        _MAKING.release()
    return Response(data, media_type="application/pdf", headers=downloads.headers(f"{name}.pdf"))


def _made(request: Request) -> tuple[str, str]:
    site = site_of(request)
    until = questions.moment(request, "until") or last_monday(site.clock())
    if until > site.clock() + timedelta(days=7):
        raise UsageFault(f"until={until.date()} lies more than a week ahead; name a day that has passed")
    found = questions.change_filter(request)
    wanted = wish(
        "weekly",
        topics=[found.topic] if found.topic else [],
        sources=[found.source] if found.source else [],
        provinces=[found.province] if found.province else [],
        query=found.query,
        language=language_of(request),
    )
    with site.reading() as db:
        html = weekly_report(db, until, wanted, site.settings.mail.base_url)
    return html, f"regwatch-weekly-{(until - timedelta(seconds=1)).date().isoformat()}"
