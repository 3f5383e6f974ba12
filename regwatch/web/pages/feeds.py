"""Feeds of changes with the filters of the timeline, and the calendar of days that notices name."""

from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from regwatch.web import questions
from regwatch.web.api.answers import FAULTS, described, json_answer
from regwatch.web.api.schemas import FEED, TEXT
from regwatch.web.feed_formats import Item, atom, calendar, json_feed
from regwatch.web.pages.common import register_news
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.queries.change_pages import change_page
from storage.queries.dates import dated_notices
from storage.shapes import Change
from storage.vocabulary import english_body, english_province, english_stage, english_topic

router = APIRouter(responses=FAULTS)
MOST, MOST_SHOWN = 200, 50
_FILTERS = described(
    "since", "until", "source", "channel", "topic", "province", "kind", "query", "any_subject", "limit"
)  # fmt: skip
_PAST = timedelta(days=400)


def base_of(request: Request) -> str:
    """Where links of feeds point to: mail.base_url, else the address that was asked."""
    return site_of(request).settings.mail.base_url or str(request.base_url).rstrip("/")


@router.get(
    "/feeds/changes.atom",
    summary="Changes as an Atom feed, newest first",
    response_class=Response,
    responses={200: {"content": {"application/atom+xml": {"schema": TEXT}}}},
    openapi_extra=_FILTERS,
)
def changes_atom(request: Request) -> Response:
    base = base_of(request)
    items = _items(request, base)
    query = f"?{request.url.query}" if request.url.query else ""
    body = atom(
        items,
        ident=f"{base}/feeds/changes.atom{query}",
        title="Regwatch: changes in China's used-power-battery rules",
        page=f"{base}/changes{query}",
        address=f"{base}/feeds/changes.atom{query}",
        updated=items[0].published if items else "1970-01-01T00:00:00+08:00",
    )
    return Response(body, media_type="application/atom+xml")


@router.get(
    "/feeds/changes.json",
    summary="Changes as a JSON Feed, newest first",
    response_class=Response,
    responses={200: {"content": {"application/feed+json": {"schema": FEED}}}},
    openapi_extra=_FILTERS,
)
def changes_json(request: Request) -> Response:
    base = base_of(request)
    query = f"?{request.url.query}" if request.url.query else ""
    feed = json_feed(
        _items(request, base),
        title="Regwatch: changes in China's used-power-battery rules",
        page=f"{base}/changes{query}",
        address=f"{base}/feeds/changes.json{query}",
    )
    answer = json_answer(feed)
    answer.headers["content-type"] = "application/feed+json; charset=utf-8"
    return answer


@router.get(
    "/calendar.ics",
    summary="Comment deadlines, days of entry into force and of expiry, as iCalendar",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": TEXT}}}},
    openapi_extra=described("source", "topic", "province", "any_subject"),
)
def calendar_feed(request: Request) -> Response:
    site, base, say = site_of(request), base_of(request), speaker("en")
    first = (site.clock() - _PAST).date()
    wanted = questions.change_filter(request)
    with site.reading() as db:
        dates = dated_notices(db, first, any_subject=wanted.any_subject)
    events = [
        {
            **one,
            "ident": f"{one['notice']}-{one['kind']}@regwatch",
            "summary": f"{say(one['kind'])}: {one['title']}",
            "description": f"{one['title']}\n{base}/notices/{quote(one['notice'], safe='')}",
            "url": f"{base}/notices/{quote(one['notice'], safe='')}",
        }
        for one in dates
        if wanted.source in ("", one["source"])
        and wanted.province in ("", one["province"])
        and (not wanted.topic or wanted.topic in one["topics"])
    ]
    return Response(calendar(events, "Regwatch"), media_type="text/calendar; charset=utf-8")


def _items(request: Request, base: str) -> list[Item]:
    wanted = questions.change_filter(request)
    limit = questions.number(request, "limit", least=1, most=MOST) or MOST_SHOWN
    with site_of(request).reading() as db:
        page = change_page(db, wanted, limit, newest_first=True)
    return [item(change, base) for change in page.changes]


def item(change: Change, base: str) -> Item:
    notice = change["notice"]
    url = f"{base}/notices/{quote(notice['id'], safe='')}"
    if change["kind"] == "edited":
        url += f"/diff?from=v{change['from_version'] or 1}&to=v{change['to_version']}"
    return Item(
        ident=f"urn:regwatch:{notice['id']}:{change['kind']}:{change['id']}",
        url=url,
        title=notice["title"] or notice["id"],
        text=_told(change),
        published=change["observed_at"],
        author="; ".join(notice["issuers"]),
        tags=tuple(notice["topics"]),
    )


def _told(change: Change) -> str:
    say, notice = speaker("en"), change["notice"]
    lines = [
        say(change["kind"]),
        "Issued by: " + "; ".join(filter(None, (english_body(name) or name for name in notice["issuers"]))),
        "Topics: " + ", ".join(filter(None, (english_topic(key) for key in notice["topics"]))),
    ]
    if notice["stage"]:
        lines.append(f"Stage: {english_stage(notice['stage'])}")
    if notice["province"]:
        lines.append(f"Province: {english_province(notice['province'])} {notice['province']}")
    if notice["published_on"]:
        lines.append(f"Published on {notice['published_on']}; official page: {notice['url']}")
    if change["kind"] == "edited":
        lines += [f"{edit['where']}: {edit['before'][:200]} → {edit['after'][:200]}" for edit in change["edits"][:10]]
    news = register_news(change, say)
    return "\n".join([*lines, *([f"On the lists: {news}"] if news else [])])
