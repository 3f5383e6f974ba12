"""Real HTTP servers on loopback that take, refuse, put off, stall and lie."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebPeer:
    """`answer` gives status, headers and body for a call; None hangs up without an answer. `stall` keeps the caller
    waiting until the peer is closed, having sent one byte of a status line now and then."""

    answer: Callable[[Call], tuple[int, dict[str, str], bytes] | None] = lambda _call: (200, {}, b"ok")
    stall: bool = False
    calls: list[Call] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def web_peer(peer: WebPeer) -> Iterator[str]:
    """Serves `peer`; gives its base address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            call = Call(
                self.path, {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)
            )
            peer.calls.append(call)
            if peer.stall:
                for _ in range(600):
                    try:
                        self.wfile.write(b"H")
                        self.wfile.flush()
                    except OSError:
                        return
                    if peer.closing.wait(0.05):
                        return
                return
            told = peer.answer(call)
            if told is None:
                self.connection.close()
                return
            status, headers, body = told
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        peer.closing.set()
        server.shutdown()
        server.server_close()
