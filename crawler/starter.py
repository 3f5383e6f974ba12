"""Crawl processes of several sources, started warm: `python -m crawler.starter SOURCE[=LOG:LEASE]… [--report FD]`.

Scrapy and our own modules take most of a second of processor time to import. They are imported here once; then a child
is forked for each source, before there is an event loop, a thread, a socket or an open database, and runs just what
`python -m crawler.process SOURCE` runs: a process, a session and a Scrapy of its own. A fault or a kill of one leaves
the others alone. LOG is the file descriptor that becomes the child's standard error, LEASE that of its source's lease;
of the others' it keeps nothing.

To REPORT go the lines `began SOURCE PID` and `ended SOURCE STATUS` (as subprocess counts it: minus the signal). An
ended child is left unreaped until all have ended, so that a process number that was told means this child as long as
this process lives. Children end with this process, and it with the one that started it. Linux only: it waits on pidfds
(pidfd_open(2), 5.3) and a fork of a process with other systems' frameworks in it is not safe.
"""

import gc

gc.disable()

import importlib  # noqa: E402
import os  # noqa: E402
import selectors  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import traceback  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from typing import NoReturn  # noqa: E402

from crawler.lifeline import end_with_parent, tied_to_us  # noqa: E402

WARM = (
    "crawler.process",
    "crawler.settings",
    "crawler.guards.cookies",
    "crawler.guards.resolver",
    "crawler.guards.robots",
    "crawler.middlewares",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.core.scheduler",
    "scrapy.core.scraper",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.stats",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.dupefilters",
    "scrapy.extensions.corestats",
    "scrapy.extensions.logcount",
    "scrapy.pqueues",
    "scrapy.spiderloader",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.spidermiddlewares.referer",
    "scrapy.spidermiddlewares.start",
    "scrapy.spidermiddlewares.urllength",
    "scrapy.squeues",
    "scrapy.statscollectors",
)
"""What every crawl imports sooner or later and what installs no event loop."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source to crawl; file descriptors of its log and its lease, -1 for none."""

    source: str
    log: int = -1
    lease: int = -1


def wanted(text: str) -> Wanted:
    """`miit` or `miit=7:9`. Raises ValueError for anything else after the `=`."""
    source, _, handles = text.partition("=")
    if not handles:
        return Wanted(source)
    log, lease = handles.split(":")
    return Wanted(source, int(log), int(lease))


def start(tasks: Sequence[Wanted], report: int) -> int:
    """Fork a child for each and wait for them all; the status that is farthest from 0."""
    for name in (*WARM, *(f"crawler.spiders.{task.source}" for task in tasks)):
        importlib.import_module(name)
    assert threading.active_count() == 1 and "twisted.internet.reactor" not in sys.modules, "fork before either"
    gc.freeze()
    children: dict[int, Wanted] = {}
    for task in tasks:
        tie = tied_to_us()
        child = os.fork()
        if child == 0:
            _be_child(task, tasks, report, tie)
        children[child] = task
        _tell(report, f"began {task.source} {child}")
    return _wait_for(children, report)


def _wait_for(children: dict[int, Wanted], report: int) -> int:
    worst = 0
    with selectors.DefaultSelector() as ends:
        for child in children:
            ends.register(os.pidfd_open(child), selectors.EVENT_READ, child)
        while ends.get_map():
            for key, _ in ends.select():
                result = os.waitid(os.P_PID, key.data, os.WEXITED | os.WNOWAIT)
                assert result is not None
                status = result.si_status if result.si_code == os.CLD_EXITED else -result.si_status
                ends.unregister(key.fd)
                os.close(key.fd)
                _tell(report, f"ended {children[key.data].source} {status}")
                worst = status if abs(status) > abs(worst) else worst
    for child in children:
        os.waitpid(child, 0)
    return worst


def _tell(report: int, line: str) -> None:
    if report >= 0:
        os.write(report, f"{line}\n".encode())


def _be_child(task: Wanted, tasks: Sequence[Wanted], report: int, tie: dict[str, str]) -> NoReturn:
    """Become the crawl process of one source; never comes back."""
    status = 1
    try:
        os.setsid()
        os.environ.update(tie)
        end_with_parent()
        if task.log >= 0:
            os.dup2(task.log, 2)
        for handle in (report, *(h for other in tasks if other is not task for h in (other.log, other.lease))):
            if handle >= 0:
                os.close(handle)
        from crawler.process import main

        main(task.source)
        status = 0
    except SystemExit as wish:
        status = wish.code if isinstance(wish.code, int) else int(wish.code is not None)
    except BaseException:  # noqa: BLE001 (a fork must not go on as its parent)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main(arguments: Sequence[str]) -> int:
    report = -1
    names = list(arguments)
    if "--report" in names:
        place = names.index("--report")
        report = int(names[place + 1])
        del names[place : place + 2]
    return start([wanted(name) for name in names], report)


if __name__ == "__main__":
    end_with_parent()
    sys.exit(abs(main(sys.argv[1:])))
