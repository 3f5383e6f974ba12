"""Crawl processes that one starter forks when Scrapy and our modules are in memory already."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from crawler.config import Job
from regwatch.crawl_processes.own import python

POLL_S = 0.01


class Starter:
    """The process that imports once and forks the others (`crawler/starter.py`), and what it has told of them."""

    def __init__(self, job: Job, log: IO[bytes], handles: Mapping[str, tuple[int, int]]) -> None:
        """`handles`: by source the file descriptors of its log and of its lease."""
        self.children = {key: Child(self) for key in handles}
        self._told, tell = os.pipe()
        os.set_blocking(self._told, False)
        self._half = b""
        tasks = [f"{key}={said}:{lease}" for key, (said, lease) in handles.items()]
        passed = [tell, *(handle for pair in handles.values() for handle in pair)]
        try:
            self._process = python(["crawler.starter", *tasks, "--report", str(tell)], job, log, passed)
        except BaseException:
            os.close(self._told)
            raise
        finally:
            os.close(tell)

    def look(self) -> None:
        """Take in what was told since the last look. When the starter is gone, so are those that it told no end of."""
        while True:
            try:
                said = os.read(self._told, 4096)
            except BlockingIOError:
                return
            if not said:
                break
            *lines, self._half = (self._half + said).split(b"\n")
            for line in lines:
                self._take(*line.decode().split(" "))
        for child in self.children.values():
            child.returncode = -signal.SIGKILL if child.returncode is None else child.returncode

    def _take(self, what: str, source: str, number: str) -> None:
        if what == "began":
            self.children[source].pid = int(number)
        else:
            self.children[source].returncode = int(number)

    def end(self) -> None:
        """End it, and with it every child."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """To be called when the children have ended: the starter ends by itself then."""
        self._process.wait()
        os.close(self._told)


class Child:
    """A process that the starter forked. Its number means it, and nobody else, while the starter lives."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self.pid = 0
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self._starter.look()
        return self.returncode

    def end(self) -> None:
        while self.poll() is None:
            if self.pid:
                with suppress(ProcessLookupError):  # told of, and not yet the leader of its session
                    os.killpg(self.pid, signal.SIGKILL)
            else:
                self._starter.end()
            time.sleep(POLL_S)
