"""DNS with a conscience: a name that resolves to a private address is not connected to, unless it is the mirror's."""

from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.guards.telling import REFUSED_NAMES
from storage.internet import is_public


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing answers outside the public internet after the look-up, so no rebinding passes."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, trusted: frozenset[str]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.trusted = trusted

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        mirrors = crawler.settings.getlist("REGWATCH_MIRRORS")
        trusted = frozenset(urlsplit(mirror).hostname or "" for mirror in mirrors)
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), trusted)

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 (Twisted's name)
        found = super().getHostByName(name, timeout)
        return found if name in self.trusted else found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not is_public(address):
            REFUSED_NAMES[name] = f"{name} resolves to {address}, which is not a public address"
            raise DNSLookupError(REFUSED_NAMES[name])
        REFUSED_NAMES.pop(name, None)
        return address
