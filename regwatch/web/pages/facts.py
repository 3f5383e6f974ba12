"""Penalties, rollouts, coverage and search: one page each."""

from collections import Counter
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from regwatch.web import paging, questions
from regwatch.web.charts.bands import band, old_and_new, scale
from regwatch.web.charts.calendar import check_calendar
from regwatch.web.charts.lags import lag_chart
from regwatch.web.charts.tiles import tile_map
from regwatch.web.language import language_of
from regwatch.web.pages.common import marked, titles_of
from regwatch.web.rendering import Names, render
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.queries import coverage as coverage_queries
from storage.queries import penalties as penalty_queries
from storage.queries import rollouts as rollout_queries
from storage.queries.check_days import check_days
from storage.queries.penalty_days import penalties_between
from storage.queries.search import SearchPage, found_up_to, search_page
from storage.vocabulary.titles.asked_in_english import in_chinese

router = APIRouter(include_in_schema=False)
MOST_RULES, HITS, DAYS = 200, 25, 42
# Counting every hit of a common word takes longer than finding the first ones; the API's facets count them all.
MOST_COUNTED = 5_000
OUTCOMES = ("challenged", "drifted", "unreachable", "failed")


@router.get("/penalties")
def penalties(request: Request) -> Response:
    site = site_of(request)
    names = Names(language_of(request))
    asked = {name: questions.text(request, name) for name in ("query", "as_of", "known_at", "from")}
    since = questions.moment(request, "from", end_of_day=True)
    day = questions.moment(request, "as_of", end_of_day=True) or site.clock()
    known = questions.moment(request, "known_at", end_of_day=True)
    after = paging.asked_key(request, (str, int))
    with site.reading() as db:
        changed = penalties_between(db, since, day, asked["query"], known) if since else []
        found = [] if since else penalty_queries.penalties(db, day, asked["query"], known)
        page = paging.page_behind(found, lambda rule: rule["notice"], MOST_RULES, None if since else after)
        shown = [{**rule, "band": band(rule["fine"], names.fine(rule["fine"]))} for rule in page.rows]
        named = [*(rule["notice"] for rule in shown), *(one[key] for one in changed for key in ("notice", "against"))]
        titles = titles_of(db, named)
    if since:
        return render(
            request,
            "penalty_changes.html",
            section="penalties",
            rules=[{**one, "bands": _old_and_new(one, names)} for one in changed[:MOST_RULES]],
            all=len(changed),
            titles=titles,
            asked=asked,
            day=day.date().isoformat(),
            scale=scale(),
        )
    return render(
        request,
        "penalties.html",
        section="penalties",
        rules=shown,
        chinese=in_chinese(asked["query"]),
        all=len(found),
        older=paging.next_address(request, page.last, as_of=day) if page.last else "",
        after=after is not None,
        titles=titles,
        asked=asked,
        day=day.date().isoformat(),
        scale=scale(),
    )


def _old_and_new(change: dict[str, Any], names: Names) -> Markup:
    said = " → ".join(names.fine(change[side]) if change[side] else "–" for side in ("old_fine", "new_fine"))
    return old_and_new(change["old_fine"], change["new_fine"], said)


@router.get("/rollouts")
def rollouts(request: Request) -> Response:
    campaign = questions.text(request, "campaign")
    asked = {name: questions.text(request, name) for name in ("as_of", "known_at")}
    day = questions.moment(request, "as_of", end_of_day=True)
    known = questions.moment(request, "known_at", end_of_day=True)
    with site_of(request).reading() as db:
        rows = rollout_queries.rollouts(db, campaign, day, known, deviating=True)
    language = language_of(request)
    say = speaker(language)
    counts = Counter(row["status"] for row in rows)
    words = {status: say(f"ro_{status}") for status in ("issued", "consultation", "none")}
    return render(
        request,
        "rollouts.html",
        section="rollouts",
        rows=rows,
        campaign=campaign,
        asked=asked,
        counts={status: counts[status] for status in words},
        lags=lag_chart(rows, say("lag_chart"), english=language == "en"),
        map=tile_map(rows, say("rollouts_map"), {**words, "days": say("days_short")}, english=language == "en"),
    )


@router.get("/coverage")
def coverage(request: Request) -> Response:
    site = site_of(request)
    now = site.clock()
    until = questions.moment(request, "until")
    last = (until - timedelta(days=1)).date() if until else now.date()
    count = questions.number(request, "days", least=7, most=120) or DAYS
    days = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    with site.reading() as db:
        channels = coverage_queries.sources(db, now)
        checks = check_days(db, days[0], days[-1])
    say = speaker(language_of(request))
    words = {state: say(f"day_{state}") for state in ("ok", "mixed", "bad", "none")}
    outcomes = {outcome: say(f"out_{outcome}") for outcome in OUTCOMES}
    keys = [(one["source"], one["channel"]) for one in channels]
    return render(
        request,
        "coverage.html",
        section="coverage",
        channels=channels,
        blind=sum(one["state"] != "healthy" for one in channels),
        calendar=check_calendar(keys, days, checks, say("coverage_map"), {**words, **outcomes, "ok": say("out_ok")}),
        asked={"until": questions.text(request, "until")},
        days=count,
        last=(last + timedelta(days=1)).isoformat(),
    )


@router.get("/search")
def search(request: Request) -> Response:
    query = questions.text(request, "q")
    seen = questions.seen_by(request)
    after = paging.asked_key(request, (int, int, int))
    behind = (bool(after[0]), int(after[1]), int(after[2])) if after else None
    page, total = SearchPage([], None), 0
    if query:
        with site_of(request).reading() as db:
            page = search_page(db, query, HITS, seen, behind)
            whole = behind is None and page.last is None
            total = len(page.hits) if whole else found_up_to(db, query, MOST_COUNTED + 1, seen)
    last = None if page.last is None else tuple(map(int, page.last))
    return render(
        request,
        "search.html",
        section="search",
        query=query,
        chinese=in_chinese(query),
        as_of=questions.text(request, "as_of"),
        found=[{**hit, "passage": marked(hit)} for hit in page.hits] if query else None,
        total=min(total, MOST_COUNTED),
        uncounted=total > MOST_COUNTED,
        older=paging.next_address(request, last) if last else "",
        after=after is not None,
    )
