"""/api/changes, /api/notices, /api/search"""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from regwatch.errors import UsageFault
from regwatch.translations import added, english_of, with_english
from regwatch.web import paging, questions
from regwatch.web.api.answers import FAULTS, described, json_answer, records_answer
from regwatch.web.api.schemas import CHANGE, DIFF, FACETS, HIT, NOTICE, SUMMARY, many
from regwatch.web.site import site_of
from storage.queries import notices
from storage.queries.change_pages import change_page
from storage.queries.diffs import diff
from storage.queries.notice_pages import notice_page
from storage.queries.search import facets, search_page

router = APIRouter(prefix="/api", responses=FAULTS)
_CHANGE_COLUMNS = (
    "id", "observed_at", "kind", "source", "channel", "title", "topics", "province", "notice", "published_on", "edits",
    "register_events", "url",
)  # fmt: skip
_FILTERS = ("since", "until", "source", "channel", "topic", "province", "kind", "query", "any_subject", "subject")
_NOTICE_COLUMNS = ("id", "published_on", "title", "issuers", "doc_number", "stage", "topics", "province", "url")
_SEARCH_COLUMNS = ("id", "published_on", "title", "passage")
MOST, MOST_HITS = 5_000, 500


@router.get(
    "/changes",
    summary="What changed, oldest first; with `limit`, a Link header leads to the next page",
    openapi_extra=described(
        *_FILTERS, "after", "limit", "format", answer=many(CHANGE)
    ),
)  # fmt: skip
def changes(request: Request) -> Response:
    wanted = questions.change_filter(request)
    limit = questions.number(request, "limit", least=1, most=MOST) or MOST
    after = questions.number(request, "after", least=1, most=1 << 60)
    with site_of(request).reading() as db:
        page = change_page(db, wanted, limit, after)
    found = with_english(page.changes, site_of(request).settings)
    rows = [
        {
            "id": change["id"],
            "observed_at": change["observed_at"],
            "kind": change["kind"],
            **{
                key: change["notice"][key]
                for key in ("source", "channel", "title", "topics", "province", "published_on", "url")
            },
            "notice": change["notice"]["id"],
            "edits": change["edits"],
            "register_events": change["register_events"],
        }
        for change in found
    ]
    headers = {"link": f'<{_next(request, page.last)}>; rel="next"'} if page.more else {}
    return records_answer(request, rows, _CHANGE_COLUMNS, name="changes", whole=found, headers=headers)


def _next(request: Request, last: int | None) -> str:
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "after"]
    return f"/api/changes?{urlencode([*kept, ('after', str(last))])}"


@router.get(
    "/notices",
    summary="Notices by their day of publication, the newest first and the undated last",
    openapi_extra=described(
        "source", "topic", "province", "stage", "since", "until", "any_subject", "limit", "after", "format",
        answer=many(SUMMARY),
    ),
)  # fmt: skip
def listing(request: Request) -> Response:
    wanted = questions.notice_filter(request)
    limit = paging.asked_limit(request) or paging.MOST
    after = paging.asked_key(request, (str, str))
    with site_of(request).reading() as db:
        page = notice_page(db, wanted, limit, (str(after[0]), str(after[1])) if after else None)
    headers = paging.next_link(request, page.last)
    return records_answer(request, page.notices, _NOTICE_COLUMNS, name="notices", headers=headers)


@router.get(
    "/notices/{notice}",
    summary="A notice whole: facts, text, tables, attachments, versions",
    openapi_extra=described("as_of", "known_at", answer=NOTICE),
)
def show(request: Request, notice: str) -> Response:
    with site_of(request).reading() as db:
        shown = notices.show(db, notice, questions.seen_by(request))
    return json_answer(added(shown, english_of(shown["title"], (), site_of(request).settings)))


@router.get(
    "/notices/{notice}/diff",
    summary="The edits between two versions or moments of a notice (by default the last two), or of two notices",
    openapi_extra=described("from", "to", "with", "from_part", "to_part", "format", answer=DIFF),
)
def compare(request: Request, notice: str) -> Response:
    older, newer = questions.text(request, "from"), questions.text(request, "to")
    with site_of(request).reading() as db:
        parts = questions.text(request, "from_part"), questions.text(request, "to_part")
        answer = diff(db, notice, older or None, newer or None, questions.text(request, "with"), parts)
    english = english_of(answer["title"], answer["edits"], site_of(request).settings)
    columns = ("where", "op", "key", "before", "after")
    rows = [{key: edit.get(key, "") for key in columns} for edit in answer["edits"]]
    return records_answer(request, rows, columns, name="diff", whole=added(answer, english))


@router.get(
    "/search",
    summary="Notices that hold every word, best first, with the matching passage",
    openapi_extra=described("q", "as_of", "known_at", "limit", "after", "format", required=("q",), answer=many(HIT)),
)
def find(request: Request) -> Response:
    query = questions.text(request, "q") or questions.text(request, "query")
    if not query:
        raise UsageFault("q is empty; write the words to find, as in /api/search?q=名单")
    limit = questions.number(request, "limit", least=1, most=MOST_HITS) or 50
    after = paging.asked_key(request, (int, int, int))
    behind = (bool(after[0]), int(after[1]), int(after[2])) if after else None
    with site_of(request).reading() as db:
        page = search_page(db, query, limit, questions.seen_by(request), behind)
    last = None if page.last is None else tuple(map(int, page.last))
    headers = paging.next_link(request, last)
    return records_answer(request, page.hits, _SEARCH_COLUMNS, name="search", headers=headers)


@router.get(
    "/search/facets",
    summary="How many notices a search finds, in all and by source, topic, province and year",
    openapi_extra=described("q", "as_of", "known_at", required=("q",), answer=FACETS),
)
def count(request: Request) -> Response:
    query = questions.text(request, "q") or questions.text(request, "query")
    if not query:
        raise UsageFault("q is empty; write the words to find, as in /api/search/facets?q=名单")
    with site_of(request).reading() as db:
        return json_answer(facets(db, query, questions.seen_by(request)))
