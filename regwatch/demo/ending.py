"""The demo ends with its pages open: on a terminal until Ctrl-C, elsewhere they are tried once and the demo ends."""

import os
import sys
import threading
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console

from regwatch.errors import DoneInPart, UsageFault
from regwatch.progress import say
from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.running import address_of, ended_quietly, listen, server_for
from regwatch.web.site import Site

PORT = 8765
PAGES = ("", "changes", "registers", "check", "penalties", "rollouts", "coverage", "search?q=名单", "subscribe", "api")
_PATIENCE_S = 60


def somebody_watches() -> bool:
    """Whether a person sits at the terminal: then the pages stay open. In CI nobody does."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def open_pages(settings: Settings, at: datetime, console: Console, *, stay: bool) -> None:
    """Serve the pages as of `at` on loopback. Raises DoneInPart when a page does not answer."""
    try:
        listener = listen(settings, "127.0.0.1", PORT)
    except UsageFault:  # taken by another program
        listener = listen(settings, "127.0.0.1", 0)
    address = address_of(listener)
    site = Site(settings, lambda: at)
    server = server_for(create_app(site))
    try:
        if stay:
            console.print(f"\nThe pages are open at {address} (end them with Ctrl-C)", style="bold")
            if _has_a_screen():
                webbrowser.open(address)
            with ended_quietly():
                server.run(sockets=[listener])
            return
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        serving.start()
        try:
            _try_each(address, lambda text: console.print(text))
        finally:
            server.should_exit = True
            serving.join(_PATIENCE_S)
    finally:
        site.close()


def how_to_open(folder: Path, at: datetime) -> str:
    config = folder / "regwatch.toml"
    return f"  uv run regwatch --config {config} serve --now {at.isoformat(timespec='minutes')}"


def _try_each(address: str, tell: Callable[[str], None]) -> None:
    broken = [page for page in PAGES if not _answers(f"{address}{page}")]
    if broken:
        raise DoneInPart(f"{len(broken)} of {len(PAGES)} pages did not answer: {', '.join(broken) or 'the start page'}")
    tell(f"\nThe pages answer over this data, {len(PAGES)} of {len(PAGES)}; nobody watches, so they are closed again.")


def _answers(address: str) -> bool:
    asked = urllib.request.Request(urllib.parse.quote(address, safe=":/?=&"))  # noqa: S310 (our own address)
    try:
        with urllib.request.urlopen(asked, timeout=_PATIENCE_S) as answer:  # noqa: S310
            return answer.status == 200 and b"<h1" in answer.read()
    except OSError as fault:
        say(f"{address}: {fault}")
        return False


def _has_a_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
