"""One notice whole, and the redline between any two of its versions."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from notifier.texts import plain
from regwatch.settings import Settings
from regwatch.translations import english_of
from regwatch.web import questions
from regwatch.web.language import language_of
from regwatch.web.redlines import redlines
from regwatch.web.rendering import render
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.clock import stamp
from storage.diffs.parts import parts_of
from storage.queries import notices
from storage.queries.diffs import compare as diff
from storage.queries.kept import kept_files

router = APIRouter(include_in_schema=False)
MOST_ROWS = 300


@router.get("/notices/{notice}/diff")
def compare(request: Request, notice: str) -> Response:
    asked = {name: questions.text(request, name) for name in ("from", "to", "with", "from_part", "to_part", "view")}
    side = asked.pop("view") == "side"
    say = speaker(language_of(request))
    with site_of(request).reading() as db:
        parts = asked["from_part"], asked["to_part"]
        found = diff(db, notice, asked["from"] or None, asked["to"] or None, asked["with"], parts)
        choices = [parts_of(side.content(db)) for side in (found.before, found.after)]
        older, newer = (notices.versions(db, one) for one in (found.older, found.newer))
        places = redlines(db, found, say, side_by_side=side)
    return render(
        request,
        "diff.html",
        section="changes",
        answer=found.answer(),
        two=found.older != found.newer,
        older=older,
        newer=newer,
        choices=choices,
        parts=found.parts,
        suggestion=found.suggestion,
        asked=asked,
        side=side,
        places=places,
        english=_english(found.answer(), site_of(request).settings),
    )


def _english(answer: dict[str, Any], settings: Settings) -> list[tuple[str, str]]:
    """Sentences of the edits and what a machine made of them."""
    made = english_of("", answer["edits"], settings)
    return list(made["texts"].items()) if made else []


def _title(title: str, settings: Settings) -> str:
    made = english_of(title, (), settings)
    return made["texts"].get(plain(title), "") if made else ""


@router.get("/notices/{notice}")
def notice_page(request: Request, notice: str) -> Response:
    as_of = questions.seen_by(request)
    with site_of(request).reading() as db:
        shown = notices.show(db, notice, as_of)
        kept = kept_files(db, shown["id"])
    return render(
        request,
        "notice.html",
        section="changes",
        notice=shown,
        title_english=_title(shown["title"], site_of(request).settings),
        as_of=stamp(as_of)[:16].replace("T", " ") if as_of else "",
        most_rows=MOST_ROWS,
        pages_kept=[one for one in kept if one["role"] == "page" and (not as_of or one["observed_at"] <= stamp(as_of))],
        hashes_kept={one["sha256"] for one in kept},
    )


@router.get("/notices")
def find(request: Request) -> Response:
    """A notice by any of its addresses: ?url="""
    with site_of(request).reading() as db:
        found = notices.resolve(db, questions.text(request, "url"))
    return RedirectResponse(f"/notices/{found}", status_code=303)
