"""How the demo ends: pages open on a terminal until Ctrl-C; tried once and closed where nobody watches."""

import io
import os
import pty
import re
import select
import signal
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from rich.console import Console
from web_archive import NOW, Made

from regwatch.demo.ending import PAGES, how_to_open, open_pages
from regwatch.demo.tour import _farewell
from regwatch.errors import DoneInPart
from regwatch.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
WATCHED = """
from datetime import datetime
from rich.console import Console
from regwatch.demo.ending import open_pages, somebody_watches
from regwatch.settings import Settings
settings = Settings.model_validate({{"data": {data!r}}})
open_pages(settings, datetime.fromisoformat({now!r}), Console(), stay=somebody_watches())
"""


def test_where_nobody_watches_every_page_is_tried_and_the_demo_ends(made: Made) -> None:
    told = io.StringIO()
    open_pages(Settings.model_validate({"data": made.folder}), NOW, Console(file=told, width=150), stay=False)
    assert f"{len(PAGES)} of {len(PAGES)}" in told.getvalue()


def test_a_page_that_does_not_answer_is_told(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path / "none"})
    with pytest.raises(DoneInPart, match="pages did not answer"):
        open_pages(settings, NOW, Console(file=io.StringIO()), stay=False)


def test_the_command_to_open_them_again_shows_the_same_day(tmp_path: Path) -> None:
    command = how_to_open(tmp_path, NOW)
    assert command.split()[-4:] == [str(tmp_path / "regwatch.toml"), "serve", "--now", "2026-05-20T09:00+08:00"]


def test_a_command_to_try_next_is_copied_whole_from_a_narrow_window(made: Made) -> None:
    told = io.StringIO()
    _farewell(made.folder, NOW, Console(file=told, width=40), kept=True)
    commands = [line for line in told.getvalue().splitlines() if line.startswith("  uv run regwatch")]
    assert len(commands) == 6
    assert commands[2].endswith("--from 2026-05-01 --to 2026-07-31")
    assert commands[-1] == how_to_open(made.folder, NOW)


def test_on_a_terminal_they_stay_open_until_ctrl_c(made: Made) -> None:
    code = WATCHED.format(data=str(made.folder), now=NOW.isoformat())
    environment = {
        key: value for key, value in os.environ.items() if key not in ("CI", "DISPLAY", "WAYLAND_DISPLAY")
    } | {"PYTHONPATH": str(ROOT), "COLUMNS": "150"}
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-c", code], environment)
    try:
        shown = _read_until(terminal, "Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", shown)
        assert address, shown
        with urllib.request.urlopen(address.group(), timeout=30) as answer:
            assert answer.status == 200
        os.write(terminal, b"\x03")
        _read_until(terminal, None)
        status = os.waitpid(child, 0)[1]
        child = 0
        assert os.waitstatus_to_exitcode(status) == 0
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(terminal)


def _read_until(terminal: int, word: str | None) -> str:
    """What the child writes until `word` stands there, or until it has ended."""
    shown, until = "", time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:
            return shown
        if word is not None and word in shown and shown.endswith("\n"):
            return shown
    raise AssertionError(f"not within a minute: {shown}")
