"""The ways mail leaves: SMTP, or a Maildir folder."""

import ssl
from typing import Protocol

from notifier.errors import BadMailSettings
from notifier.hooks import Hook, no_hook
from notifier.maildir import Maildir
from notifier.routes import EXAMPLE, MaildirRoute, parse_transport
from notifier.smtp import Smtp


class Transport(Protocol):
    def send(self, sender: str, recipient: str, message: bytes) -> None:
        """Hand over one message (CRLF line ends). Raises Undelivered."""

    def close(self) -> None:
        """Leave politely; never raises."""


def open_transport(text: str, *, hook: Hook = no_hook, context: ssl.SSLContext | None = None) -> Transport:
    """Raises BadMailSettings. Nothing is connected before the first mail."""
    if not text.strip():
        raise BadMailSettings(f"no [mail] transport is set in regwatch.toml, so nothing can be sent; {EXAMPLE}")
    route = parse_transport(text)
    if isinstance(route, MaildirRoute):
        return Maildir(route.folder, hook)
    return Smtp(route, hook, context)
