"""One POST of JSON to another machine: to an address that was checked, within a time, with a bounded answer.

The name is looked up here, every address it has is checked, and the connection goes to the address that was checked, so
no second look-up can lead elsewhere. Redirects are not followed; no proxy is asked.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from notifier.texts import plain, shorten
from storage.internet import is_public

MAX_ANSWER = 1 << 20


class Unreachable(Exception):
    """No whole answer came; the message is a phrase without the address's secrets."""


class NotAllowed(Exception):
    """The address is not one that may be called; the message is a phrase that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`private`: the operator has allowed this machine and private networks, also without TLS."""

    private: bool = False
    timeout_s: float = 20.0
    max_answer: int = MAX_ANSWER


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def checked_url(url: str, rules: Rules) -> SplitResult:
    """The parts of an address that may be called, as far as it tells by itself. Raises NotAllowed."""
    if len(url) > 2000 or any(ord(char) <= 0x20 or ord(char) >= 0x7F or char in '"<>\\^`{|}' for char in url):
        raise NotAllowed("holds characters that no address has, or is too long; copy it again")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise NotAllowed("is not a valid address; write https://host/path") from None
    if parts.scheme not in ("https", "http") or not host:
        raise NotAllowed("is not a web address; write https://host/path")
    if parts.scheme == "http" and not rules.private:
        raise NotAllowed("is not https; use https, or allow private addresses in the settings for a local one")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed("holds a user, a password or a fragment; leave it out")
    return parts


def post_json(url: str, body: bytes, headers: Mapping[str, str], rules: Rules) -> Answer:
    """Raises NotAllowed and Unreachable."""
    parts = checked_url(url, rules)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked_address(host, port, rules, plain_http=parts.scheme == "http")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    connection = _Connection(host, port, address, tls=parts.scheme == "https", timeout_s=rules.timeout_s)
    given = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Regwatch", "Connection": "close"}
    try:
        with connection.watched():
            connection.request("POST", target, body=body, headers={**given, **headers})
            answer = connection.getresponse()
            content = answer.read(rules.max_answer + 1)
        if connection.late:
            raise Unreachable(f"{host} did not answer within {rules.timeout_s:g} seconds")
        if len(content) > rules.max_answer:
            raise Unreachable(f"{host} answered with more than {rules.max_answer} bytes")
        return Answer(answer.status, content, {name.lower(): value for name, value in answer.getheaders()})
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.late or isinstance(error, TimeoutError):
            raise Unreachable(f"{host} did not answer within {rules.timeout_s:g} seconds") from None
        raise Unreachable(f"{host} cannot be reached ({_why(error)})") from None
    finally:
        connection.close()


def _checked_address(host: str, port: int, rules: Rules, *, plain_http: bool) -> str:
    """One IP address of the host, after all of them were looked at."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"the name {shorten(plain(host), 80)} is not known") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    inside = [address for address in addresses if not is_public(address)]
    if inside and not rules.private:
        raise NotAllowed(f"leads to {inside[0]}, which is no public address; allow private ones for a local receiver")
    if plain_http and len(inside) < len(addresses):
        raise NotAllowed("is not https and leads out of the private network; use https")
    return addresses[0]


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was checked, and is cut off when its time is over, whatever the peer does."""

    def __init__(self, host: str, port: int, address: str, *, tls: bool, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._address = address
        self._tls = tls
        self._seconds = timeout_s
        self._raw: socket.socket | None = None
        self.late = False
        if tls:
            self.default_port = 443

    def connect(self) -> None:
        version = socket.AF_INET6 if ip_address(self._address.split("%")[0]).version == 6 else socket.AF_INET
        raw = socket.socket(version, socket.SOCK_STREAM)
        raw.settimeout(self.timeout)
        self._raw = self.sock = raw
        raw.connect((self._address, self.port))
        if self._tls:
            secured = ssl.create_default_context().wrap_socket(
                raw, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._raw = self.sock = secured
            secured.do_handshake()

    def watched(self) -> "_Watch":
        return _Watch(self, self._seconds)

    def cut(self) -> None:
        self.late = True
        if self._raw is not None:
            try:
                # The plain method, so that a TLS socket is not unwrapped under the thread that reads from it.
                socket.socket.shutdown(self._raw, socket.SHUT_RDWR)
            except OSError:
                return


class _Watch:
    """Time-outs of a socket begin anew with each byte; this one does not."""

    def __init__(self, connection: _Connection, seconds: float) -> None:
        self._timer = threading.Timer(seconds, connection.cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    return shorten(plain(str(error)), 120) or type(error).__name__
