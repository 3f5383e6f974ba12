"""A reader's own page, behind the link in each mail: change, pause, stop, take away, erase.

Opening it changes nothing, because scanners follow links; every deed is a form of its own with a token.
"""

import json
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from sqlite_utils import Database
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from notifier.amending import amend, pause
from notifier.errors import BadWish, LinkNotGood, NotifierError
from notifier.link_tokens import read_token
from notifier.links import feed_link
from notifier.personal_data import erase, export
from notifier.subscription_feeds import feed_token, live_feeds, withdraw_feed
from notifier.subscription_rows import address_key, list_subscriptions
from notifier.subscriptions import unsubscribe_of_reader
from notifier.wishes import DECLARED, Subscription
from regwatch.web.csrf import FIELD
from regwatch.web.forms import Form, Upload, form_of
from regwatch.web.language import language_of
from regwatch.web.pages.feeds import base_of
from regwatch.web.pages.links import bad_link, hidden, told, wish_line
from regwatch.web.pages.wish_forms import asked_in, asked_of, choices, wish_of
from regwatch.web.rendering import Names, render
from regwatch.web.site import Site, site_of
from regwatch.web.words import speaker
from storage.clock import NotAMoment, moment, stamp
from storage.supplier_files import SupplierFileError

router = APIRouter(include_in_schema=False)


@router.get("/manage/{token}")
def manage_page(request: Request, token: str) -> Response:
    return _page(request, token)


@router.post("/manage/{token}")
async def manage(request: Request, token: str) -> Response:
    form = await form_of(request)
    site, say = site_of(request), speaker(language_of(request))
    if not site.forms.good(request, form.text(FIELD)):
        return await run_in_threadpool(_page, request, token, fault=say("form_old"), status=403)
    upload = await form.upload("watch_file")
    try:
        return await run_in_threadpool(_do, request, site, token, form, upload)
    except LinkNotGood as fault:
        return bad_link(request, str(fault))
    except (NotifierError, SupplierFileError, NotAMoment) as fault:
        return await run_in_threadpool(_page, request, token, fault=str(fault), status=400)


def _do(request: Request, site: Site, token: str, form: Form, upload: Upload | None) -> Response:
    """One deed. Raises LinkNotGood, NotifierError, SupplierFileError, NotAMoment."""
    say, now = speaker(language_of(request)), site.clock()
    deed = form.text("do")
    with site.people() as db:
        reader = read_token(db, "manage", token, now).reader
        if deed == "export":
            return _export(db, reader)
        if deed == "erase":
            _confirmed(db, reader, form.text("email"))
            erase(db, reader, now)
            return told(request, say("erased"), say("erased_more"))
        if deed == "stop_all":
            unsubscribe_of_reader(db, reader, None, now)
        elif deed == "resume":
            pause(db, reader, None, now)
        elif deed == "pause":
            pause(db, reader, _day(form.text("until")), now)
        elif deed in ("save", "stop", "feed", "feed_stop"):
            one = _own(db, reader, form.text("id"))
            if deed == "stop":
                unsubscribe_of_reader(db, reader, one["id"], now)
            elif deed == "feed":
                feed_token(db, one["id"], now)
            elif deed == "feed_stop":
                withdraw_feed(db, one["id"], now)
            else:
                asked = asked_in(form)
                asked.any_subject, asked.watch_file = one["any_subject"], one["watch_file"]
                asked.kept_registers = [key for key in one["registers"] if key not in DECLARED]
                amend(db, one["id"], wish_of(asked, upload), now)
        else:
            raise BadWish("this form asks for nothing that is known here; load the page again")
    return _page(request, token, done=say("saved"))


def _own(db: Database, reader: int, ident: str) -> Subscription:
    """One of this reader's subscriptions, never another's."""
    for one in list_subscriptions(db, reader=reader):
        if str(one["id"]) == ident:
            return one
    raise BadWish("this subscription has ended meanwhile; load the page again")


def _confirmed(db: Database, reader: int, typed: str) -> None:
    row = db.conn.execute("SELECT address_key FROM readers WHERE id = ?", [reader]).fetchone()
    if row is None or not typed or address_key(typed) != row[0]:
        raise BadWish("to erase everything, write the whole mail address into the field beside the button")


def _day(text: str) -> datetime:
    """The end of the named day, in UTC+8."""
    return moment(text) + timedelta(days=1)


def _export(db: Database, reader: int) -> Response:
    body = json.dumps(export(db, reader), ensure_ascii=False, indent=2)
    headers = {"content-disposition": 'attachment; filename="regwatch-my-data.json"', "cache-control": "no-store"}
    return Response(body, media_type="application/json", headers=headers)


def _page(request: Request, token: str, *, fault: str = "", done: str = "", status: int = 200) -> Response:
    site, language = site_of(request), language_of(request)
    say = speaker(language)
    try:
        with site.people() as db:
            reader = read_token(db, "manage", token, site.clock()).reader
            found = list_subscriptions(db, reader=reader)
            feeds = live_feeds(db, reader, site.clock())
            row = db.conn.execute(
                "SELECT email, paused_until, paused_why FROM readers WHERE id = ?", [reader]
            ).fetchone()
    except LinkNotGood as bad:
        return bad_link(request, str(bad))
    paused = row[1] if row[2] and row[1] and row[1] > stamp(site.clock()) else ""
    return render(
        request,
        "manage.html",
        with_form=True,
        status=status,
        fault=fault,
        done=done,
        email=hidden(row[0]),
        own=[(one, asked_of(one), wish_line(one, say, Names(language))) for one in found],
        feeds={ident: feed_link(base_of(request), token) for ident, token in feeds.items()},
        paused=paused[:10],
        resting=row[2] == "bounces",
        **choices(),
    )
