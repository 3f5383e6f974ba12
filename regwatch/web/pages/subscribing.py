"""Subscribe: one answer for everybody, so that nobody learns here who is subscribed."""

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from notifier.addresses import clean_address
from notifier.archive_source import archive_of
from notifier.errors import NotifierError
from notifier.filter_previews import FilterPreview, preview_filter
from notifier.subscriptions import subscribe
from regwatch.web.csrf import FIELD
from regwatch.web.forms import Upload, form_of
from regwatch.web.language import language_of
from regwatch.web.limits import Allowance, client_key
from regwatch.web.mailing import send_waiting
from regwatch.web.pages.wish_forms import Asked, asked_in, choices, wish_of
from regwatch.web.rendering import render
from regwatch.web.site import Site, site_of
from regwatch.web.words import speaker
from storage.supplier_files import SupplierFileError

router = APIRouter(include_in_schema=False)
# Nobody fills the boxes of others from here: 20 forms at once, then one every three minutes.
PER_MINUTE, BURST = 1 / 3, 20


@router.get("/subscribe")
def subscribe_form(request: Request) -> Response:
    return _page(request, Asked(language=language_of(request)))


@router.post("/subscribe")
async def subscribe_now(request: Request) -> Response:
    form = await form_of(request)
    asked = asked_in(form)
    site = site_of(request)
    say = speaker(language_of(request))
    if not site.forms.good(request, form.text(FIELD)):
        return _page(request, asked, say("form_old"), 403)
    allowance: Allowance = request.app.state.subscribe_allowance
    if allowance.wait(client_key(request.client.host if request.client else ""), site.steady()):
        return _page(request, asked, "too many subscriptions from this address; try again in a while", 429)
    upload = await form.upload("watch_file")
    try:
        if form.text("do") == "preview":
            return _page(request, asked, preview=await run_in_threadpool(_preview, site, asked, upload))
        await run_in_threadpool(_store, site, asked, upload)
    except (NotifierError, SupplierFileError) as fault:
        return _page(request, asked, str(fault), 400)
    answer = render(
        request,
        "told.html",
        section="subscribe",
        private=True,
        title=say("sub_thanks"),
        sentences=[say("sub_thanks_more")] + ([] if site.settings.mail.transport else [say("sub_no_mail")]),
    )
    answer.background = BackgroundTask(send_waiting, site)
    return answer


def _store(site: Site, asked: Asked, upload: Upload | None) -> None:
    """What is wrong with the form is told; whether the address is known, unconfirmed or barred is not.

    Raises BadAddress, BadWish, SupplierFileError.
    """
    address = clean_address(asked.email)
    wanted = wish_of(asked, upload)
    with site.people() as db:
        try:
            subscribe(db, str(address), wanted, confirmed=False, now=site.clock())
        except NotifierError:
            return


def _preview(site: Site, asked: Asked, upload: Upload | None) -> FilterPreview:
    """Raises BadWish, SupplierFileError."""
    with site.reading() as db:
        return preview_filter(archive_of(db), wish_of(asked, upload), site.clock())


def _page(
    request: Request, asked: Asked, fault: str = "", status: int = 200, preview: FilterPreview | None = None
) -> Response:
    return render(
        request,
        "subscribe.html",
        section="subscribe",
        with_form=True,
        status=status,
        asked=asked,
        fault=fault,
        preview=preview,
        **choices(),
    )
