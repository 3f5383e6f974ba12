"""The processes of a crawl: one per source, each ending with this one; several are started warm by one starter.

A source's process leads a session of its own, says what it has to say to its log, and holds the source's lease for as
long as it or this process lives.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

from crawler.config import Job
from crawler.sources import Source
from regwatch.crawl_processes.own import Own, python
from regwatch.crawl_processes.warm import Starter
from storage.leases import Lease

POLL_S = 0.05
_LAST_WORDS = 4000


class Process(Protocol):
    """As much of `subprocess.Popen` as is asked of a crawl process."""

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def end(self) -> None:
        """End it, and what it started, at once."""


@dataclass(frozen=True, slots=True)
class Running:
    """The process of one source, and where it and the one that started it say what went wrong."""

    process: Process
    logs: tuple[IO[bytes], ...]

    def wait(self, deadline: float) -> bool:
        """Wait until it has ended; False when it goes on at the deadline (of `time.monotonic`)."""
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True

    def last_line(self) -> str:
        """The last line that was said, or nothing."""
        return next(filter(None, map(_last_line, self.logs)), "")


def _last_line(log: IO[bytes]) -> str:
    log.seek(0, os.SEEK_END)
    log.seek(max(0, log.tell() - _LAST_WORDS))
    said = log.read().decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in reversed(said) if line.strip()), "")


@contextmanager
def running(sources: Sequence[Source], job: Job, held: Mapping[str, Lease]) -> Iterator[dict[str, Running]]:
    """The processes of all these sources by key, begun at once (they ask different hosts). Those that still go on at
    the end are ended."""
    with ExitStack() as open_files:
        logs = {source.key: open_files.enter_context(tempfile.TemporaryFile()) for source in sources}
        begun: dict[str, Running] = {}
        starter: Starter | None = None
        try:
            if len(sources) > 1 and sys.platform == "linux":
                log = open_files.enter_context(tempfile.TemporaryFile())
                starter = Starter(job, log, {key: (logs[key].fileno(), held[key].handle) for key in logs})
                begun = {key: Running(child, (logs[key], log)) for key, child in starter.children.items()}
            else:
                for source in sources:
                    process = start(source, job, logs[source.key], held[source.key])
                    begun[source.key] = Running(process, (logs[source.key],))
            yield begun
        finally:
            for one in begun.values():
                one.process.end()
            if starter is not None:
                starter.close()


def start(source: Source, job: Job, log: IO[bytes], lease: Lease) -> Process:
    """The process of one source, from nothing."""
    return Own(python(["crawler.process", source.key], job, log, [lease.handle]))
