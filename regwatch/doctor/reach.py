"""Can each source be reached? One polite request for robots.txt each, nothing followed, nothing stored."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from crawler.declared import RELEASE
from crawler.guards import blocks
from crawler.guards.tls import LEGACY_SERVER_CONNECT, OLD_CIPHERS, SAID, Rule
from crawler.sources import SOURCES
from regwatch.doctor.results import Result, fail, ok, warn
from regwatch.settings import Settings

TIMEOUT_S = 10.0
MAX_BODY = 1 << 16


@dataclass(frozen=True, slots=True)
class Reach:
    """`date` is what the site's `Date` header says, when it answered with one."""

    source: str
    result: Result
    date: datetime | None = None


def sources(settings: Settings, timeout_s: float = TIMEOUT_S) -> list[Reach]:
    """One result for each source; each gets one request, and slow ones are waited for side by side.

    A name service that hangs knows no timeout of ours, so the waiting itself ends after three of them.
    """
    crawl = settings.crawl_config()
    watched = [key for key in SOURCES if crawl.source(key).enabled]
    found: dict[str, Reach] = {}

    def ask(key: str) -> None:
        found[key] = _reach(settings, key, timeout_s)

    threads = [threading.Thread(target=ask, args=[key], daemon=True) for key in watched]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 3 * timeout_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [found.get(key) or _not_asked(settings, key, off=key not in watched) for key in SOURCES]


def _not_asked(settings: Settings, key: str, *, off: bool) -> Reach:
    if off:
        return Reach(key, ok(_name(key), "switched off in the settings"))
    origin = settings.crawl_config().source(key).origin or SOURCES[key].origin
    return Reach(key, fail(_name(key), *_no_answer(origin, TimeoutError())))


def _name(key: str) -> str:
    return f"source {key}"


def _reach(settings: Settings, key: str, timeout_s: float) -> Reach:
    own = settings.crawl_config().source(key)
    origin = own.origin or SOURCES[key].origin
    if own.origin_is_private and not settings.crawl.allow_private_hosts:
        detail = f"{origin} is a private address, which the crawl refuses"
        return Reach(key, fail(_name(key), detail, "set crawl.allow_private_hosts = true if it is your own mirror"))
    agent = f"Mozilla/5.0 (compatible; Regwatch/{RELEASE}; +{settings.crawl.contact})"
    try:
        status, date, body = _ask(origin, agent, timeout_s, own.tls)
    except (OSError, http.client.HTTPException, ValueError) as error:
        detail, remedy = _no_answer(origin, error)
        return Reach(key, fail(_name(key), detail, remedy))
    block = blocks.by_status(status, body)
    if block is not None or status in (401, 403, 429):
        what = block.what if block else f"HTTP {status}"
        remedy = "wait, raise crawl.delay_s, and write to the site's operator if it stays so"
        return Reach(key, warn(_name(key), f"{origin} answers, but not to us: {what}", remedy), date)
    if status >= 500:
        return Reach(key, warn(_name(key), f"{origin} answers HTTP {status}", "wait: the fault is the site's"), date)
    if rule := own.tls.get(urlsplit(origin).hostname or ""):
        detail = f"{origin} answers (HTTP {status} for /robots.txt); TLS: {SAID[rule]}"
        remedy = (
            f"take the host out of sources.{key}.tls as soon as its TLS is in order: every capture records the rule"
        )
        return Reach(key, warn(_name(key), detail, remedy), date)
    return Reach(key, ok(_name(key), f"{origin} answers (HTTP {status} for /robots.txt)"), date)


def _context(rule: Rule | None) -> ssl.SSLContext:
    """As the crawl checks this host."""
    context = ssl.create_default_context()
    if rule == "unverified":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if rule is not None:
        context.set_ciphers(OLD_CIPHERS)
        context.options |= LEGACY_SERVER_CONNECT
    return context


def _ask(origin: str, agent: str, timeout_s: float, tls: Mapping[str, Rule]) -> tuple[int, datetime | None, bytes]:
    parts = urlsplit(origin)
    assert parts.hostname
    peer: http.client.HTTPConnection
    if parts.scheme == "https":
        context = _context(tls.get(parts.hostname))
        peer = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout_s, context=context)
    else:
        peer = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
    try:
        peer.request("GET", "/robots.txt", headers={"User-Agent": agent, "Accept": "text/plain,*/*;q=0.5"})
        answer = peer.getresponse()
        return answer.status, _date(answer.getheader("Date")), answer.read(MAX_BODY)
    finally:
        peer.close()


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _no_answer(origin: str, error: Exception) -> tuple[str, str]:
    host = urlsplit(origin).hostname
    if isinstance(error, socket.gaierror):
        return (
            f"the name {host} cannot be resolved ({error.strerror or error}): no network here, or no name service",
            "connect this machine to the internet, mend its DNS, or set the source's origin to a mirror",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} does not hold ({error.verify_message})",
            "check the clock and the system's certificates (ca-certificates), and that no proxy stands between; if the "
            "fault is the site's and lasts, except this one host under [sources.KEY.tls]",
        )
    if isinstance(error, TimeoutError):
        return (
            f"{host} gives no answer in time: the network, its name service or the site does not answer",
            "try again later, and check that a firewall lets this machine out to the web",
        )
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return (
        f"{origin} cannot be reached ({why})",
        "check the network and the source's origin in the settings; a mirror has to be running",
    )
