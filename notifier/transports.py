"""The ways mail leaves: SMTP, or a Maildir folder; signed on the way out when the settings say so."""

import ssl
from collections.abc import Callable
from typing import Protocol

from notifier.config import MailSettings
from notifier.dkim_signing import Signer, check, signer_of
from notifier.errors import BadMailSettings
from notifier.hooks import Hook, no_hook
from notifier.maildir import Maildir
from notifier.routes import EXAMPLE, MaildirRoute, parse_transport
from notifier.smtp import Smtp


class Transport(Protocol):
    def send(self, sender: str, recipient: str, message: bytes) -> str:
        """Hand over one message (CRLF line ends); answers what the server said. Raises Undelivered."""

    def close(self) -> None:
        """Leave politely; never raises."""


class Signing:
    """Signs what it hands on, so that a mail that waited for days is signed with today's key."""

    def __init__(self, inner: Transport, sign: Signer) -> None:
        self._inner = inner
        self._sign = sign

    def send(self, sender: str, recipient: str, message: bytes) -> str:
        return self._inner.send(sender, recipient, self._sign(message))

    @property
    def hold_for(self) -> Callable[[Callable[[], None]], None] | None:
        """Only where the way below can hold the end of a mail back."""
        return getattr(self._inner, "hold_for", None)

    def close(self) -> None:
        self._inner.close()


def open_transport(text: str, *, hook: Hook = no_hook, context: ssl.SSLContext | None = None) -> Transport:
    """Raises BadMailSettings. Nothing is connected before the first mail."""
    if not text.strip():
        raise BadMailSettings(f"no [mail] transport is set in regwatch.toml, so nothing can be sent; {EXAMPLE}")
    route = parse_transport(text)
    if isinstance(route, MaildirRoute):
        return Maildir(route.folder, hook)
    return Smtp(route, hook, context)


def transport_for(settings: MailSettings, *, hook: Hook = no_hook, context: ssl.SSLContext | None = None) -> Transport:
    """The way all mail of this installation takes. Raises BadMailSettings, also for a signature that cannot be made."""
    transport = open_transport(settings.transport, hook=hook, context=context)
    if settings.dkim is None:
        return transport
    check(settings.dkim)
    return Signing(transport, signer_of(settings.dkim))
