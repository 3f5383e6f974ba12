"""The feed of one subscription, behind its signed link: feed readers show no other token, so the link is all."""

import hashlib

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from notifier.archive_source import archive_of
from notifier.errors import LinkNotGood
from notifier.subscription_feeds import feed_changes, wish_of_token
from regwatch.web.feed_formats import atom
from regwatch.web.pages.feeds import base_of, item
from regwatch.web.site import site_of

router = APIRouter(include_in_schema=False)


@router.get("/feeds/own/{token}.atom")
def own_feed(request: Request, token: str) -> Response:
    site, base = site_of(request), base_of(request)
    now = site.clock()
    try:
        with site.people() as people:
            wish = wish_of_token(people, token, now)
    except LinkNotGood as fault:
        return JSONResponse({"error": str(fault)}, status_code=404)
    with site.reading() as db:
        found = feed_changes(archive_of(db), wish, now)
    items = [item(change, base) for change in found]
    body = atom(
        items,
        ident=f"urn:regwatch:feed:{hashlib.sha256(token.encode()).hexdigest()[:24]}",
        title="Regwatch: what a subscription brings",
        page=f"{base}/changes",
        address=f"{base}/feeds/own/{token}.atom",
        updated=items[0].published if items else "1970-01-01T00:00:00+08:00",
    )
    return Response(body, media_type="application/atom+xml", headers={"cache-control": "private, max-age=300"})
