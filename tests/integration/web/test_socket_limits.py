"""The limits on pace, cost of a question and size of what is sent, over a socket as a stranger meets them."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from web_archive import NOW, Made

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.running import listen, server_for
from regwatch.web.site import Site

FAR = {"x-forwarded-for": "203.0.113.77"}  # taken from 127.0.0.1 alone, as from a proxy on this machine


class Served:
    def __init__(self, made: Made, **serve: Any) -> None:
        settings = Settings.model_validate({"data": made.folder, "serve": serve})
        self.site = Site(settings, lambda: NOW)
        self._socket = listen(settings, "127.0.0.1", 0)
        self.port = int(self._socket.getsockname()[1])
        self._server: uvicorn.Server = server_for(create_app(self.site))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def ask(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self.site.close()
        assert not self._thread.is_alive()


@pytest.fixture
def served(made: Made, request: pytest.FixtureRequest) -> Iterator[Served]:
    one = Served(made, **getattr(request, "param", {}))
    yield one
    one.end()


@pytest.mark.parametrize("served", [{"per_minute": 10, "upload_mb": 1}], indirect=True)
def test_pace_is_bounded_for_each_address(served: Served) -> None:
    statuses = [served.ask("/robots.txt", headers=FAR)[0] for _ in range(70)]
    assert statuses[:50] == [200] * 50 and statuses[-1] == 429
    status, headers, body = served.ask("/robots.txt", headers=FAR)
    assert status == 429 and int(headers["retry-after"]) >= 1 and b"too many requests" in body
    assert served.ask("/robots.txt", headers={"x-forwarded-for": "203.0.113.78"})[0] == 200, "another address may ask"
    assert served.ask("/robots.txt")[0] == 200, "this machine may ask"


@pytest.mark.parametrize("served", [{"upload_mb": 1}], indirect=True)
def test_too_much_is_refused_however_it_is_sent(served: Served) -> None:
    kind = {"content-type": "text/csv"}
    most = (1 << 20) + (64 << 10)
    assert served.ask("/api/check", b"x" * (most + 1), kind)[0] == 413
    chunks = (b"x" * 65_536 for _ in range(most // 65_536 + 2))
    status, _, body = _until_refused(served, chunks)
    assert status == 413 and b"split it" in body
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(b"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n")
        assert b" 413 " in raw.recv(4096).split(b"\r\n")[0], "refused before anything of it was sent"
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"h" * 200_000 + b"\r\n\r\n")
        assert raw.recv(4096).split(b" ")[1][:1] == b"4", "headers have a bound as well"
    assert served.ask("/healthz")[0] == 200


def _until_refused(served: Served, chunks: Iterator[bytes]) -> tuple[int, None, bytes]:
    """Chunks without a length, as long as the other side takes them."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(
            b"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        try:
            for chunk in chunks:
                raw.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            raw.sendall(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        while part := raw.recv(4096):
            answer += part
            if b"}" in part:
                break
    return int(answer.split(b" ")[1]), None, answer


@pytest.mark.parametrize("served", [{"query_s": 0.05}], indirect=True)
def test_a_question_that_costs_too_much_is_cut_and_others_are_answered(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    monkeypatch.setattr(
        "regwatch.web.api.facts.coverage_queries.sources", lambda db, at: db.conn.execute(endless).fetchall()
    )
    slow: list[tuple[int, dict[str, str], bytes]] = []
    asking = [threading.Thread(target=lambda: slow.append(served.ask("/api/sources"))) for _ in range(4)]
    for thread in asking:
        thread.start()
    assert served.ask("/api/registers")[0] == 200
    for thread in asking:
        thread.join(30)
    assert [status for status, _, _ in slow] == [503] * 4 and all(b"narrow it" in body for _, _, body in slow)
    assert served.ask("/api/registers")[0] == 200
