"""What mailed links lead to. Following one (GET) changes nothing, because scanners follow links; its button does.

The one-click POST of RFC 8058 stops mails without a page: mail programs send it, so it carries no form token.
"""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from notifier.errors import LinkNotGood
from notifier.subscriptions import confirm, peek, unsubscribe_by_link
from notifier.wishes import Subscription
from regwatch.web.csrf import FIELD
from regwatch.web.forms import form_of
from regwatch.web.language import language_of
from regwatch.web.rendering import Names, render
from regwatch.web.site import Site, site_of
from regwatch.web.words import Say, speaker
from storage.registers.known import register_named
from storage.vocabulary import TOPICS, english_province

router = APIRouter(include_in_schema=False)
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@router.get("/confirm/{token}")
def confirm_page(request: Request, token: str) -> Response:
    return _asking(request, "confirm", token)


@router.post("/confirm/{token}")
async def confirm_now(request: Request, token: str) -> Response:
    form = await form_of(request)
    site, say = site_of(request), speaker(language_of(request))
    if not site.forms.good(request, form.text(FIELD)):
        return await run_in_threadpool(_asking, request, "confirm", token, say("form_old"))
    try:
        done = await run_in_threadpool(_confirm, site, token)
    except LinkNotGood as fault:
        return bad_link(request, str(fault))
    return told(request, say("confirmed"), say("confirmed_more", email=hidden(done["email"])))


@router.get("/unsubscribe/{token}")
def unsubscribe_page(request: Request, token: str) -> Response:
    return _asking(request, "unsubscribe", token)


@router.post("/unsubscribe/{token}")
async def unsubscribe_now(request: Request, token: str) -> Response:
    form = await form_of(request)
    site, say = site_of(request), speaker(language_of(request))
    one_click = form.text(ONE_CLICK[0]) == ONE_CLICK[1]
    if not one_click and not site.forms.good(request, form.text(FIELD)):
        return await run_in_threadpool(_asking, request, "unsubscribe", token, say("form_old"))
    try:
        await run_in_threadpool(_unsubscribe, site, token)
    except LinkNotGood as fault:
        return bad_link(request, str(fault))
    return told(request, say("unsubbed"), say("unsubbed_more"))


def _confirm(site: Site, token: str) -> Subscription:
    with site.people() as db:
        return confirm(db, token, site.clock())


def _unsubscribe(site: Site, token: str) -> None:
    with site.people() as db:
        unsubscribe_by_link(db, token, site.clock())


def _asking(request: Request, purpose: str, token: str, fault: str = "") -> Response:
    """The page with the button, or what is wrong with the link."""
    site, language = site_of(request), language_of(request)
    say = speaker(language)
    try:
        with site.people() as db:
            found = peek(db, purpose, token, site.clock())
    except LinkNotGood as bad:
        return bad_link(request, str(bad))
    if not found:
        nothing = say("unsub_nothing") if purpose == "unsubscribe" else say("link_bad")
        return told(request, nothing)
    wishes = [wish_line(one, say, Names(language)) for one in found]
    confirming = purpose == "confirm"
    return render(
        request,
        "link.html",
        with_form=True,
        status=403 if fault else 200,
        title=say("confirm_title" if confirming else "unsub_title"),
        lead=fault or (say("confirm_lead") if confirming else say("unsub_lead", email=hidden(found[0]["email"]))),
        wishes=wishes,
        button=say("confirm_do" if confirming else "unsub_do"),
    )


def wish_line(one: Subscription, say: Say, names: Names) -> str:
    parts: list[Any] = [names.plain(TOPICS[key][1], TOPICS[key][0]) for key in one["topics"] if key in TOPICS]
    parts += one["sources"]
    parts += [names.plain(key, english_province(key)) for key in one["provinces"]]
    for key in one["registers"]:
        register = register_named(key)
        parts.append(names.plain(register.name, register.name_en) if register else key)
    if one["query"]:
        parts.append(say("with_words", text=one["query"]))
    if one["watch"]:
        parts.append(say("watching", n=len(one["watch"])))
    return f"{say(one['frequency'])}: {', '.join(parts) or say('everything')}"


def hidden(email: str) -> str:
    """`b…@example.org`: enough for its owner, little for whoever looks over a shoulder."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def told(request: Request, title: str, *sentences: str) -> Response:
    return render(request, "told.html", private=True, title=title, sentences=sentences)


def bad_link(request: Request, sentence: str) -> Response:
    title = speaker(language_of(request))("link_bad")
    return render(request, "told.html", status=404, title=title, sentences=[sentence])
