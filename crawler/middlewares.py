"""The fence as a downloader middleware, so that redirects and retries pass it as well."""

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.guards.addresses import Fence, Forbidden


class Fenced(IgnoreRequest):
    """The fence let this address not pass."""


class FenceMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FenceMiddleware":
        return cls(crawler)

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        fence: Fence = getattr(self.crawler.spider, "fence")  # noqa: B009 (a spider of another project has none)
        try:
            fence.check(request.url, attachment=bool(request.meta.get("attachment")))
        except Forbidden as refusal:
            raise Fenced(str(refusal)) from None
