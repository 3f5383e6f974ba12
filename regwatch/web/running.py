"""Listening: the socket is taken before anything else, so that a port in use is told at once and in one sentence."""

import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from regwatch.errors import UsageFault
from regwatch.settings import Settings
from regwatch.web.config import is_loopback

MOST_AT_ONCE = 200


def listen(settings: Settings, host: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageFault: no token beyond this machine, port in use, address not ours."""
    if not is_loopback(host) and not settings.serve.token:
        raise UsageFault(
            f"--host {host} serves beyond this machine, which needs a readers' token; set token under [serve] in "
            "regwatch.toml, or leave --host out"
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise UsageFault(f"--host {host} is no address of this machine; write 127.0.0.1 or 0.0.0.0") from None
    family, kind, proto, _, address = found[0]
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as fault:
        listener.close()
        raise UsageFault(_why(fault, host, port)) from None
    return listener


def _why(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use by another program; end it, or name another with --port"
    if fault.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has; name one above 1023 with --port"
    return f"{host} port {port} cannot be listened on ({fault.strerror}); name another with --host or --port"


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def server_for(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
        lifespan="off",
        ws="none",
    )
    return uvicorn.Server(config)


@contextmanager
def ended_quietly() -> Iterator[None]:
    """The server raises the signal that ended it once more when it has closed; that must not end us with a fault."""
    kept = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
