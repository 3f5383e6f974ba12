"""`regwatch run`: the schedule and the pages in one process, until SIGTERM or Ctrl-C; then every job is ended."""

import asyncio
import os
import socket
from datetime import UTC
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from crawler.declared import declarations
from crawler.sources import SOURCES
from regwatch.errors import UsageFault
from regwatch.progress import say
from regwatch.service.schedule import Schedule
from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.config import is_loopback
from regwatch.web.running import address_of, ended_quietly, listen, server_for
from regwatch.web.site import Site
from regwatch.web.warming import kept_warm
from storage.archive import open_archive
from storage.archive.runs import declare_channels
from storage.clock import now

TICK_S = 60


def run_service(settings: Settings, common: tuple[str, str], host: str, port: int) -> None:
    """Raises UsageFault when the port cannot be had, StorageError when the archive cannot be opened."""
    listener = listen(settings, host, port)
    db = open_archive(settings.data)
    declare_channels(db, declarations(list(SOURCES.values()), settings.crawl_config()), now())
    db.close()
    _make_backup_folder(settings)
    schedule = Schedule(settings, now, common)
    site = Site(settings)
    with ended_quietly(), kept_warm(site):
        asyncio.run(_serve(schedule, site, listener, token_needed=not is_loopback(host)))
    site.close()


def _make_backup_folder(settings: Settings) -> None:
    folder = settings.run.backup_dir
    try:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        why = fault.strerror or fault
        raise UsageFault(f"run.backup_dir {folder} cannot be made ({why}); name a writable folder") from None


async def _serve(schedule: Schedule, site: Site, listener: socket.socket, *, token_needed: bool) -> None:
    app = create_app(site, token_needed=token_needed, pulse=schedule.alive, job_lines=schedule.lines)
    server = server_for(app)
    ticking = AsyncIOScheduler(timezone=UTC)
    ticking.add_job(schedule.tick, "interval", seconds=TICK_S, coalesce=True, max_instances=1, misfire_grace_time=None)
    ticking.start()
    first = asyncio.create_task(schedule.tick())
    say(f"Regwatch runs (process {os.getpid()}) and serves {address_of(listener)}; end it with Ctrl-C")
    try:
        await server.serve(sockets=[listener])
    finally:
        ticking.shutdown(wait=False)
        await asyncio.gather(first, return_exceptions=True)
        await schedule.stop()
        say("Regwatch has ended; what was stored so far is kept")
