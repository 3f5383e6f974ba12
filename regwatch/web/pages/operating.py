"""What operators see and readers do not: open findings, and what became of the mails, without a reader's address."""

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from notifier.ledger_answers import answer_deliveries
from regwatch.mails import SUBSCRIBERS_NAME
from regwatch.web import paging
from regwatch.web.api.answers import FAULTS, described, records_answer
from regwatch.web.api.schemas import DELIVERY, FINDING, many
from regwatch.web.rendering import render
from regwatch.web.site import Site, site_of
from storage.queries.health import Finding, open_findings

router = APIRouter(responses=FAULTS)
MOST_SHOWN = 100
_FINDING_COLUMNS = ("source", "channel", "kind", "opened_at", "last_at", "times", "detail")
_DELIVERY_COLUMNS = ("id", "kind", "frequency", "state", "sent_at", "attempts", "next_attempt_at", "said")
# What a mail server says of a box names the box.
_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


@router.get("/operator", include_in_schema=False)
def operator_page(request: Request) -> Response:
    site = site_of(request)
    return render(
        request,
        "operator.html",
        private=True,
        findings=_findings(site),
        deliveries=_deliveries(site, MOST_SHOWN),
    )


@router.get(
    "/api/operator/findings",
    summary="For operators: what is wrong with the watch now",
    openapi_extra=described("format", answer=many(FINDING)),
)
def findings(request: Request) -> Response:
    headers = {"cache-control": "no-store"}
    return records_answer(request, _findings(site_of(request)), _FINDING_COLUMNS, name="findings", headers=headers)


@router.get(
    "/api/operator/deliveries",
    summary="For operators: what became of the newest mails, without the addresses they went to",
    openapi_extra=described("limit", "format", answer=many(DELIVERY)),
)
def deliveries(request: Request) -> Response:
    found = _deliveries(site_of(request), paging.asked_limit(request) or 1_000)
    headers = {"cache-control": "no-store"}
    return records_answer(request, found, _DELIVERY_COLUMNS, name="deliveries", headers=headers)


def _findings(site: Site) -> list[Finding]:
    with site.reading() as db:
        return open_findings(db, site.clock())


def _deliveries(site: Site, most: int) -> list[dict[str, Any]]:
    if not (site.settings.data / SUBSCRIBERS_NAME).exists():
        return []
    with site.people() as people:
        found = answer_deliveries(people, most=most)
    return [
        {name: one[name] for name in _DELIVERY_COLUMNS} | {"said": _ADDRESS.sub("…", one["said"] or "")}
        for one in found
    ]
