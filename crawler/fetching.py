"""One request at a time through Scrapy's downloader: politeness, fence and robots below, plain answers above."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.config import CrawlSettings
from crawler.guards import blocks
from crawler.guards.robots import RobotsChallenged, RobotsForbidden
from crawler.guards.telling import plain_error
from crawler.guards.tls import Rule, said_of
from crawler.middlewares import Fenced
from crawler.sources import Source
from crawler.waiting import ASKED_AGAIN, Patience, wanted_s
from storage.archive.addresses import AddressState
from storage.archive.captures import Fetched
from storage.archive.runs import Check
from storage.clock import now

logger = logging.getLogger(__name__)

LONG_ADDRESS = 120


class FetchFault(Exception):
    """A request that gave nothing to read. `outcome` is the channel outcome it stands for; the text says why."""

    outcome = "unreachable"

    def __init__(self, message: str, fetched: Fetched | None = None) -> None:
        super().__init__(message)
        self.fetched = fetched


class Unreachable(FetchFault):
    """No answer, or one that says the site is broken."""


class Challenged(FetchFault):
    """Something stands in place of the page because the site does not want us."""

    outcome = "challenged"


class SentAway(Challenged):
    """The site says when it may be asked again, and that is later than a run waits."""


class Refused(FetchFault):
    """Our own guards let the address not pass."""

    outcome = "failed"


class BudgetSpent(FetchFault):
    """The run may not fetch more."""

    outcome = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: 200 with a body, 304 (then `not_modified`), or 404/410 (then `gone`)."""

    fetched: Fetched
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    gone: bool = False

    @property
    def content_type(self) -> str:
        return _header(self.fetched, "content-type")


class Fetcher:
    """Asks for canonical addresses of one source, at its mirror when one is configured."""

    def __init__(
        self,
        crawler: Crawler,
        source: Source,
        mirror: str,
        limits: CrawlSettings,
        tls: Mapping[str, Rule] = MappingProxyType({}),
    ) -> None:
        self.crawler = crawler
        self.source = source
        self.mirror = mirror
        self.limits = limits
        self.tls = tls
        self.patience = Patience()
        self.spent_bytes = 0
        self.spent_requests = 0
        self._hosts = frozenset(source.hosts)

    def to_mirror(self, url: str) -> str:
        """The address really asked: the mirror's in place of the site's own hosts."""
        parts = urlsplit(url)
        if not self.mirror or parts.netloc not in self._hosts:
            return url
        return self.mirror + url[len(f"{parts.scheme}://{parts.netloc}") :]

    def from_mirror(self, url: str) -> str:
        if self.mirror and url.startswith(self.mirror + "/"):
            return self.source.origin + url[len(self.mirror) :]
        return url

    async def get(
        self,
        url: str,
        check: Check,
        *,
        known: AddressState | None = None,
        referer: str = "",
        accept: str = "",
        attachment: bool = False,
    ) -> Answer:
        """Fetch one address; `known` makes it conditional. Raises FetchFault. Counts into `check`."""
        headers = _headers(known, referer and self.to_mirror(referer), accept)
        meta = {"attachment": attachment, **({} if attachment else {"download_maxsize": self._page_limit})}
        response = await self._ask(url, headers, meta, check)
        for _ in range(ASKED_AGAIN):
            seconds = wanted_s(response, self.clock())
            if seconds is None:
                break
            if not await self.patience.wait(response.status, seconds):
                raise SentAway(f"{named(url)}: {self.patience.sent_away}", self._fetched(url, response))
            response = await self._ask(url, headers, meta, check)
        return _judge(self._fetched(url, response), check)

    async def _ask(self, url: str, headers: dict[str, str], meta: dict[str, Any], check: Check) -> Response:
        if self.patience.sent_away:
            raise SentAway(f"{named(url)}: not asked: {self.patience.sent_away}")
        self._check_budget()
        request = Request(self.to_mirror(url), headers=headers, meta=dict(meta), callback=NO_CALLBACK, dont_filter=True)
        check.requests += 1
        self.spent_requests += 1
        response = await self._download(request, url)
        check.bytes += len(response.body)
        self.spent_bytes += len(response.body)
        return response

    @property
    def _page_limit(self) -> int:
        return min(self.limits.max_page_bytes, self.limits.max_bytes)

    def _check_budget(self) -> None:
        if self.spent_bytes >= self.limits.max_run_bytes:
            raise BudgetSpent(
                f"the run's budget of {self.limits.max_run_bytes} bytes is spent and the rest was left for the next "
                "run; raise crawl.max_run_bytes if that happens every time"
            )
        if self.spent_requests >= self.limits.max_run_requests:
            raise BudgetSpent(
                f"the run's budget of {self.limits.max_run_requests} requests is spent and the rest was left for the "
                "next run; raise crawl.max_run_requests if that happens every time"
            )

    async def _download(self, request: Request, url: str) -> Response:
        engine = self.crawler.engine
        assert engine is not None
        try:
            return await engine.download_async(request)
        except RobotsChallenged as ground:
            raise Challenged(f"{named(url)}: {ground}") from None
        except RobotsForbidden as ground:
            raise Unreachable(f"{named(url)}: {ground}") from None
        except Fenced as refusal:
            if request.meta["attachment"]:
                raise Refused(str(refusal)) from None
            raise Unreachable(f"{named(url)}: refused by the fence ({refusal})") from None
        except IgnoreRequest as refusal:
            said = "it redirects more often than is followed" if "redirections" in str(refusal) else refusal
            raise Unreachable(f"{named(url)}: {said}") from None
        except Exception as error:
            # Twisted, OpenSSL and the operating system raise dozens of unrelated classes for "no answer".
            raise Unreachable(f"{named(url)}: no usable answer ({plain_error(error)})") from error

    def _fetched(self, url: str, response: Response) -> Fetched:
        final = self.from_mirror(response.url)
        moved = response.url != self.to_mirror(url)
        return Fetched(
            url=final if moved else url,
            requested_url=response.url,
            status=response.status,
            headers=_response_headers(response),
            body=response.body,
            fetched_at=self.clock(),
            tls=said_of(urlsplit(response.url).hostname or "", self.tls) if response.url.startswith("https:") else "",
        )

    clock: Callable[[], datetime] = staticmethod(now)


def named(url: str) -> str:
    """An address as a fault names it: a long query is left out, so that the reason stays in sight."""
    return url if len(url) <= LONG_ADDRESS else f"{url.split('?')[0][:LONG_ADDRESS]}?…"


def _judge(fetched: Fetched, check: Check) -> Answer:
    status = fetched.status
    etag, last_modified = _header(fetched, "etag"), _header(fetched, "last-modified")
    if status == 304:
        check.not_modified += 1
        return Answer(fetched, etag, last_modified, not_modified=True)
    block = blocks.by_status(status, fetched.body)
    if block is not None:
        raise Challenged(f"{named(fetched.url)}: {block.what}", fetched)
    if status in (404, 410):
        return Answer(fetched, gone=True)
    if status != 200:
        raise Unreachable(f"{named(fetched.url)}: HTTP {status}", fetched)
    if not fetched.body.strip():
        raise Unreachable(f"{named(fetched.url)}: HTTP 200 with an empty body", fetched)
    return Answer(fetched, etag, last_modified)


def _headers(known: AddressState | None, referer: str, accept: str) -> dict[str, str]:
    headers = {"Accept": accept or "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "zh-CN,zh;q=0.9"}
    if referer:
        headers["Referer"] = referer
    if known is not None and known.capture is not None and not known.fault and known.missing_since is None:
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
    return headers


def _response_headers(response: Response) -> list[tuple[str, str]]:
    """Headers in sorted order, decoded byte by byte (RFC 9110: field values are opaque above ASCII)."""
    pairs: list[tuple[str, str]] = []
    for name, values in sorted(response.headers.items()):
        pairs += [(name.decode("latin-1").lower(), value.decode("latin-1")) for value in values]
    return pairs


def _header(fetched: Fetched, name: str) -> str:
    return next((value for key, value in fetched.headers if key == name), "")
