"""A real SMTP server on loopback that can refuse, put off and hang up, and what a test needs around subscribers.db."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from digest_samples import coverage

from notifier.digest_mail import Archive
from storage.clock import moment, stamp
from storage.shapes import Change, Coverage

NOW = moment("2026-05-04T06:00:00")


@dataclass
class Peer:
    """`on_rcpt` and `on_data` may answer a reply to give instead of 250; `hang_up` ends the connection in DATA."""

    on_rcpt: Callable[[str], str | None] = lambda _address: None
    on_data: Callable[[Envelope], str | None] = lambda _envelope: None
    hang_up: Callable[[Envelope], str | None] = lambda _envelope: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_rcpt(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        when = self.hang_up(envelope)
        if when == "before taking":
            server.transport.abort()
            return "451 gone"
        answer = self.on_data(envelope)
        if answer:
            return answer
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append((envelope.rcpt_tos[0], content))
        if when == "after taking":
            server.transport.abort()
        return "250 taken"


@contextmanager
def post_office(peer: Peer) -> Iterator[str]:
    """Serves `peer`; gives the transport setting that leads there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(peer, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}?tls=none"
    finally:
        controller.stop()


def archive_of(changes: Sequence[Change], seen: Coverage | None = None, **given: Any) -> Archive:
    """Answers as the archive does: half-open windows, oldest first."""

    def between(since: datetime, until: datetime) -> list[Change]:
        return [one for one in changes if stamp(since) <= one["observed_at"] < stamp(until)]

    return Archive(between, lambda _since, _until: seen or coverage(), **given)
