"""Mail servers that stall, answer nonsense or say what they don't do: nothing is marked as sent that was not taken, and
the next good server gets every mail once, under the Message-ID it had all along."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from pathlib import Path

import pytest
from digest_samples import a_full_week
from post_office import NOW, Peer, archive_of, post_office

import notifier.smtp
from notifier import ledger
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish

WEEK = archive_of(a_full_week()[:1])
NAMES = ("ann", "bob")
USUAL = {
    "greeting": b"220 odd.example ESMTP\r\n",
    "EHLO": b"250 odd.example\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
    "end": b"250 taken\r\n",
    "RSET": b"250 OK\r\n",
    "QUIT": b"221 bye\r\n",
    "HELO": b"250 odd.example\r\n",
}
STALL = b""


@contextmanager
def odd_server(step: str, answer: bytes) -> Iterator[str]:
    """Answers as usual but at one step; `STALL` is no answer at all. It takes no mail."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def reply(peer: socket.socket, at: str) -> None:
        said = answer if at == step else USUAL.get(at, b"500 what?\r\n")
        if said:
            peer.sendall(said)
        else:
            stopping.wait(30)

    def talk(peer: socket.socket) -> None:
        with suppress(OSError), peer, peer.makefile("rb") as lines:
            reply(peer, "greeting")
            inside = False
            for line in lines:
                if inside:
                    if line == b".\r\n":
                        inside = False
                        reply(peer, "end")
                    continue
                word = line[:4].decode("ascii", "replace").upper()
                reply(peer, word)
                inside = word == "DATA" and (answer if step == "DATA" else USUAL["DATA"]).startswith(b"354")

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}?tls=none"
    finally:
        stopping.set()
        listener.close()


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(notifier.smtp, "TIMEOUT_S", 0.4)
    made = open_subscribers(tmp_path / "subscribers.db")
    for name in NAMES:
        subscribe(made, f"{name}@example.com", wish("weekly"), confirmed=True, now=NOW)
    return made


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("greeting", STALL),
        ("MAIL", STALL),
        ("DATA", STALL),
        ("end", STALL),
        ("greeting", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("greeting", b"\xff\xfe\x00\r\n"),
        ("EHLO", b"250-odd.example\r\n250 \r\n"),
        ("MAIL", b"hello there\r\n"),
        ("RCPT", b"354 go on\r\n"),
        ("DATA", b"250 OK\r\n"),
        ("DATA", b"354" + b"x" * 20_000 + b"\r\n"),
        ("end", b"354 more\r\n"),
        ("end", b"999 taken\r\n"),
        ("end", b"taken\r\n"),
        ("end", b"421 4.3.2 shutting down\r\n"),
        ("end", b"250"),
    ],
)
def test_nothing_is_lost_and_nothing_believed(db: Database, step: str, answer: bytes) -> None:
    with odd_server(step, answer) as transport:
        settings = MailSettings(transport=transport)
        result = run_digest(db, "weekly", archive=WEEK, settings=settings, now=NOW)
    harmless = step == "EHLO"
    assert result["sent"] == (len(NAMES) if harmless else 0)
    if harmless:
        return
    assert result["deferred"] + result["failed"] == len(NAMES)
    assert result["faults"] and all("\n" not in fault and "\ufffd\x00" not in fault for fault in result["faults"])
    keys = {one.email: one.message_key for one in ledger.deliveries(db)}
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport)
        later = NOW.replace(day=NOW.day + 2)
        assert run_digest(db, "weekly", archive=WEEK, settings=settings, now=later, until=NOW.replace(hour=0))[
            "sent"
        ] == len(NAMES)
    assert sorted(to for to, _ in peer.taken) == [f"{name}@example.com" for name in NAMES]
    for to, raw in peer.taken:
        assert keys[to] in str(message_from_bytes(raw)["Message-ID"])
