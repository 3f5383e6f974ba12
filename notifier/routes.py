"""The [mail] transport setting, read into where mail goes. Pure."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from notifier.errors import BadMailSettings

EXAMPLE = "write smtp://user:pass@host:587?tls=starttls or maildir:FOLDER"


@dataclass(frozen=True, slots=True)
class SmtpRoute:
    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MaildirRoute:
    folder: Path


def parse_transport(text: str) -> SmtpRoute | MaildirRoute:
    """Read the setting; user and password are percent-decoded. Raises BadMailSettings, which never shows a password."""
    text = text.strip()
    if text.startswith("maildir:"):
        folder = text.removeprefix("maildir:").removeprefix("//")
        if not folder or "\x00" in folder:
            raise BadMailSettings("the mail transport 'maildir:' names no folder; write maildir:FOLDER")
        return MaildirRoute(Path(folder).expanduser())
    scheme = text.split(":", 1)[0]
    if scheme not in ("smtp", "smtps") or "://" not in text:
        raise BadMailSettings(f"the mail transport is neither smtp:// nor maildir:; {EXAMPLE}")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadMailSettings(f"the mail transport has no readable host and port; {EXAMPLE}") from None
    if not host or parts.fragment or parts.path not in ("", "/"):
        raise BadMailSettings(
            f"the mail transport has no host, or more than a host; {EXAMPLE}, "
            "with # / ? @ in a password written as %23 %2F %3F %40"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.pop("tls", "")
    if options:
        raise BadMailSettings(f"the mail transport has the unknown option '{next(iter(options))}'; only tls= is known")
    route = _with_tls(host, port, tls or ("tls" if scheme == "smtps" or port == 465 else ""))
    return SmtpRoute(route.host, route.port, route.tls, unquote(parts.username or ""), unquote(parts.password or ""))


def _with_tls(host: str, port: int | None, tls: str) -> SmtpRoute:
    """Without a word on it, mail is encrypted unless it stays on this machine."""
    if tls == "tls":
        return SmtpRoute(host, port or 465, "tls")
    if tls == "starttls":
        return SmtpRoute(host, port or 587, "starttls")
    if tls == "none" or (not tls and _is_loopback(host)):
        return SmtpRoute(host, port or 25, "none")
    if not tls:
        return SmtpRoute(host, port or 587, "starttls")
    raise BadMailSettings(f"the mail transport asks for tls={tls[:20]}; known are starttls, tls and none")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
