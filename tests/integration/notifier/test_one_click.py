"""One-click unsubscription (RFC 8058) as a mail provider does it: the mail from a server, the POST over a socket to the
running command, with the body and headers that providers send."""

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from digest_samples import a_full_week
from post_office import NOW, Peer, archive_of, post_office

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.archive import open_archive

BASE = "https://regwatch.example.org"
ROOT = Path(__file__).resolve().parents[3]
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Running:
    port: int
    folder: Path

    def ask(self, method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """`url` as it stands in the mail: a proxy in front would hand it on with its own name in `Host`."""
        parts = urlsplit(url)
        peer = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        peer.request(method, parts.path, body=body, headers={"Host": parts.netloc, **given})
        answer = peer.getresponse()
        text = answer.read().decode()
        peer.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def table(self) -> list[tuple[object, ...]]:
        """All that is kept of readers, but for what only tells how far files are known."""
        db = open_subscribers(self.folder / "subscribers.db")
        try:
            names = ("subscriptions", "readers", "links", "suppressions", "deliveries")
            return [tuple(row) for name in names for row in db.conn.execute(f"SELECT * FROM {name}").fetchall()]
        finally:
            db.close()

    def states(self) -> dict[str, str]:
        db = open_subscribers(self.folder / "subscribers.db")
        try:
            rows = db.conn.execute(
                "SELECT r.email || ' ' || s.frequency, s.state FROM subscriptions s JOIN readers r ON r.id = s.reader"
            ).fetchall()
            return {str(name): str(state) for name, state in rows}
        finally:
            db.close()


@pytest.fixture
def mails(tmp_path: Path) -> dict[str, EmailMessage]:
    """What a server took, by recipient."""
    db = open_subscribers(tmp_path / "subscribers.db")
    for email, frequency in (("a@example.com", "weekly"), ("a@example.com", "daily"), ("b@example.com", "weekly")):
        subscribe(db, email, wish(frequency), confirmed=True, now=NOW)
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport, sender="Regwatch <digest@example.org>", base_url=BASE)
        assert run_digest(db, "weekly", archive=archive_of(a_full_week()), settings=settings, now=NOW)["sent"] == 2
    db.close()
    return {to: message_from_bytes(raw, policy=policy.default) for to, raw in peer.taken}  # type: ignore[misc]


@pytest.fixture
def running(tmp_path: Path, mails: dict[str, EmailMessage]) -> Iterator[Running]:
    open_archive(tmp_path).close()
    config = tmp_path / "regwatch.toml"
    config.write_text(f'data = "{tmp_path}"\n[mail]\nbase_url = "{BASE}"\n')
    child = subprocess.Popen(
        [sys.executable, "-m", "regwatch.cli", "--config", str(config), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert child.stderr is not None
        said = child.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        yield Running(int(found[1]), tmp_path)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def link_of(mail: EmailMessage) -> str:
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert link.startswith(f"{BASE}/unsubscribe/")
    return link


def test_a_providers_post_ends_what_its_reader_gets_and_a_second_one_finds_it_ended(
    running: Running, mails: dict[str, EmailMessage]
) -> None:
    link = link_of(mails["a@example.com"])
    for _ in range(2):
        status, headers, _ = running.ask("POST", link, ONE_CLICK, Content_Type=FORM)
        # RFC 8058 3.2: no redirect, because providers follow none.
        assert status == 200 and "location" not in headers and "set-cookie" not in headers
        assert running.states() == {
            "a@example.com weekly": "ended",
            "a@example.com daily": "ended",
            "b@example.com weekly": "active",
        }
    once = running.table()
    assert running.ask("POST", link, ONE_CLICK, Content_Type=FORM)[0] == 200
    assert running.table() == once


def test_neither_cookies_nor_where_a_post_comes_from_matter(running: Running, mails: dict[str, EmailMessage]) -> None:
    headers = {
        "Cookie": "session=of-somebody-else; csrftoken=x",
        "Origin": "https://mail.provider.example",
        "Referer": "https://mail.provider.example/inbox",
        "Sec_Fetch_Site": "cross-site",
    }
    border = b"----p"
    parts = (
        b"--"
        + border
        + b'\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--'
        + border
        + b"--\r\n"
    )
    for to, body, kind in (
        ("a@example.com", ONE_CLICK, FORM),
        ("b@example.com", parts, "multipart/form-data; boundary=----p"),
    ):
        assert running.ask("POST", link_of(mails[to]), body, Content_Type=kind, **headers)[0] == 200
    assert set(running.states().values()) == {"ended"}


def test_looking_at_the_link_changes_nothing(running: Running, mails: dict[str, EmailMessage]) -> None:
    before = running.table()
    link = link_of(mails["a@example.com"])
    status, headers, text = running.ask("GET", link)
    assert status == 200 and "<form" in text and headers["cache-control"] == "no-store"
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE"):
        running.ask(method, link, **{"Origin": "https://scanner.example"})
    # A POST that is not the one click, and carries no token of our own form, is no wish to leave either.
    assert running.ask("POST", link, b"", Content_Type=FORM)[0] == 403
    assert running.ask("POST", link, b"List-Unsubscribe=Maybe", Content_Type=FORM)[0] == 403
    assert running.ask("POST", f"{link}x", ONE_CLICK, Content_Type=FORM)[0] == 404
    assert running.table() == before
