"""Jobs as processes of their own: started, given a wall clock, and ended with all that they started."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.lifeline import tied_to_us

GRACE_S = 20.0
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: its exit status (negative: the signal), and the last line it said."""

    status: int
    said: str


async def run_process(arguments: Sequence[str], wall_s: float, grace_s: float = GRACE_S) -> Ended:
    """Run `python -m …` to its end, or end it after `wall_s`. When this is cancelled, the process is ended first.

    It is asked with SIGINT, upon which a crawl ends its own children; what is still there after `grace_s` is killed.
    """
    environment = os.environ | tied_to_us()
    environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(wall_s):
                await process.wait()
        except TimeoutError:
            await end(process, grace_s)
            return Ended(process.returncode or -signal.SIGKILL, f"took longer than {wall_s:g} s and was ended")
        except asyncio.CancelledError:
            await asyncio.shield(end(process, grace_s))
            raise
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - 4000))
        lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    assert process.returncode is not None
    return Ended(process.returncode, lines[-1][:300] if lines else "")


async def end(process: asyncio.subprocess.Process, grace_s: float) -> None:
    """Ask a process to end, then kill it and everything below it."""
    if process.returncode is not None:
        return
    family = descendants(process.pid)
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(grace_s):
            await process.wait()
    except TimeoutError:
        family = descendants(process.pid) or family
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    for pid, began in family:
        if _began(pid) == began:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[tuple[int, str]]:
    """(process, start time) of all that a process started, directly or not; the start time tells a reused number."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir() if Path("/proc/self/stat").exists() else ():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return [(child, _began(child)) for child in found]


def _began(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else ""


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on (the name before may hold blanks and brackets)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
