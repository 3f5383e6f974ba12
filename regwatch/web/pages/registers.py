"""The official lists, one list as of a day with what changed since, and what happened to it between two days."""

from datetime import date, datetime, time, timedelta
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from regwatch.web import paging, questions
from regwatch.web.language import language_of
from regwatch.web.pages.common import titles_of
from regwatch.web.pages.register_news import counted, told_by_notice
from regwatch.web.rendering import Names, render
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.clock import ZONE
from storage.companies import normalise
from storage.queries import registers as queries
from storage.registers.course import place_of
from storage.registers.entries import RegisterEntry
from storage.registers.known import register_named

router = APIRouter(include_in_schema=False)
STATUSES = ("listed", "proposed_removal", "proposed", "removed")
EARLIEST = datetime(1990, 1, 1, tzinfo=ZONE)
_KEPT = ("from", "to", "as_of", "known_at", "lang")
_ASKED = ("as_of", "known_at", "q", "status", "from", "to")
PER_PAGE = 100


@router.get("/registers")
def registers(request: Request) -> Response:
    """The lists; with `register=`, on to that list with the days asked for."""
    if key := questions.text(request, "register"):
        asked = {name: value for name in _KEPT if (value := questions.text(request, name))}
        return RedirectResponse(f"/registers/{quote(key, safe='')}?{urlencode(asked)}", status_code=303)
    site = site_of(request)
    with site.reading() as db:
        found = queries.registers(db)
    return render(
        request, "registers.html", section="registers", registers=found, window=months_to(site.clock().date())
    )


@router.get("/registers/{key}")
def register(request: Request, key: str) -> Response:
    site = site_of(request)
    now = site.clock()
    asked = {name: questions.text(request, name) for name in _ASKED}
    day = questions.moment(request, "as_of", end_of_day=True) or now
    known = questions.moment(request, "known_at", end_of_day=True)
    after = paging.asked_key(request, (int, str, str, str, str))
    since, until = questions.window(request, "from", "to", last_included=True)
    between = bool(since or until)
    if not between and day.date() < now.date():
        since = datetime.combine(day.date() + timedelta(days=1), time(0, 0), ZONE)
    language = language_of(request)
    say, names = speaker(language), Names(language)
    with site.reading() as db:
        state = queries.register_state(db, key, day, known)
        events = queries.register_events(db, key, since or EARLIEST, until or now, known) if since or until else None
        told = told_by_notice(db, events or [], say, names)
        wanted = [] if between else [entry for entry in state.entries if _wanted(entry, asked)]
        page = paging.page_of(wanted, place_of, PER_PAGE, after)
        titles = titles_of(db, [one.notice for one in page.rows])
    shape = state.shape(page.rows)
    listed = register_named(key)
    return render(
        request,
        "register.html",
        section="registers",
        state=shape,
        entries=shape["entries"],
        found=len(wanted),
        older=paging.next_address(request, page.last, as_of=day) if page.last else "",
        after=after is not None,
        between=between,
        told=None if events is None else told,
        counts=counted(events or [], say),
        first=since.date().isoformat() if since else "",
        last=(until or now).date().isoformat(),
        titles=titles,
        asked=asked,
        statuses=STATUSES,
        title=names.both(listed.name, listed.name_en) if listed else key,
        title_en=names.plain(listed.name, listed.name_en) if listed else key,
    )


def months_to(day: date) -> tuple[str, str]:
    """A window to begin asking with: from the first day of the month three months ago to the day."""
    months = day.year * 12 + day.month - 1 - 3
    return date(months // 12, months % 12 + 1, 1).isoformat(), day.isoformat()


def _wanted(entry: RegisterEntry, asked: dict[str, str]) -> bool:
    if asked["status"] and entry.status != asked["status"]:
        return False
    words = [normalise(word) for word in asked["q"].split()]
    if not words:
        return True
    text = normalise(" ".join([entry.company, entry.uscc, *entry.former_names]))
    return all(word in text for word in words)
