"""The one place that decides which address may be asked for. Every address out of a page is hostile until it passed.

Only http and https; no credentials; only hosts of the source (attachments may lie on any *.gov.cn host); only public IP
addresses, checked on the literal here and after DNS in `resolver.py`, on the first request and on every redirect.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

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


def is_ip(host: str) -> bool:
    """Whether the host is an IP address in any notation a resolver would take (dotted, decimal, hexadecimal, IPv6)."""
    bare = host.strip("[]")
    try:
        ipaddress.ip_address(bare.split("%")[0])
    except ValueError:
        labels = bare.rstrip(".").split(".")
        return all(label.isdigit() or label.lower().startswith("0x") for label in labels if label) and bool(bare)
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, not private, loopback, link-local, CGNAT or reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    embedded = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if embedded is not None:
        return is_public(str(embedded))
    if isinstance(ip, ipaddress.IPv6Address) and ip in ipaddress.ip_network("64:ff9b::/96"):
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
