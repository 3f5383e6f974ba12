"""/api/registers, /api/penalties, /api/rollouts, /api/sources"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from regwatch.errors import UsageFault
from regwatch.web import paging, questions
from regwatch.web.api.answers import FAULTS, described, records_answer, wants_csv
from regwatch.web.api.schemas import EVENTS, PENALTY, PENALTY_CHANGE, REGISTER, REGISTER_STATE, ROLLOUT, SOURCE, many
from regwatch.web.pages.registers import EARLIEST
from regwatch.web.site import site_of
from storage.penalties import fine_in_words
from storage.queries import coverage as coverage_queries
from storage.queries import penalties as penalty_queries
from storage.queries import registers as register_queries
from storage.queries import rollouts as rollout_queries
from storage.queries.penalty_days import penalties_between
from storage.registers.course import place_of

router = APIRouter(prefix="/api", responses=FAULTS)
_REGISTER_COLUMNS = ("register", "name_en", "name", "computed_total", "entries", "last_notice_on")
_ENTRY_COLUMNS = ("company", "province", "entry_type", "batch", "status", "since", "notice", "attachment", "row")
_EVENT_COLUMNS = ("on", "kind", "company", "entry_type", "notice", "observed_at")
_PENALTY_COLUMNS = ("item", "offence", "circumstance", "tier", "fine", "flags", "notice")
_PENALTY_CHANGE_COLUMNS = (
    "op", "offence", "circumstance", "tier", "old_amount", "new_amount", "summary", "notice", "against",
)  # fmt: skip
_ROLLOUT_COLUMNS = (
    "code", "province", "province_en", "status", "published_on", "lag_days", "deviations", "notice",
)  # fmt: skip
_SOURCE_COLUMNS = ("source", "channel", "name_en", "state", "last_success_at", "last_new_at", "checks", "ok", "error")


@router.get(
    "/registers",
    summary="The official lists that the archive knows",
    openapi_extra=described("limit", "after", "format", answer=many(REGISTER)),
)
def registers(request: Request) -> Response:
    limit, after = paging.asked_limit(request), paging.asked_key(request, (str,))
    with site_of(request).reading() as db:
        found = register_queries.registers(db)
    page = paging.page_of(found, lambda one: (one["register"],), limit, after)
    headers = paging.next_link(request, page.last)
    return records_answer(request, page.rows, _REGISTER_COLUMNS, name="registers", headers=headers)


@router.get(
    "/registers/{key}",
    summary="A list as of a day; with `from` or `to`, what happened to it between two days",
    openapi_extra=described(
        "as_of", "known_at", "from", "to", "limit", "after", "format", answer={"anyOf": [REGISTER_STATE, EVENTS]}
    ),
)
def register(request: Request, key: str) -> Response:
    if questions.text(request, "from") or questions.text(request, "to"):
        return events(request, key)
    site = site_of(request)
    day = questions.moment(request, "as_of", end_of_day=True) or site.clock()
    known = questions.moment(request, "known_at", end_of_day=True)
    limit, after = paging.asked_limit(request), paging.asked_key(request, (int, str, str, str, str))
    with site.reading() as db:
        state = register_queries.register_state(db, key, day, known)
    page = paging.page_of(state.entries, place_of, limit, after)
    shape = state.shape(page.rows)
    return records_answer(
        request, shape["entries"], _ENTRY_COLUMNS, name=f"register-{shape['as_of']}", whole=shape,
        headers=paging.next_link(request, page.last, as_of=day),
    )  # fmt: skip


@router.get(
    "/registers/{key}/events",
    summary="What happened to a list between two days",
    openapi_extra=described("from", "to", "known_at", "limit", "after", "format", answer=EVENTS),
)
def events(request: Request, key: str) -> Response:
    site = site_of(request)
    since, until = questions.window(request, "from", "to", last_included=True)
    until = until or site.clock()
    known = questions.moment(request, "known_at", end_of_day=True)
    limit, after = paging.asked_limit(request), paging.asked_key(request, (str, int))
    with site.reading() as db:
        found = register_queries.register_events(db, key, since or EARLIEST, until, known)
    page = paging.page_behind(found, lambda event: event["notice"], limit, after)
    asked = {end: questions.text(request, end) or None for end in ("from", "to")}
    whole = {"register": key, **asked, "events": list(page.rows)}
    headers = paging.next_link(request, page.last, to=until)
    return records_answer(request, page.rows, _EVENT_COLUMNS, name="register-events", whole=whole, headers=headers)


@router.get(
    "/penalties",
    summary="What an offence costs: offence, circumstance, tier and fine, with the amounts as numbers",
    openapi_extra=described("query", "as_of", "known_at", "limit", "after", "format", answer=many(PENALTY)),
)
def penalties(request: Request) -> Response:
    site = site_of(request)
    day = questions.moment(request, "as_of", end_of_day=True) or site.clock()
    known = questions.moment(request, "known_at", end_of_day=True)
    limit, after = paging.asked_limit(request), paging.asked_key(request, (str, int))
    with site.reading() as db:
        found = penalty_queries.penalties(db, day, questions.text(request, "query"), known)
    page = paging.page_behind(found, lambda rule: rule["notice"], limit, after)
    rows = page.rows
    if wants_csv(request):
        rows = [{**rule, "fine": fine_in_words(rule["fine"])} for rule in rows]
    headers = paging.next_link(request, page.last, as_of=day)
    return records_answer(request, rows, _PENALTY_COLUMNS, name="penalties", headers=headers)


@router.get(
    "/penalties/changes",
    summary="What changed in the penalty rules in force between two days, old amounts beside new ones",
    openapi_extra=described(
        "from", "to", "known_at", "query", "format", required=("from",), answer=many(PENALTY_CHANGE)
    ),
)
def penalty_changes(request: Request) -> Response:
    site = site_of(request)
    since = questions.moment(request, "from", end_of_day=True)
    if since is None:
        raise UsageFault("from is empty; write the earlier day, as in /api/penalties/changes?from=2026-05-01")
    until = questions.moment(request, "to", end_of_day=True) or site.clock()
    known = questions.moment(request, "known_at", end_of_day=True)
    with site.reading() as db:
        found = penalties_between(db, since, until, questions.text(request, "query"), known)
    return records_answer(request, found, _PENALTY_CHANGE_COLUMNS, name="penalty-changes")


@router.get(
    "/rollouts",
    summary="Which of the 31 provinces has issued its implementing notice, when, with what lag and what other figures; "
    "with `since` or `until`, the provinces that moved in that window of the publishers' days",
    openapi_extra=described(
        "campaign", "as_of", "known_at", "since", "until", "limit", "after", "format", answer=many(ROLLOUT)
    ),
)
def rollouts(request: Request) -> Response:
    limit, after = paging.asked_limit(request), paging.asked_key(request, (str,))
    campaign = questions.text(request, "campaign")
    since, until = questions.window(request, "since", "until")
    day = questions.moment(request, "as_of", end_of_day=True)
    known = questions.moment(request, "known_at", end_of_day=True)
    if (since or until) and (day or known):
        raise UsageFault("since and until ask for a window, as_of and known_at for a moment; give one kind")
    with site_of(request).reading() as db:
        if since or until:
            found = sorted(rollout_queries.moved(db, since, until, campaign), key=lambda row: str(row["code"]))
        else:
            found = rollout_queries.rollouts(db, campaign, day, known, deviating=True)
    page = paging.page_of(found, lambda row: (row["code"],), limit, after)
    headers = paging.next_link(request, page.last)
    return records_answer(request, page.rows, _ROLLOUT_COLUMNS, name="rollouts", headers=headers)


@router.get(
    "/sources",
    summary="How well each channel is being watched",
    openapi_extra=described("now", "limit", "after", "format", answer=many(SOURCE)),
)
def sources(request: Request) -> Response:
    site = site_of(request)
    at = questions.moment(request, "now") or site.clock()
    with site.reading() as db:
        found = coverage_queries.sources(db, at)
    limit, after = paging.asked_limit(request), paging.asked_key(request, (str, str))
    page = paging.page_of(found, lambda one: (one["source"], one["channel"]), limit, after)
    headers = paging.next_link(request, page.last, now=at)
    return records_answer(request, page.rows, _SOURCE_COLUMNS, name="sources", headers=headers)
