"""robots.txt by status, as RFC 9309 section 2.3.1 says: 4xx means all is allowed, 5xx or no answer means nothing is."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser

from crawler.guards.blocks import by_content, by_status
from crawler.guards.telling import plain_error

MAX_CRAWL_DELAY_S = 60.0
MAX_BYTES = 512_000
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
        verdict = judge(response.status, response.body)
        if verdict.ground:
            self.grounds[netloc] = verdict.ground
        if verdict.challenged:
            self.challenged.add(netloc)
        await super()._parse_robots(response.replace(body=verdict.rules), netloc, request)
        self._heed_crawl_delay(netloc)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        self.grounds[netloc] = f"the site could not be reached for robots.txt ({plain_error(exc)})"
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
        delay = rules.crawl_delay(self._robotstxt_useragent) if rules is not None else None
        engine = self.crawler.engine
        if delay is None or engine is None:
            return
        key = urlsplit(f"//{netloc}").hostname or ""
        wanted = max(self.crawler.settings.getfloat("DOWNLOAD_DELAY"), min(float(delay), MAX_CRAWL_DELAY_S))
        engine.downloader.per_slot_settings[key] = {"concurrency": 1, "delay": wanted}
        slot = engine.downloader.slots.get(key)
        if slot is not None:
            slot.delay = wanted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer for robots.txt means: the rules to go by, and on what ground when they are not its own."""

    rules: bytes
    ground: str = ""
    challenged: bool = False


def judge(status: int, body: bytes) -> Verdict:
    """RFC 9309 section 2.3.1: 4xx is no rules at all (401 and 403 included), 5xx forbids all. A challenge, whatever its
    status, says that no machine is wanted now; 429 says so in so many words (RFC 6585)."""
    block = by_status(status, body) if status in (202, 412, 429, 521) else None
    if block is None and status == 200 and _is_page(body):
        found = by_content(body)
        block = found if found is not None and found.fault == "challenged" else None
    if block is not None:
        return Verdict(_NOTHING, f"robots.txt: {block.what}", challenged=True)
    if status >= 500:
        return Verdict(_NOTHING, f"robots.txt answered HTTP {status}, which forbids everything (RFC 9309)")
    if status >= 300 or _is_page(body):
        return Verdict(_ALL)
    return Verdict(body[:MAX_BYTES])


def _is_page(body: bytes) -> bool:
    """An HTML page in place of robots.txt holds no rules."""
    return body.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<script", b"<head"))
