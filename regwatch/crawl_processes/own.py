"""A crawl process that we start ourselves, from nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crawler.config import Job
from crawler.lifeline import tied_to_us

ROOT = Path(__file__).resolve().parents[2]


def python(module: Sequence[str], job: Job, log: IO[bytes], handles: Sequence[int]) -> subprocess.Popen[bytes]:
    """A Python process in a session of its own that ends with this one and inherits these handles."""
    environment = os.environ | job.environment() | tied_to_us()
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
        pass_fds=handles,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """A process that we started ourselves."""

    popen: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def returncode(self) -> int | None:
        return self.popen.returncode

    def poll(self) -> int | None:
        return self.popen.poll()

    def end(self) -> None:
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
