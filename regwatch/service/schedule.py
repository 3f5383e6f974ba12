"""The schedule: each minute it asks what is due and starts it. What it remembers may be lost: the tables know."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from notifier.channels.targets import any_channel
from notifier.rounds import round_waits
from regwatch.mails import subscribers
from regwatch.progress import say
from regwatch.service import due, own_health
from regwatch.service.due import MAIL, Job
from regwatch.service.processes import Ended, run_process
from regwatch.settings import Settings
from storage.archive import open_archive
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.errors import StorageError
from storage.health import observe_service

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=1)
SILENT_S = 240.0
NOT_STARTED = 70
Runner = Callable[[Sequence[str], float], Awaitable[Ended]]


class Schedule:
    """`common` are the options every job gets (--config, --data). `runner` runs one process to its end."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        common: tuple[str, str] = ("", ""),
        runner: Runner = run_process,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._common = common
        self._runner = runner
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tried: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._told_of = (-1, "")
        self._ticked = time.monotonic()
        self.ended = {"done": 0, "in_part": 0, "failed": 0}

    def alive(self) -> bool:
        """Whether the schedule ticked lately."""
        return time.monotonic() - self._ticked < SILENT_S

    def lines(self) -> str:
        """Its metrics."""
        told = [f'regwatch_jobs_total{{end="{end}"}} {count}' for end, count in self.ended.items()]
        head = ["# HELP regwatch_jobs_total Jobs since the service began.", "# TYPE regwatch_jobs_total counter"]
        running = ["# HELP regwatch_jobs_running Jobs that run now.", "# TYPE regwatch_jobs_running gauge"]
        return "\n".join([*head, *told, *running, f"regwatch_jobs_running {len(self._running)}", ""])

    async def tick(self) -> None:
        """Start what is due and not held back. Faults of the databases are told and looked at again next time."""
        self._ticked = time.monotonic()
        try:
            jobs, newest = await asyncio.to_thread(self._due)
        except StorageError as fault:
            say(f"{stamp(self._clock())} schedule: {fault}")
            return
        for job in jobs:
            if job.lane not in self._running and not self._held_back(job):
                self._start(job, newest)

    async def stop(self) -> None:
        """End every job and wait until it has ended."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until no job runs any more."""
        while self._running:
            await asyncio.gather(*list(self._running.values()), return_exceptions=True)

    def _due(self) -> tuple[list[Job], int]:
        now = self._clock()
        archive = open_archive(self._settings.data)
        try:
            jobs = due.due_crawls(archive, self._settings, now, self._tried)
            seal = due.due_seal(archive, self._settings, now, self._tried)
            newest = due.newest_change(archive)
            if self._settings.run.mail and (self._settings.mail.transport or self._has_channels()):
                crawling = bool(jobs) or any(lane.startswith("crawl") for lane in self._running)
                jobs += self._due_mail(archive, now, newest, crawling=crawling)
            else:
                own_health.look(archive, None, self._settings, now)
        finally:
            archive.close()
        backup = due.due_backup(self._settings, now)
        return [*jobs, *filter(None, (seal, backup))], newest

    def _has_channels(self) -> bool:
        people = subscribers(self._settings)
        try:
            return any_channel(people)
        finally:
            people.close()

    def _due_mail(self, archive: Database, now: datetime, newest: int, *, crawling: bool) -> list[Job]:
        people = subscribers(self._settings)
        try:
            own_health.look(archive, people, self._settings, now)
            jobs = due.due_digests(people, self._settings, now)
            if own_health.operator_is_due(archive, people, self._settings, now):
                jobs.append(Job("operator", "operator", ("findings", "--tell")))
            if self._to_tell(newest, now) != self._told_of and not crawling:
                jobs.append(Job("digest immediate", MAIL, ("digest", "immediate", "--send")))
            waits = due.mail_waits(people, now, by_mail=bool(self._settings.mail.transport))
            if waits or round_waits(people, self._settings.mail):
                jobs.append(Job("outbox", MAIL))
        finally:
            people.close()
        return jobs

    def _held_back(self, job: Job) -> bool:
        """A job that failed is tried again after 2, 4, 8 … minutes, at most an hour."""
        failures, tried = self._failures.get(job.key, 0), self._tried.get(job.key)
        if not failures or tried is None:
            return False
        return self._clock() < tried + min(FIRST_WAIT * float(2 ** min(failures - 1, 10)), LONGEST_WAIT)

    def _start(self, job: Job, newest: int) -> None:
        self._tried[job.key] = self._clock()
        task = asyncio.create_task(self._run(job, newest), name=job.key)
        self._running[job.lane] = task
        task.add_done_callback(lambda _: self._running.pop(job.lane, None))

    def _to_tell(self, newest: int, now: datetime) -> tuple[int, str]:
        """What an immediate digest would be about: the newest change, and the day, by which deadlines come near."""
        day = (now - timedelta(hours=self._settings.run.digest_hour)).astimezone(ZONE).date()
        return newest, day.isoformat()

    async def _run(self, job: Job, newest: int) -> None:
        told_of = self._to_tell(newest, self._clock())
        config, data = self._common
        options = [*(["--config", config] if config else []), *(["--data", data] if data else [])]
        arguments = (
            ["regwatch.cli", *options, *job.command] if job.command else ["regwatch.service.outbox_job", config, data]
        )
        try:
            ended = await self._runner(arguments, self._settings.run.job_timeout_s)
        except OSError as fault:
            ended = Ended(NOT_STARTED, f"no process could be started ({fault.strerror or fault})")
        if ended.status == 0:
            self.ended["done"] += 1
        else:
            self.ended["in_part" if ended.status == 1 else "failed"] += 1
            say(f"{stamp(self._clock())} {job.key}: status {ended.status}: {ended.said}")
        if ended.status in (0, 1):
            self._failures.pop(job.key, None)
            if job.key == "digest immediate":
                self._told_of = told_of
        else:
            self._failures[job.key] = self._failures.get(job.key, 0) + 1
        await asyncio.to_thread(self._note, job, ended)
        if job.lane == "backup" and ended.status == 0:
            for old in due.old_backups(self._settings):
                old.unlink(missing_ok=True)

    def _note(self, job: Job, ended: Ended) -> None:
        """A job that crashed or hung is a finding until the next one of its kind ends well."""
        detail = "" if ended.status in (0, 1) else f"{job.key} ended with status {ended.status}: {ended.said}"
        try:
            archive = open_archive(self._settings.data)
            try:
                observe_service(archive, "job", detail, self._clock(), about=job.about)
            finally:
                archive.close()
        except StorageError as fault:
            say(f"{stamp(self._clock())} schedule: {fault}")
