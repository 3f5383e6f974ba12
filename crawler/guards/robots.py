"""robots.txt by status, as RFC 9309 section 2.3.1 says: 4xx means all is allowed, 5xx or no answer means nothing is."""

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser

from crawler.guards.blocks import by_status

MAX_CRAWL_DELAY_S = 60.0
_NOTHING = b"User-agent: *\nDisallow: /"
_ALL = b""


class RobotsForbidden(IgnoreRequest):
    """robots.txt does not let us; the message says on what ground."""


class RobotsChallenged(IgnoreRequest):
    """robots.txt itself was answered with a challenge: the site wants no machine now."""


class RobotsPolicy(RobotsTxtMiddleware):
    """Scrapy's middleware reads any answer as rules and a failure as permission (seen in 2.19); this one does not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.grounds: dict[str, str] = {}
        self.challenged: set[str] = set()

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body
        block = by_status(response.status, body) if response.status != 403 else None
        if block is not None:
            body = _NOTHING
            self.challenged.add(netloc)
            self.grounds[netloc] = f"robots.txt: {block.what}"
        elif response.status >= 500:
            body = _NOTHING
            self.grounds[netloc] = f"robots.txt answered HTTP {response.status}, which forbids everything (RFC 9309)"
        elif response.status >= 400 or _is_page(body):
            body = _ALL
        await super()._parse_robots(response.replace(body=body), netloc, request)
        self._heed_crawl_delay(netloc)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        self.grounds[netloc] = f"the site could not be reached for robots.txt ({type(exc).__name__}: {str(exc)[:200]})"
        self._parsers[netloc] = ProtegoRobotParser(_NOTHING, self.crawler.spider)

    def process_request_2(self, rp: Any, request: Request) -> None:
        netloc = request.url.split("/")[2]
        if rp is None:
            rp = self._parsers.get(netloc)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            ground = self.grounds.get(netloc, f"robots.txt forbids {request.url[:200]}")
            kind = RobotsChallenged if netloc in self.challenged else RobotsForbidden
            raise kind(ground) from None

    def _heed_crawl_delay(self, netloc: str) -> None:
        parser = self._parsers.get(netloc)
        rules = getattr(parser, "rp", None)
        delay = rules.crawl_delay(self._default_useragent) if rules is not None else None
        engine = self.crawler.engine
        if delay is None or engine is None:
            return
        slot = engine.downloader.slots.get(netloc.rsplit(":", 1)[0])
        if slot is not None:
            slot.delay = max(slot.delay, min(float(delay), MAX_CRAWL_DELAY_S))


def _is_page(body: bytes) -> bool:
    """An HTML page in place of robots.txt holds no rules."""
    return body.lstrip()[:200].lower().startswith((b"<!doctype", b"<html"))
