"""The application put together: pages, API, faults, and the door before them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response

from regwatch.web import metrics
from regwatch.web.api import check as api_check
from regwatch.web.api import facts as api_facts
from regwatch.web.api import notices as api_notices
from regwatch.web.conditional import Conditional
from regwatch.web.faults import add_fault_handlers
from regwatch.web.guard import Guard
from regwatch.web.limits import Allowance
from regwatch.web.pages import (
    changes,
    check,
    describing,
    facts,
    feeds,
    home,
    kept,
    links,
    managing,
    notices,
    operating,
    own_feeds,
    registers,
    report,
    subscribing,
)
from regwatch.web.rendering import stylesheet
from regwatch.web.site import Site

_TITLE = "Regwatch"
ROUTERS = (
    home.router,
    changes.router,
    notices.router,
    kept.router,
    report.router,
    registers.router,
    check.router,
    facts.router,
    subscribing.router,
    links.router,
    managing.router,
    describing.router,
    api_notices.router,
    api_facts.router,
    api_check.router,
    feeds.router,
    own_feeds.router,
    metrics.router,
    operating.router,
)


def create_app(
    site: Site,
    *,
    token_needed: bool = False,
    pulse: Callable[[], bool] | None = None,
    job_lines: Callable[[], str] | None = None,
) -> FastAPI:
    """The pages over a site. `token_needed`: they are served beyond this machine. `pulse` tells whether the schedule
    of `regwatch run` ticks, `job_lines` gives its metrics."""
    app = FastAPI(
        title=_TITLE,
        description="What the archive of China's used-power-battery rules knows. Reading only; times are UTC+8.",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.site = site
    app.state.pulse = pulse
    app.state.job_lines = job_lines
    app.state.subscribe_allowance = Allowance(subscribing.PER_MINUTE, subscribing.BURST)
    for router in ROUTERS:
        app.include_router(router)
    add_fault_handlers(app)
    _add_static(app)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(Guard, settings=site.settings.serve, names=_names(site), token_needed=token_needed)
    return app


def _names(site: Site) -> frozenset[str]:
    """Host names by which the pages may be asked for beside the loopback ones."""
    base = urlsplit(site.settings.mail.base_url).hostname or ""
    return frozenset(name.casefold() for name in (*site.settings.serve.hosts, base) if name)


def _add_static(app: FastAPI) -> None:
    path, data = stylesheet()

    @app.get(path, include_in_schema=False)
    def css() -> Response:
        return Response(data, media_type="text/css; charset=utf-8", headers={"cache-control": "max-age=31536000"})

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        return Response(status_code=204, headers={"cache-control": "max-age=86400"})

    @app.get("/robots.txt", include_in_schema=False)
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
