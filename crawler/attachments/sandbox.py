"""Files from outside are read in a short-lived child with limits on memory, time, files and, where the system lets us,
without a network. Whatever happens to the child, the parent gets a Document."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO

from crawler.attachments import kinds
from crawler.attachments.reading import gave_up, refused
from crawler.attachments.wire import from_json
from storage.model import Document

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds. `wall_s` ends a child that waits instead of working; `answer_bytes` bounds what it may say.
    Character recognition takes about 1 GB and 20 seconds a page on a slow machine: a child that comes to need it widens
    `memory_bytes` and `cpu_s` to the `recognising_` ones."""

    memory_bytes: int = 1_500 << 20
    cpu_s: int = 120
    wall_s: float = 180.0
    file_bytes: int = 256 << 20
    open_files: int = 64
    answer_bytes: int = 128 << 20
    input_bytes: int = 128 << 20
    recognising_memory_bytes: int = 4_000 << 20
    recognising_cpu_s: int = 900
    recognising_wall_s: float = 1_200.0


DEFAULT = Limits()


def read_safely(data: bytes, name: str, limits: Limits = DEFAULT) -> Document:
    """As `crawler.attachments.read`, in a child process. Raises nothing: a child that dies, stalls or babbles becomes
    a Document that is not readable, with one sentence that names the file and the fault. What this machine could not
    give (memory, time, a process) is told from what the file is by `gave_up`."""
    kind = kinds.kind_of(data)
    if len(data) > limits.input_bytes:
        return refused(kind, name, f"is larger than {limits.input_bytes >> 20} MB and was not read")
    try:
        with tempfile.TemporaryDirectory(prefix="regwatch-read-", ignore_cleanup_errors=True) as folder:
            return _read_in(folder, data, name, kind, limits)
    except OSError as fault:
        return gave_up(
            kind, name, f"could not be read: no reading process could be started ({fault.strerror or fault})"
        )


def _read_in(folder: str, data: bytes, name: str, kind: str, limits: Limits) -> Document:
    child = subprocess.Popen(
        [*_without_network(), sys.executable, "-m", "crawler.attachments.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    assert child.stdin is not None and child.stdout is not None
    overdue = threading.Event()
    wall_s = limits.recognising_wall_s if _may_be_recognised(kind) else limits.wall_s

    def stop() -> None:
        overdue.set()
        _kill(child)

    watch = threading.Timer(wall_s, stop)
    watch.daemon = True
    watch.start()
    feeder = threading.Thread(target=_feed, args=(child.stdin, data, name, limits), daemon=True)
    feeder.start()
    try:
        answer = child.stdout.read(limits.answer_bytes + 1)
        if len(answer) > limits.answer_bytes:
            _kill(child)
            return refused(kind, name, f"holds more than {limits.answer_bytes >> 20} MB of text and was not read")
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    finally:
        watch.cancel()
        _kill(child)
        child.stdout.close()
        child.wait()
        feeder.join(timeout=5)
    if overdue.is_set():
        return gave_up(kind, name, f"took longer than {wall_s:g} seconds to read and was given up")
    try:
        return from_json(json.loads(answer))
    except (ValueError, KeyError, TypeError):
        return gave_up(kind, name, _cause(child.returncode, limits, _may_be_recognised(kind)))


def _feed(stdin: IO[bytes], data: bytes, name: str, limits: Limits) -> None:
    head = {key: value for key, value in asdict(limits).items() if key in _TOLD}
    line = json.dumps({"name": name.encode("utf-8", "replace").decode(), "size": len(data), **head})
    try:
        with stdin:
            stdin.write(line.encode() + b"\n")
            stdin.write(data)
    except OSError:
        return  # the child ended before it had read all; how it ended says why


_TOLD = {"memory_bytes", "cpu_s", "file_bytes", "open_files", "recognising_memory_bytes", "recognising_cpu_s"}


def _may_be_recognised(kind: str) -> bool:
    """Pictures, PDF (scans), and archives, which may hold either; none of them without the [ocr] extra."""
    may_hold = kind.startswith("image/") or kind in (kinds.PDF, kinds.ZIP, kinds.RAR, kinds.SEVEN_ZIP)
    if not may_hold:
        return False
    from crawler.attachments import ocr  # it knows tables by their lines, and with them half of what reads a PDF

    return ocr.available()


def _cause(status: int, limits: Limits, recognising: bool) -> str:
    cpu_s = limits.recognising_cpu_s if recognising else limits.cpu_s
    if status in (3, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        memory = (limits.recognising_memory_bytes if recognising else limits.memory_bytes) >> 20
        return (
            f"needs more than {memory} MB of memory or crashes its reader, as a hostile or damaged file does; not read"
        )
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"needs more than {cpu_s} seconds of computing and was given up"
    if status == -signal.SIGXFSZ:
        return "writes more to disk while being read than a document may, and was given up"
    return f"could not be read: its reading process ended with status {status}"


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The child's whole process group, helpers of its own included. The child leads its session and is not reaped
    before this, so its number cannot be another's."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _environment(folder: str) -> dict[str, str]:
    paths = [str(_ROOT), *(path for path in sys.path if path)]
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "OMP_NUM_THREADS": "2",
    }


@cache
def _without_network() -> tuple[str, ...]:
    """A prefix that takes the network away from the child, where this machine allows it; otherwise nothing."""
    unshare = shutil.which("unshare")
    for options in (("-n",), ("-r", "-n")):
        if unshare is None:
            break
        try:
            trial = subprocess.run([unshare, *options, "true"], capture_output=True, timeout=5, check=False)
        except (OSError, subprocess.TimeoutExpired):
            break
        if trial.returncode == 0:
            return (unshare, *options, "--")
    return ()
