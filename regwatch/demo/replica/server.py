"""One site's HTTP server on loopback: asks the site for a reply, lets faults have it, sends it, logs it."""

import contextlib
import hashlib
import socket
import struct
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from regwatch.demo.replica.wire import Reply, Request

Answer = Callable[[Request], Reply]
Note = Callable[[Request, Reply, int], None]
DRIP_BYTES, DRIP_PAUSE_S = 16, 0.05


class Server(ThreadingHTTPServer):
    """`stopping` ends drips and hangs at once when the server is closed."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, answer: Answer, note: Note) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer, self.note = answer, note
        self.stopping = threading.Event()
        self._serial = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join(timeout=5)
        self.server_close()

    def next_serial(self) -> int:
        with self._lock:
            self._serial += 1
            return self._serial

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "openresty"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        with contextlib.suppress(ValueError):
            self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1_000_000))
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """The replica keeps its own log."""

    def _answer(self) -> None:
        parts = urlsplit(
            self.path if self.path.startswith("/") and not self.path.startswith("//") else f"/{self.path.lstrip('/')}"
        )
        request = Request(self.command, parts.path, parts.query, self.headers, self.server.next_serial())
        reply = _conditional(request, self.server.answer(request))
        self.server.note(request, reply, 0 if reply.manner == "reset" else reply.status)
        if reply.manner == "reset":
            self._reset()
        elif reply.manner == "hang":
            self.server.stopping.wait()
            self._reset()
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        bodiless = self.command == "HEAD" or reply.status in (204, 304)
        if reply.status != 304:
            self.send_header("Content-Type", reply.media_type)
            length = len(reply.body) * 2 + 1000 if reply.manner == "lying_length" else len(reply.body)
            self.send_header("Content-Length", str(length))
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.manner != "plain":
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if bodiless:
            return
        if reply.manner == "drip":
            self._drip(reply.body)
        else:
            self.wfile.write(reply.body)

    def _drip(self, body: bytes) -> None:
        for start in range(0, len(body), DRIP_BYTES):
            self.wfile.write(body[start : start + DRIP_BYTES])
            self.wfile.flush()
            if self.server.stopping.wait(DRIP_PAUSE_S):
                return

    def _reset(self) -> None:
        """Closing with a zero linger sends RST instead of FIN."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _conditional(request: Request, reply: Reply) -> Reply:
    """RFC 9110 section 13 for replies that are static files; If-None-Match wins over If-Modified-Since."""
    if reply.modified is None or reply.status != 200 or request.method not in ("GET", "HEAD"):
        return reply
    tag = f'"{hashlib.sha1(reply.body, usedforsecurity=False).hexdigest()[:20]}"'
    modified = reply.modified.astimezone(UTC).replace(microsecond=0)
    reply.headers += [("ETag", tag), ("Last-Modified", format_datetime(modified, usegmt=True))]
    wanted = request.headers.get("If-None-Match")
    if wanted is not None:
        fresh = wanted.strip() == "*" or tag in [item.strip().removeprefix("W/") for item in wanted.split(",")]
    else:
        fresh = _not_modified_since(request.headers.get("If-Modified-Since"), modified)
    if fresh:
        return Reply(304, headers=reply.headers, manner=reply.manner)
    return reply


def _not_modified_since(header: str | None, modified: datetime) -> bool:
    try:
        return header is not None and modified <= parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, TypeError):
        return False
