"""A crawl process opens nothing: no listening socket, no handler but HTTP, no unchecked TLS, no endless page."""

import json
import os
import ssl
import subprocess
import sys
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from answers import change_answers, honest_again
from world import Make, World

from regwatch.demo.replica.generated import START
from regwatch.demo.replica.wire import Reply, Request

ROOT = Path(__file__).resolve().parents[3]


def _settings() -> dict[str, Any]:
    """Scrapy's settings as a crawl process takes them, with Scrapy's own defaults underneath."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json\nfrom scrapy.settings import Settings\ns = Settings()\n"
            "s.setmodule('crawler.settings', priority='project')\n"
            "print(json.dumps({k: s.copy_to_dict()[k] for k in s if k.isupper()}, default=str))",
        ],
        cwd="/",
        env={key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    settings: dict[str, Any] = json.loads(said.stdout)
    return settings


def test_what_scrapy_leaves_open_is_closed() -> None:
    settings = _settings()
    assert settings["REMOTE_CONTROL_ENABLED"] is False
    assert settings["TELNETCONSOLE_ENABLED"] is False
    for scheme in ("file", "data", "ftp", "s3"):
        assert settings["DOWNLOAD_HANDLERS"][scheme] is None
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["ROBOTSTXT_OBEY"] is True
    assert settings["HTTPPROXY_ENABLED"] is False and settings["HTTPCACHE_ENABLED"] is False
    assert settings["CONCURRENT_REQUESTS"] == 1 and settings["DOWNLOAD_DELAY"] >= 1
    assert settings["DOWNLOAD_DELAY_JITTER"] > 0
    assert 0 < settings["DOWNLOAD_MAXSIZE"] <= 64 << 20
    assert "+https://" in settings["USER_AGENT"], "a contact stands in the user agent"
    assert not {429, 403, 412, 521} & set(settings["RETRY_HTTP_CODES"]), "a refusal is not answered by insisting"


def _listening(pid: int) -> list[str]:
    """Local addresses on which a process listens, read from its open sockets."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = entry.readlink()
        except OSError:
            continue
        if str(target).startswith("socket:["):
            inodes.add(str(target)[8:-1])
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            state = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}[table]
            if cells[3] == state and cells[9] in inodes:
                found.append(f"{table} {cells[1]}")
    return found


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="reads Linux's /proc")
def test_a_running_crawl_process_listens_nowhere(make_world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ordinary process, as `regwatch crawl` starts it."""
    from regwatch import crawl_processes

    world = make_world("miit", real_processes=True, delay_s=0.2)
    honest, processes = crawl_processes.start, []

    def noted(*arguments: Any) -> Any:
        processes.append(honest(*arguments))
        return processes[-1]

    monkeypatch.setattr(crawl_processes, "start", noted)
    crawl = threading.Thread(target=world.crawl, args=(START,), daemon=True)
    crawl.start()
    heard, looks, deadline = [], 0, time.monotonic() + 60
    while crawl.is_alive() and looks < 20 and time.monotonic() < deadline:
        if processes and processes[0].poll() is None and world.replica.log:
            try:
                heard += _listening(processes[0].pid)
                looks += 1
            except FileNotFoundError:
                break
        time.sleep(0.05)
    crawl.join(60)
    assert looks, "the process was seen while it asked"
    assert heard == []


def _endless(_: Request, reply: Reply) -> Reply:
    body = reply.body + "<p>为贯彻落实有关工作部署，现将有关事项公告如下。</p>\n".encode() * 300_000
    return Reply(200, body, reply.media_type, reply.headers)


def _unpacks_to_gigabytes(_: Request, reply: Reply) -> Reply:
    import gzip

    packed = gzip.compress(reply.body + b" " * 40_000_000, compresslevel=9, mtime=0)
    return Reply(200, packed, reply.media_type, [*reply.headers, ("Content-Encoding", "gzip")])


@pytest.mark.parametrize("change", [_endless, _unpacks_to_gigabytes])
def test_a_page_without_end_is_cut_during_the_download(make_world: Make, change: Any) -> None:
    world = make_world("mee", pages=3, timeout_s=20)
    change_answers(world, lambda request, reply: change(request, reply) if "/t20" in request.path else reply)
    report = world.crawl(START)
    assert world.counts() == (0, 0, 0)
    assert sum(channel["unread"] for channel in report.values()) == 3
    assert sum(channel["bytes"] for channel in report.values()) < 1_000_000
    honest_again(world)
    world.crawl(START + timedelta(minutes=1), full=False)
    assert world.counts()[0] == 3


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/",
        "http://localhost/",
        "https://evil.example/t20260427_1.html",
        "file:///etc/passwd",
        "ftp://www.mee.gov.cn/x",
        "data:text/html,<div class=TRS_Editor>x</div>",
        "//evil.example/x",
        "http://user:pass@127.0.0.1/",
    ],
)
def test_a_redirect_out_of_the_fence_leads_nowhere(make_world: Make, target: str) -> None:
    world = make_world("mee", pages=3)

    def redirect(request: Request, reply: Reply) -> Reply:
        return Reply(302, headers=[("Location", target)]) if "/t20" in request.path else reply

    change_answers(world, redirect)
    report = world.crawl(START)
    assert world.counts() == (0, 0, 0)
    assert sum(channel["unread"] for channel in report.values()) == 3
    assert all("passwd" not in (channel["error"] or "") or "file:" in channel["error"] for channel in report.values())


def test_budgets_end_a_run_and_the_next_one_goes_on(make_world: Make) -> None:
    world = make_world("mee", pages=6, max_run_requests=14)
    report = world.crawl(START, full=False)
    assert "failed" in {channel["outcome"] for channel in report.values()}
    assert any("budget of 14 requests" in (channel["error"] or "") for channel in report.values())
    assert len([logged for logged in world.replica.log if logged.path != "/robots.txt"]) <= 14
    assert world.ask("SELECT count(*) FROM addresses WHERE fault LIKE '%budget%'") == [(0,)]
    for minute in range(1, 6):
        world.crawl(START + timedelta(minutes=minute), full=False)
    assert world.counts()[0] == 6
    assert {kind for kind, _ in world.changes()} == {"published"}


def test_robots_crawl_delay_is_kept_and_requests_come_one_at_a_time(make_world: Make) -> None:
    world = make_world("mee", pages=2)
    moments: list[float] = []

    def timed(request: Request, reply: Reply) -> Reply:
        moments.append(time.monotonic())
        if request.path == "/robots.txt":
            return Reply(200, b"User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
        return reply

    change_answers(world, timed)
    world.crawl(START, full=False)
    gaps = [later - sooner for sooner, later in pairwise(moments[1:])]
    assert len(gaps) >= 5
    assert min(gaps) >= 0.3 * 0.5 - 0.03, "the jitter takes half of it at most"
    assert sum(gaps) / len(gaps) >= 0.25


def test_tls_is_verified(make_world: Make, tmp_path: Path) -> None:
    """A mirror behind a certificate that nobody signed gives nothing, and says so."""
    world = make_world("mee", pages=2, sources={})
    port = _behind_tls(world, tmp_path)
    only = {"mee": world.settings.sources["mee"].model_copy(update={"origin": f"https://127.0.0.1:{port}"})}
    world.settings = world.settings.model_copy(update={"sources": only})
    report = world.crawl(START)
    assert {channel["outcome"] for channel in report.values()} == {"unreachable"}
    assert world.counts() == (0, 0, 0)


def _behind_tls(world: World, folder: Path) -> int:
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server = world.replica._servers["mee"]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return int(server.server_address[1])
