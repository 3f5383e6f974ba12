"""Delivery by SMTP: one connection for many mails, faults sorted into transient, permanent and ours."""

import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from notifier.errors import Undelivered
from notifier.hooks import Hook, no_hook
from notifier.routes import SmtpRoute

TIMEOUT_S = 60.0
# RFC 4954 6: the fault is in our settings, not in this mail.
_LOGIN_NEEDED = frozenset({530, 534, 535, 538})
# A server that hangs up on idle peers waits minutes; within this time it is not asked whether it is still there.
FRESH_S = 2.0


class _Listening(smtplib.SMTP):
    """Remembers what the server said when it took a mail, for the ledger."""

    answer = ""
    before_end: Callable[[], None] = staticmethod(lambda: None)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's, but `before_end` is called when all but the end has been handed over: only with its end does a
        server take a mail (RFC 5321 4.1.1.4), so what must come first may take as long as the mail is under way."""
        code, said = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        quoted = (b"." if msg.startswith(b".") else b"") + msg.replace(b"\n.", b"\n..")
        self.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
        self.before_end()
        self.send(b".\r\n")
        code, said = self.getreply()
        self.answer = f"{code} {_words(said)}"
        return code, said


class _Peer(_Listening):
    """Plain, or after STARTTLS."""


class _TlsPeer(_Listening, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


class Smtp:
    """One connection for many mails, opened at the first and again after it was lost."""

    def __init__(self, route: SmtpRoute, hook: Hook = no_hook, context: ssl.SSLContext | None = None) -> None:
        self._route = route
        self._hook = hook
        self._context = context
        self._peer: _Peer | _TlsPeer | None = None
        self._before_end: Callable[[], None] = lambda: None
        self._used = 0.0

    def hold_for(self, before_end: Callable[[], None]) -> None:
        """Call this before the end of each mail is sent."""
        self._before_end = before_end

    def send(self, sender: str, recipient: str, message: bytes) -> str:
        peer = self._connected()
        self._hook("smtp:connected")
        try:
            self._hand_over(peer, sender, recipient, message)
        except smtplib.SMTPException as error:
            raise self._judge(error, recipient) from None
        except (OSError, ssl.SSLError) as error:
            self.close()
            raise Undelivered(f"the connection to {self._where} broke off ({_why(error)}); it is tried again") from None
        self._used = time.monotonic()
        self._hook("smtp:accepted")
        return (self._peer or peer).answer

    def _hand_over(self, peer: "_Peer | _TlsPeer", sender: str, recipient: str, message: bytes) -> None:
        """A server may take so many mails a connection and hang up where the next begins: then it is dialled again."""
        begun = False

        def beginning() -> None:
            nonlocal begun
            begun = True
            self._before_end()

        peer.before_end = beginning
        try:
            peer.sendmail(sender, [recipient], message)
        except smtplib.SMTPServerDisconnected:
            if begun or not self._used:
                raise
            self.close()
            again = self._connected()
            again.before_end = self._before_end
            again.sendmail(sender, [recipient], message)

    @property
    def _where(self) -> str:
        return f"{self._route.host}:{self._route.port}"

    def _connected(self) -> "_Peer | _TlsPeer":
        if self._peer is not None:
            if time.monotonic() - self._used < FRESH_S or self._alive(self._peer):
                return self._peer
            self.close()
        try:
            self._peer = self._dial()
            return self._peer
        except smtplib.SMTPAuthenticationError as error:
            raise Undelivered(
                f"{self._where} refused the user name or password ({error.smtp_code}); mend [mail] transport",
                code=error.smtp_code,
                channel_down=True,
            ) from None
        except smtplib.SMTPNotSupportedError:
            remedy = (
                "use ?tls=none only on your own machine" if self._route.tls == "starttls" else "mend [mail] transport"
            )
            raise Undelivered(
                f"{self._where} does not offer the encryption or login that is set; {remedy}", channel_down=True
            ) from None
        except smtplib.SMTPResponseException as error:
            raise Undelivered(
                f"{self._where} does not take mail now ({error.smtp_code} {_words(error.smtp_error)})",
                code=error.smtp_code,
                channel_down=True,
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Undelivered(
                f"{self._where} cannot be reached ({_why(error)}); check host, port and tls in [mail] transport",
                channel_down=True,
            ) from None

    @staticmethod
    def _alive(peer: smtplib.SMTP) -> bool:
        try:
            return peer.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _dial(self) -> "_Peer | _TlsPeer":
        route = self._route
        context = self._context or ssl.create_default_context()
        peer: _Peer | _TlsPeer
        if route.tls == "tls":
            peer = _TlsPeer(route.host, route.port, timeout=TIMEOUT_S, context=context)
        else:
            peer = _Peer(route.host, route.port, timeout=TIMEOUT_S)
        try:
            if peer.sock is not None:
                # The end of a mail is a small packet of its own; it must not wait for the rest to be acknowledged.
                peer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if route.tls == "starttls":
                peer.starttls(context=context)
            peer.ehlo_or_helo_if_needed()
            if route.user:
                peer.login(route.user, route.password)
        except BaseException:
            peer.close()
            raise
        return peer

    def _judge(self, error: smtplib.SMTPException, recipient: str) -> Undelivered:
        """RFC 5321 4.2.1: 4yz is transient, 5yz permanent. A lost connection leaves open whether the mail was taken,
        so it is offered again under the same Message-ID."""
        words: bytes | str
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, words = error.recipients.get(recipient, (451, b""))
        elif isinstance(error, smtplib.SMTPResponseException):
            code, words = error.smtp_code, error.smtp_error
            if code in _LOGIN_NEEDED:
                self.close()
                return Undelivered(
                    f"{self._where} wants a login ({code} {_words(words)}); put user:pass@ into [mail] transport",
                    code=code,
                    channel_down=True,
                )
        else:
            self.close()
            return Undelivered(f"{self._where} hung up while taking the mail; it is tried again")
        if code == 421:
            self.close()
        return Undelivered(f"{self._where} answered {code} {_words(words)}", code=code, permanent=500 <= code < 600)

    def close(self) -> None:
        if self._peer is None:
            return
        peer, self._peer = self._peer, None
        try:
            peer.quit()
        except (smtplib.SMTPException, OSError):
            peer.close()


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def _why(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "its name is unknown"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return _words(str(error)) or type(error).__name__
