"""A cookie goes back to the host that set it; nobody else is told of it, and nobody else is asked about it."""

import os
import subprocess
import sys
from pathlib import Path

from answers import change_answers
from scrapy import Request
from scrapy.http import HtmlResponse
from world import Make

from crawler.config import Job
from crawler.guards.cookies import MAX_COOKIES, MAX_LENGTH, HostCookies
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.replica.wire import Reply
from regwatch.demo.replica.wire import Request as Asked

HOST = "https://www.samr.gov.cn"


def _answered(jar: HostCookies, *cookies: str, url: str = f"{HOST}/list") -> None:
    jar.process_response(Request(url), HtmlResponse(url, headers={"Set-Cookie": list(cookies)}))


def _sent(jar: HostCookies, url: str) -> bytes:
    request = Request(url)
    jar.process_request(request)
    return request.headers.get("Cookie", b"") or b""


def test_a_cookie_goes_back_to_its_host_and_nowhere_else() -> None:
    jar = HostCookies()
    _answered(jar, "seen=1; Path=/", "wide=2; Domain=.gov.cn; Path=/", "foreign=3; Domain=example.org; Path=/")
    sent = _sent(jar, f"{HOST}/page")
    assert b"seen=1" in sent and b"wide=2" in sent, "a domain it names is passed over, the cookie itself is not"
    for other in ("https://www.mee.gov.cn/", "https://gov.cn/", "https://samr.gov.cn/", "https://example.org/"):
        assert _sent(jar, other) == b""


def test_a_header_of_the_request_is_replaced() -> None:
    request = Request(f"{HOST}/page", headers={"Cookie": "smuggled=1"})
    HostCookies().process_request(request)
    assert "Cookie" not in request.headers


def test_number_and_size_are_bounded_and_a_known_one_is_renewed() -> None:
    jar = HostCookies()
    _answered(jar, "long=" + "x" * MAX_LENGTH, *(f"c{n}=1; Path=/" for n in range(MAX_COOKIES + 20)))
    assert len(jar.jar) == MAX_COOKIES
    _answered(jar, "c0=new; Path=/")
    assert b"c0=new" in _sent(jar, f"{HOST}/page") and b"long=" not in _sent(jar, f"{HOST}/page")


def test_a_site_gets_its_cookie_again(make_world: Make) -> None:
    world = make_world("samr", pages=2)
    came: list[str] = []

    def noted(request: Asked, reply: Reply) -> Reply:
        came.append(request.headers.get("Cookie", ""))
        return reply

    change_answers(world, noted)
    world.crawl(poll_moment(0))
    assert any("__jsluid_s=" in cookie for cookie in came)


def test_a_whole_crawl_loads_no_other_http_client(make_world: Make, tmp_path: Path) -> None:
    """Scrapy's cookie middleware brings one that asks two foreign hosts; its remote control and telnet bring others."""
    world = make_world("samr", pages=2)
    world.replica.at(poll_moment(0))
    job = Job(config=world.settings.crawl_config().model_copy(update={"data": tmp_path / "other"}))
    told = subprocess.run(
        [sys.executable, "-c", "import sys, crawler.process\ncrawler.process.main('samr')\nprint(*sys.modules)"],
        env=os.environ | job.environment(),
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    loaded = told.stdout.split()
    assert "crawler.guards.cookies" in loaded and world.replica.log
    foreign = ("requests", "urllib3", "tldextract", "aiohttp", "twisted.conch", "scrapy.extensions.feedexport")
    assert [name for name in loaded if name.startswith(foreign)] == []
