"""Cookies as the watched sites need them: a cookie goes back to the very host that set it, and to no other.

Scrapy's own middleware asks for the list of public suffixes when a cookie names a domain, over the network, from two
hosts of its choice and past every guard (tldextract in Scrapy 2.19, seen 2026-11-27). A cookie that never leaves its
host needs no such list. RFC 6265, 5.3 lets a client ignore a cookie's domain; its number and size are bounded here.
"""

from http.cookiejar import Cookie
from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from scrapy.utils.httpobj import urlparse_cached

MAX_COOKIES = 50
MAX_LENGTH = 4096


class HostCookies:
    """A jar for the process, which asks one site; further cookies than MAX_COOKIES, and longer ones than MAX_LENGTH
    characters, are not kept."""

    def __init__(self) -> None:
        self.jar = CookieJar()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        request.headers.pop("Cookie", None)
        self.jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Response:
        if "Set-Cookie" in response.headers:
            host = (urlparse_cached(request).hostname or "").lower()
            for cookie in self.jar.make_cookies(response, request):
                self._keep(cookie, host, request)
        return response

    def _keep(self, cookie: Cookie, host: str, request: Request) -> None:
        cookie.domain, cookie.domain_specified, cookie.domain_initial_dot = host, False, False
        known = any(same(cookie, other) for other in self.jar)
        if len(cookie.name) + len(cookie.value or "") <= MAX_LENGTH and (known or len(self.jar) < MAX_COOKIES):
            self.jar.set_cookie_if_ok(cookie, request)


def same(one: Cookie, other: Cookie) -> bool:
    """Whether one replaces the other in a jar."""
    return (one.domain, one.path, one.name) == (other.domain, other.path, other.name)
