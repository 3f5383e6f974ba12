"""The timeline of changes. Its filters are its address."""

from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler.sources import SOURCES
from regwatch.translations import with_english
from regwatch.web import questions
from regwatch.web.language import language_of
from regwatch.web.pages.common import shown_changes
from regwatch.web.rendering import render
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.queries.change_pages import MOST_LOOKED_AT, change_page
from storage.vocabulary import PROVINCES, TOPICS
from storage.vocabulary.titles.asked_in_english import in_chinese

router = APIRouter(include_in_schema=False)
PER_PAGE = 25
_NAMES = ("since", "until", "source", "channel", "topic", "province", "kind", "query", "any_subject")


@router.get("/changes")
def changes(request: Request) -> Response:
    wanted = questions.change_filter(request)
    after = questions.number(request, "after", least=1, most=1 << 60)
    site = site_of(request)
    with site.reading() as db:
        page = change_page(db, wanted, PER_PAGE, after, newest_first=True)
    shown = shown_changes(with_english(page.changes, site.settings), speaker(language_of(request)))
    filters = {name: questions.text(request, name) for name in _NAMES}
    return render(
        request,
        "changes.html",
        section="changes",
        days=[(day, list(group)) for day, group in groupby(shown, key=lambda change: change["observed_at"][:10])],
        filters={**filters, "province": wanted.province, "any_subject": "1" if wanted.any_subject else ""},
        chinese=in_chinese(wanted.query),
        kinds=questions.KINDS,
        sources=list(SOURCES.values()),
        topics=TOPICS,
        provinces=PROVINCES,
        more=page.more,
        last=page.last,
        cut=MOST_LOOKED_AT if page.cut else 0,
        after=after,
    )
