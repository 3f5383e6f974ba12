"""The one place that decides which address may be asked for. Every address out of a page is hostile until it passed.

Only http and https; no credentials; only hosts of the source (attachments may lie on any *.gov.cn host); only public IP
addresses, checked on the literal here and after DNS in `resolver.py`, on the first request and on every redirect.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from storage.internet import is_ip

_PORTS = {"http": (None, 80), "https": (None, 443)}


class Forbidden(Exception):
    """An address that must not be fetched; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Fence:
    """What one crawl may reach. `mirror` is the origin configured in place of the site: when set, nothing else is."""

    hosts: frozenset[str]
    mirror: str = ""
    attachment_suffix: str = ".gov.cn"

    def check(self, url: str, *, attachment: bool = False) -> None:
        """Raises Forbidden unless `url` may be asked for."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise Forbidden(f"{url[:200]} is not a valid address") from None
        if parts.scheme not in _PORTS:
            raise Forbidden(f"{url[:200]}: only http and https are fetched")
        if parts.username is not None or parts.password is not None:
            raise Forbidden(f"an address with credentials in it is never fetched ({host})")
        if self.mirror:
            if f"{parts.scheme}://{parts.netloc}" != self.mirror:
                raise Forbidden(f"{url[:200]} lies outside the configured mirror {self.mirror}")
            return
        if port not in _PORTS[parts.scheme]:
            raise Forbidden(f"{url[:200]}: only the standard ports are fetched")
        if is_ip(host):
            raise Forbidden(f"{url[:200]}: an IP address stands in place of a host name")
        if host in self.hosts or (attachment and host.endswith(self.attachment_suffix)):
            return
        raise Forbidden(f"{url[:200]}: {host} is not a declared host of this source")
