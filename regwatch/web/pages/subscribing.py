"""Subscribe: one answer for everybody, so that nobody learns here who is subscribed."""

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from crawler.sources import SOURCES
from notifier.addresses import clean_address
from notifier.errors import NotifierError
from notifier.subscriptions import subscribe
from notifier.wishes import Wish, wish
from regwatch.web.checking import names_in, names_in_file
from regwatch.web.csrf import FIELD
from regwatch.web.forms import Form, Upload, form_of
from regwatch.web.language import language_of
from regwatch.web.limits import Allowance, client_key
from regwatch.web.mailing import send_waiting
from regwatch.web.rendering import render
from regwatch.web.site import Site, site_of
from regwatch.web.words import speaker
from storage.supplier_files import SupplierFileError
from storage.vocabulary import PROVINCES, TOPICS

router = APIRouter(include_in_schema=False)
# Nobody fills the boxes of others from here: 20 forms at once, then one every three minutes.
PER_MINUTE, BURST = 1 / 3, 20


@dataclass(slots=True)
class Asked:
    """The form as it was sent, to show it again."""

    email: str = ""
    frequency: str = "weekly"
    language: str = "en"
    topic: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    province: list[str] = field(default_factory=list)
    query: str = ""
    watch: str = ""
    all_quiet: bool = False

    @property
    def open(self) -> bool:
        return bool(self.topic or self.source or self.province or self.query or self.watch or self.all_quiet)


@router.get("/subscribe")
def subscribe_form(request: Request) -> Response:
    return _page(request, Asked(language=language_of(request)))


@router.post("/subscribe")
async def subscribe_now(request: Request) -> Response:
    form = await form_of(request)
    asked = _asked(form)
    site = site_of(request)
    say = speaker(language_of(request))
    if not site.forms.good(request, form.text(FIELD)):
        return _page(request, asked, say("form_old"), 403)
    allowance: Allowance = request.app.state.subscribe_allowance
    if allowance.wait(client_key(request.client.host if request.client else ""), site.steady()):
        return _page(request, asked, "too many subscriptions from this address; try again in a while", 429)
    upload = await form.upload("watch_file")
    try:
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


def _asked(form: Form) -> Asked:
    return Asked(
        email=form.text("email")[:400],
        frequency=form.text("frequency") or "weekly",
        language=form.text("language") or "en",
        topic=form.choices("topic"),
        source=form.choices("source"),
        province=form.choices("province"),
        query=form.text("query"),
        watch=form.text("watch"),
        all_quiet=bool(form.text("all_quiet")),
    )


def _store(site: Site, asked: Asked, upload: Upload | None) -> None:
    """What is wrong with the form is told; whether the address is known, unconfirmed or barred is not.

    Raises BadAddress, BadWish, SupplierFileError.
    """
    address = clean_address(asked.email)
    wanted = _wish(asked, upload)
    with site.people() as db:
        try:
            subscribe(db, str(address), wanted, confirmed=False, now=site.clock())
        except NotifierError:
            return


def _wish(asked: Asked, upload: Upload | None) -> Wish:
    watched = [name or code for name, code in names_in(asked.watch)]
    if upload is not None:
        watched += [name or code for name, code in names_in_file(upload.data, upload.name, "")]
    return wish(
        asked.frequency,
        topics=asked.topic,
        sources=asked.source,
        provinces=asked.province,
        query=asked.query,
        watch=watched,
        watch_file=upload.name if upload else "",
        language=asked.language,
        all_quiet=asked.all_quiet,
        known_sources=list(SOURCES),
    )


def _page(request: Request, asked: Asked, fault: str = "", status: int = 200) -> Response:
    return render(
        request,
        "subscribe.html",
        section="subscribe",
        with_form=True,
        status=status,
        asked=asked,
        fault=fault,
        topics=TOPICS,
        sources=list(SOURCES.values()),
        provinces=PROVINCES,
    )
