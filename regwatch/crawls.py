"""Running a crawl: one process per source, judged by what it recorded and never by its exit status alone.

Scrapy ends with status 0 when every callback raised (seen in 2.19), so a source whose process left no check for a
channel counts as failed there, whatever the status was.
"""

import signal
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from crawler.config import Job
from crawler.declared import RELEASE, declarations
from crawler.leasing import take_source
from crawler.sources import SOURCES, Source
from regwatch import crawl_processes
from regwatch.crawl_report import channel_shape, failures
from regwatch.errors import UsageFault
from regwatch.progress import say
from regwatch.settings import Settings
from storage import health
from storage.archive import open_archive
from storage.archive.runs import (
    Check,
    begin_run,
    checks_of_run,
    declare_channels,
    finish_run,
    newest_look,
    record_check,
)
from storage.clock import now, stamp
from storage.database import Database
from storage.leases import Held, Lease

REPLAYED_AFTER = timedelta(minutes=10)
CLOCK_MAY_DIFFER = timedelta(minutes=10)

__all__ = ["crawl", "failures"]


def crawl(settings: Settings, wanted: list[str], *, full: bool, at: datetime, earlier: bool = False) -> dict[str, Any]:
    """Crawl the wanted sources (all enabled ones when empty) and answer with the run's report. A source that another
    crawl is busy with is left to it, and the report says by whom (`busy`).

    Raises UsageFault when the archive holds a later look at one of them: the clock jumped back, or ran ahead before.
    `earlier` crawls all the same.
    """
    sources = _sources(settings, wanted)
    db = open_archive(settings.data)
    held: dict[str, Lease] = {}
    try:
        if not earlier:
            _refuse_backwards(db, sources, at)
        busy = _take_leases(settings, sources, held)
        declare_channels(db, declarations(list(SOURCES.values()), settings.crawl_config()), at)
        run = begin_run(db, "crawl", at, RELEASE)
        replayed = abs(now() - at) > REPLAYED_AFTER
        job = Job(config=settings.crawl_config(), run=run, observed_at=at, full=full, forced=bool(wanted) or replayed)
        _run_processes(db, [source for source in sources if source.key in held], job, held)
        finish_run(db, run)
        return {"run": run, "channels": [channel_shape(check) for check in checks_of_run(db, run)], "busy": busy}
    finally:
        for lease in held.values():
            lease.release()
        db.close()


def _refuse_backwards(db: Database, sources: list[Source], at: datetime) -> None:
    """A look stamped before an earlier one would put the archive's past out of order."""
    for source in sources:
        newest = newest_look(db, source.key)
        if newest is not None and newest - at > CLOCK_MAY_DIFFER:
            raise UsageFault(
                f"it is {stamp(at)} by this clock, and {source.key} was last looked at {stamp(newest)}: the clock "
                "jumped back, or ran ahead then; set it (timedatectl set-ntp true) and crawl again, or, when that look "
                "was stamped wrongly, crawl with --earlier"
            )


def _take_leases(settings: Settings, sources: list[Source], held: dict[str, Lease]) -> list[dict[str, str]]:
    """Fill `held` with the lease of each source that nobody else is crawling; the others, and who crawls them."""
    busy = []
    for source in sources:
        try:
            held[source.key] = take_source(settings.data, source.key, doing="regwatch crawl", now=now())
        except Held as other:
            busy.append({"source": source.key, "holder": str(other)})
    return busy


def _sources(settings: Settings, wanted: list[str]) -> list[Source]:
    for key in wanted:
        if key not in SOURCES:
            raise UsageFault(f"there is no source '{key}'; the sources are {', '.join(SOURCES)}")
    keys = wanted or [key for key in SOURCES if settings.crawl_config().source(key).enabled]
    if not keys:
        raise UsageFault("every source is switched off in the settings; enable one under [sources.KEY]")
    for key in keys:
        origin = settings.crawl_config().source(key)
        if origin.origin_is_private and not settings.crawl.allow_private_hosts:
            raise UsageFault(
                f"sources.{key}.origin {origin.origin} is a private address; set crawl.allow_private_hosts = true "
                "if it is your own mirror"
            )
    return [SOURCES[key] for key in dict.fromkeys(keys)]


def _run_processes(db: Database, sources: list[Source], job: Job, held: dict[str, Lease]) -> None:
    """Run every source's process and wait for each within the wall clock."""
    deadline = time.monotonic() + job.config.crawl.job_timeout_s
    before = _interrupt_on_sigterm()
    try:
        with crawl_processes.running(sources, job, held) as begun:
            for source in sources:
                say(f"{source.key}: polling {len(source.channels)} channels")
            for source in sources:
                one = begun[source.key]
                late = not one.wait(deadline)
                if late:
                    one.process.end()
                _complete(db, source, job, _reason(one, late=late))
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _interrupt_on_sigterm() -> Any:
    """Let SIGTERM end the crawl as Ctrl-C does, so that no source's process outlives it; the handler that was."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, interrupt)


def _complete(db: Database, source: Source, job: Job, reason: str) -> None:
    """Write a failed check for every channel that the process left without one."""
    assert job.run is not None
    checks = {check.channel: check for check in checks_of_run(db, job.run) if check.source == source.key}
    for channel in source.channels:
        if channel.key not in checks:
            missing = Check(source.key, channel.key, outcome="failed", error=reason)
            record_check(db, job.run, missing, job.observed_at)
            health.observe(db, missing, job.observed_at)
            checks[channel.key] = missing
    good = sum(check.outcome == "ok" for check in checks.values())
    news = sum(check.published + check.edited + check.withdrawn + check.restored for check in checks.values())
    say(f"{source.key}: {good} of {len(checks)} channels ok, {news} changes")


def _reason(one: crawl_processes.Running, *, late: bool) -> str:
    if late:
        return "the crawl took longer than crawl.job_timeout_s and was ended"
    line = one.last_line()
    said = f": {line[:300]}" if line else ""
    return f"the crawl process ended (status {one.process.returncode}) before this channel was checked{said}"
