"""Crawl processes without their import time: each is forked from one server process that holds the modules already.

What runs in the fork is `crawler.process.main`, exactly what `python -m crawler.process SOURCE` runs, in a process, a
session and a Scrapy of its own; only the second or two of imports are spared.
"""

import multiprocessing as mp
import os
import signal
import sys
import time
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from typing import IO

from crawler.config import JOB_VARIABLE, Job
from crawler.sources import Source
from storage.leases import Lease

_PRELOADED = [
    "pytest",
    "crawler.process",
    "crawler.spiders.miit",
    "crawler.spiders.samr",
    "crawler.spiders.mee",
    "crawler.guards.resolver",
    "crawler.guards.robots",
    "crawler.middlewares",
    "crawler.pages",
    "crawler.reading",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.redirect",
    "crawler.guards.cookies",
]

_forks = mp.get_context("forkserver")
_forks.set_forkserver_preload(_PRELOADED)


def _crawl(source: str, job: str, log: str) -> None:
    os.setsid()
    told = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(told, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    os.environ[JOB_VARIABLE] = job
    from crawler.process import main

    main(source)


class Forked:
    """A crawl process as `regwatch.crawl_processes` wants it."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid is not None
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def end(self) -> None:
        if self._process.exitcode is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.join()


def start(source: Source, job: Job, log: IO[bytes], lease: Lease) -> Forked:
    """In place of `regwatch.crawl_processes.start`."""
    path = f"/proc/{os.getpid()}/fd/{log.fileno()}"
    process: ForkServerProcess = _forks.Process(target=_crawl, args=(source.key, job.environment()[JOB_VARIABLE], path))
    process.start()
    leads_its_session = time.monotonic() + 10
    while process.pid and process.is_alive() and time.monotonic() < leads_its_session:
        if os.getpgid(process.pid) == process.pid:
            break
        time.sleep(0.005)
    return Forked(process)
