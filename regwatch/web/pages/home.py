"""The start page: in one look, what changed this week and whether anything is blind."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from regwatch.translations import with_english
from regwatch.web.language import language_of
from regwatch.web.pages.common import shown_changes
from regwatch.web.pages.registers import months_to
from regwatch.web.questions import KINDS
from regwatch.web.rendering import render
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.clock import ZONE
from storage.queries.change_pages import change_page
from storage.queries.changes import ChangeFilter, counts_by_kind
from storage.queries.check_days import newest_check
from storage.queries.coverage import sources
from storage.queries.dates import dated_notices
from storage.queries.registers import registers

router = APIRouter(include_in_schema=False)
SHOWN, DATES = 6, 8
WEEK = timedelta(days=7)


@router.get("/")
def home(request: Request) -> Response:
    site = site_of(request)
    now = site.clock()
    first = datetime.combine((now - WEEK).date(), time(0, 0), ZONE)
    seen = ChangeFilter(until=now + timedelta(seconds=1))
    say = speaker(language_of(request))
    with site.reading() as db:
        this_week = replace(seen, since=first)
        counted = counts_by_kind(db, this_week)
        latest = change_page(db, this_week if counted else seen, SHOWN, newest_first=True).changes
        states = sources(db, now)
        looked = newest_check(db, now)
        lists = registers(db)
        dates = dated_notices(db, now.date())[:DATES]
    return render(
        request,
        "home.html",
        section="home",
        since=first.date().isoformat(),
        until=now.date().isoformat(),
        counts=[(kind, counted.get(kind, 0)) for kind in KINDS if kind in counted or kind in ("published", "edited")],
        quiet=not counted,
        changes=shown_changes(with_english(latest, site.settings), say),
        channels=len(states),
        blind=[state for state in states if state["state"] != "healthy"],
        last_look=(looked or "")[:16].replace("T", " "),
        registers=lists[:4],
        window=months_to(now.date()),
        dates=[_ahead(one, now.date()) for one in dates],
    )


def _ahead(one: dict[str, Any], today: date) -> dict[str, Any]:
    return {**one, "days": (date.fromisoformat(one["day"]) - today).days}
