"""`doctor` against real servers on loopback, real files and a real archive: each fault is told with its remedy."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from evidence_samples import Sample

from regwatch.doctor import Result, examine, machine, reach
from regwatch.settings import Settings
from storage.clock import now


class Site:
    """A server that stands in for every source, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.skew, self.body = 200, timedelta(), b"User-agent: *\n"
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["User-Agent"]))
                self.send_response_only(site.status)
                self.send_header("Date", self.date_time_string(time.time() + site.skew.total_seconds()))
                self.send_header("Content-Length", str(len(site.body)))
                self.end_headers()
                self.wfile.write(site.body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02])
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def settings_for(data: Path, origin: str, **tables: Any) -> Settings:
    base: dict[str, Any] = {
        "data": data,
        "sources": {key: {"origin": origin} for key in ("miit", "samr", "mee")},
        "crawl": {"contact": "ops@example.org", "allow_private_hosts": True},
        "mail": {"transport": f"maildir:{data}/mails", "operator": "ops@example.org"},
    }
    return Settings.model_validate({**base, **tables})


def by_check(results: list[Result]) -> dict[str, Result]:
    return {result.check: result for result in results}


def test_a_sound_installation_has_nothing_failed(sample: Sample, site: Site) -> None:
    results = examine(settings_for(sample.folder, site.origin), now(), timeout_s=5)
    assert [result for result in results if result.state != "ok"] == []
    assert {"archive", "chain", "clock", "disk", "mail", "sqlite", "source miit"} <= by_check(results).keys()
    assert [path for path, _ in site.asked] == ["/robots.txt"] * 3
    assert all("Regwatch" in agent and "ops@example.org" in agent for _, agent in site.asked)


def test_an_installation_whose_operator_hears_nothing_is_told_so(sample: Sample, site: Site) -> None:
    mail = {"transport": f"maildir:{sample.folder}/mails"}
    found = by_check(examine(settings_for(sample.folder, site.origin, mail=mail), now(), timeout_s=5))["operator"]
    assert found.state == "warn" and "mail.operator is not set" in found.detail and found.remedy


def test_every_fault_comes_with_a_remedy(sample: Sample) -> None:
    sample.db.conn.execute("UPDATE captures SET status = 404 WHERE id = 2")
    sample.db.conn.commit()
    settings = settings_for(sample.folder, "http://127.0.0.1:9", mail={"transport": "smtp://127.0.0.1:9"})
    results = examine(settings, now(), timeout_s=2)
    failed = [result for result in results if result.state == "fail"]
    assert {result.check for result in failed} == {"chain", "source miit", "source samr", "source mee", "mail"}
    assert all(result.remedy for result in failed)
    assert "capture 2" in by_check(results)["chain"].detail


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        (200, "ok", "answers"),
        (404, "ok", "answers"),
        (302, "ok", "answers"),
        (412, "warn", "not to us"),
        (521, "warn", "加速乐"),
        (403, "warn", "not to us"),
        (503, "warn", "HTTP 503"),
    ],
)
def test_what_a_site_answers_is_judged(tmp_path: Path, site: Site, status: int, state: str, said: str) -> None:
    site.status = status
    first = reach.sources(settings_for(tmp_path, site.origin), 5)[0].result
    assert first.state == state and said in first.detail


def test_a_site_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        found = reach.sources(settings_for(tmp_path, origin), 0.3)
    assert time.monotonic() - started < 5
    assert {one.result.state for one in found} == {"fail"} and "no answer in time" in found[0].result.detail


def test_a_name_that_is_unknown_says_there_is_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    (one, *_) = reach.sources(settings_for(tmp_path, "http://mirror.example.org"), 1)
    assert one.result.state == "fail" and "no network here, or no name service" in one.result.detail


def test_a_source_that_is_off_or_private_is_told_and_not_asked(tmp_path: Path, site: Site) -> None:
    sources = {"miit": {"enabled": False}, "samr": {"origin": site.origin}, "mee": {"origin": site.origin}}
    settings = settings_for(tmp_path, site.origin, sources=sources, crawl={"allow_private_hosts": False})
    found = {one.source: one.result for one in reach.sources(settings, 2)}
    assert found["miit"].state == "ok" and "switched off" in found["miit"].detail
    assert found["samr"].state == "fail" and "allow_private_hosts" in found["samr"].remedy
    assert site.asked == []


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_clock_that_differs_from_the_sites_is_told(sample: Sample, site: Site, minutes: int) -> None:
    site.skew = timedelta(minutes=minutes)
    told = by_check(examine(settings_for(sample.folder, site.origin), now(), timeout_s=5))["clock"]
    assert told.state == "fail" and f"{-minutes * 60:+}"[:3] in told.detail


def test_a_capture_from_the_future_is_told() -> None:
    assert machine.clock(now(), {}, "2099-01-01T00:00:00+08:00").state == "fail"
    assert machine.clock(now(), {}, None).state == "ok"


def test_a_damaged_archive_is_told(tmp_path: Path, site: Site) -> None:
    (tmp_path / "archive.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
    told = by_check(examine(settings_for(tmp_path, site.origin), now(), timeout_s=5))["archive"]
    assert told.state == "fail" and "archive.db" in told.detail


def test_an_empty_folder_is_no_fault_yet(tmp_path: Path, site: Site) -> None:
    results = by_check(examine(settings_for(tmp_path / "new", site.origin), now(), timeout_s=5))
    assert results["archive"].state == "warn" and results["data folder"].state == "warn"
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_data_folder_s_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert machine.data_folder(tmp_path / "data").state == "fail"


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in [(1 << 20, "fail"), (1 << 30, "warn"), (1 << 40, "ok")]:
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _, free=free: type("Usage", (), {"free": free}))
        assert machine.free_space(tmp_path, tmp_path / "archive.db").state == state


def test_readers_addresses_that_others_can_read_are_told(sample: Sample, site: Site) -> None:
    from notifier.subscribers_db import open_subscribers

    path = sample.folder / "subscribers.db"
    open_subscribers(path).close()
    path.chmod(0o644)
    results = by_check(examine(settings_for(sample.folder, site.origin), now(), timeout_s=5))
    assert results["privacy"].state == "warn" and "chmod 600" in results["privacy"].remedy


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope)
        return "250 kept"


def test_the_mail_server_is_greeted_and_sent_nothing_unless_asked(tmp_path: Path, site: Site) -> None:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mail = {"transport": f"smtp://127.0.0.1:{port}", "sender": "Regwatch <digest@example.org>"}
        settings = settings_for(tmp_path, site.origin, mail=mail)
        assert by_check(examine(settings, now(), timeout_s=5))["mail"].state == "ok"
        assert box.mails == []
        told = by_check(examine(settings, now(), send_test="ops@example.org", timeout_s=5))["test mail"]
        assert told.state == "ok"
        assert [(mail.mail_from, mail.rcpt_tos) for mail in box.mails] == [("digest@example.org", ["ops@example.org"])]
        assert b"Subject: Regwatch test mail\r\n" in box.mails[0].content
        bad = by_check(examine(settings, now(), send_test="no address", timeout_s=5))["test mail"]
        assert bad.state == "fail" and len(box.mails) == 1
    finally:
        controller.stop()


def test_settings_that_name_nobody_and_no_mail_are_warned_of(tmp_path: Path, site: Site) -> None:
    settings = settings_for(tmp_path, site.origin, crawl={"allow_private_hosts": True}, mail={})
    results = by_check(examine(settings, now(), timeout_s=5))
    assert results["settings"].state == results["mail"].state == "warn"
    assert "crawl.contact" in results["settings"].detail
