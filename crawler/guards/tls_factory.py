"""Scrapy's TLS connections, with the settings' exceptions for single hosts; used only where there are any.

Scrapy 2.19 checks all hosts alike or none (DOWNLOAD_VERIFY_CERTIFICATES). This asks one of two of its own factories, by
host, and for old servers Twisted's verifying options with a lower security level.
"""

from typing import Any

from scrapy.core.downloader.contextfactory import _get_creator_context, _ScrapyClientContextFactory
from scrapy.crawler import Crawler
from twisted.internet.ssl import AcceptableCiphers, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.guards.tls import LEGACY_SERVER_CONNECT, OLD_CIPHERS, Rule


@implementer(IPolicyForHTTPS)
class TlsByHost:
    def __init__(self, strict: Any, rules: dict[str, Rule]) -> None:
        self._strict = strict
        self._trusting = _ScrapyClientContextFactory(verify_certificates=False)
        self._rules = rules

    @classmethod
    def from_crawler(cls, crawler: Crawler, **options: Any) -> "TlsByHost":
        strict = _ScrapyClientContextFactory.from_crawler(crawler, **options)
        spider: Any = crawler.spider
        return cls(strict, dict(spider.job.config.source(spider.source.key).tls))

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (Twisted's name)
        rule = self._rules.get(hostname.decode("ascii").lower())
        if rule == "unverified":
            return self._trusting.creatorForNetloc(hostname, port)
        if rule == "old":
            ciphers = AcceptableCiphers.fromOpenSSLCipherString(OLD_CIPHERS)  # type: ignore[no-untyped-call]
            options = {"acceptableCiphers": ciphers, "fixBrokenPeers": True}
            creator = optionsForClientTLS(hostname.decode("ascii"), extraCertificateOptions=options)
            context = _get_creator_context(creator)
            # Twisted passes the names of ciphers on and drops the level that stands among them.
            context.set_cipher_list(OLD_CIPHERS.encode())
            context.set_options(LEGACY_SERVER_CONNECT)
            return creator
        return self._strict.creatorForNetloc(hostname, port)
