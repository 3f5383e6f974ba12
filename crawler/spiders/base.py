"""What every spider does: poll the source's channels, look again at what is due, and write down how it went."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler.config import Job, current_job
from crawler.declared import RELEASE, declarations
from crawler.facts.watched import watch
from crawler.fetching import BudgetSpent, Challenged, Fetcher
from crawler.guards.addresses import Fence
from crawler.leasing import take_source
from crawler.noticing import Noticer
from crawler.polling import Poller
from crawler.sources import SOURCES, Channel, Source
from storage import blobs, health, leases
from storage.archive import open_archive
from storage.archive.addresses import due_pages, known_pages
from storage.archive.left_alone import leave_alone, left_alone, lift
from storage.archive.runs import Check, begin_run, declare_channels, finish_run, record_check
from storage.clock import now
from storage.database import Database
from storage.queries.health import NOT_ASKED
from storage.shapes import Outcome

logger = logging.getLogger(__name__)

CHALLENGES_IN_A_ROW = SILENCES_IN_A_ROW = 3
BACK_OFF_CEILING_S = 300.0


class SourceSpider(scrapy.Spider):
    """A spider of one source. Subclasses name the source; `scrapy crawl miit -a channels=wjfb,yjzj` narrows it."""

    source: Source

    def __init__(self, channels: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job: Job = current_job()
        watch(self.job.config.subjects.profiles())
        wanted = {key for key in channels.split(",") if key}
        self.channels: list[Channel] = [c for c in self.source.channels if not wanted or c.key in wanted]
        settings = self.job.config.source(self.source.key)
        self.fence = Fence(hosts=frozenset(self.source.hosts), mirror=settings.origin)
        self.mirror = settings.origin

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        spider: SourceSpider = super().from_crawler(crawler, *args, **kwargs)
        tls = spider.job.config.source(spider.source.key).tls
        spider.fetcher = Fetcher(crawler, spider.source, spider.mirror, spider.job.config.crawl, tls)
        return spider

    fetcher: Fetcher

    async def start(self) -> AsyncIterator[Any]:
        """The whole crawl, one request after the other: requests go through Scrapy's downloader, none is scheduled."""
        db = open_archive(self.job.config.data)
        lease = self._lease()
        try:
            await self._crawl(db)
        finally:
            db.close()
            if lease is not None:
                lease.release()
        requests: tuple[scrapy.Request, ...] = ()
        for request in requests:
            yield request

    def _lease(self) -> leases.Lease | None:
        """The source's lease; None when `regwatch crawl` began this crawl, because that holds it for us."""
        if self.job.run is not None:
            return None
        try:
            return take_source(self.job.config.data, self.source.key, doing="scrapy crawl", now=now())
        except leases.Held as held:
            message = f"{self.source.key} is being crawled by {held}; wait until that has ended"
            logger.critical(message)
            raise CloseSpider(message) from None

    async def _crawl(self, db: Database) -> None:
        at = self.job.observed_at
        declare_channels(db, declarations([self.source], self.job.config), at)
        run = self.job.run if self.job.run is not None else begin_run(db, "crawl", at, RELEASE)
        noticer = Noticer(db, self.source, self.fetcher, run, at, full=self.job.full)
        crawl = self.job.config.crawl
        poller = Poller(
            db,
            self.source,
            self.fetcher,
            noticer,
            run,
            at,
            first_pages=crawl.first_run_pages,
            max_pages=crawl.max_pages,
            full=self.job.full,
            neighbours=[key for key in SOURCES if key != self.source.key and self.job.config.source(key).enabled],
        )
        checks = self._left_alone(db)
        if not checks:
            resumed = await noticer.resume()
            checks = await self._poll_channels(db, run, poller)
            for channel, check in resumed.items():
                if channel in checks:
                    checks[channel].add(check)
            if not any(check.outcome == "challenged" for check in checks.values()):
                await self._recheck(db, poller, checks)
            noticer.flush()
            for check in checks.values():
                noticer.settle(check)
            self._rest(db, checks)
        for check in checks.values():
            record_check(db, run, check, at)
            health.observe(db, check, at, least_rows=self._least_rows(check.channel))
        for family in ("page", "text"):
            blobs.train(db, f"{self.source.key}/{family}")
        if self.job.run is None:
            finish_run(db, run)

    def _left_alone(self, db: Database) -> dict[str, Check]:
        """Checks that say why the site is not asked now, or none: then it is."""
        if self.job.forced or not self._is_polite:
            return {}
        rest = left_alone(db, self.source.key, self.job.observed_at)
        return {channel.key: self._not_asked(channel, str(rest)) for channel in self.channels} if rest else {}

    @property
    def _is_polite(self) -> bool:
        """A mirror that is asked without a pause is our own and needs no rest either."""
        return self.job.config.crawl.delay_s > 0

    def _rest(self, db: Database, checks: dict[str, Check]) -> None:
        """Leave the site alone for the day when it refused everything, or kept refusing until this run gave up."""
        refused = [check for check in checks.values() if check.outcome == "challenged"]
        everything = len(refused) == len(checks) == len(self.source.channels)
        gave_up = any(check.error.startswith(NOT_ASKED) for check in refused)
        if not self._is_polite:
            return
        sent_away = self.fetcher.patience.sent_away
        if not everything and not gave_up and not sent_away:
            if any(check.outcome == "ok" for check in checks.values()):
                lift(db, self.source.key, self.job.observed_at)
            return
        why = sent_away or (
            "every channel was challenged" if everything else f"{CHALLENGES_IN_A_ROW} channels in a row were refused"
        )
        rest = leave_alone(db, self.source.key, why, self.job.observed_at)
        for check in refused:
            check.error = f"{check.error}\n{rest}".strip()

    def _least_rows(self, key: str) -> int:
        return next((channel.row_band[0] for channel in self.channels if channel.key == key), 0)

    async def _poll_channels(self, db: Database, run: int, poller: Poller) -> dict[str, Check]:
        checks: dict[str, Check] = {}
        in_a_row = silent = 0
        for channel in self.channels:
            if self.fetcher.patience.sent_away:
                checks[channel.key] = self._not_asked(channel, self.fetcher.patience.sent_away)
                continue
            if in_a_row >= CHALLENGES_IN_A_ROW:
                reason = f"{in_a_row} channels in a row were challenged, so this run left the site alone"
                checks[channel.key] = self._not_asked(channel, reason)
                continue
            if silent >= SILENCES_IN_A_ROW:
                reason = f"{silent} channels in a row gave no answer, so this run did not wait for more"
                checks[channel.key] = self._not_asked(channel, reason, "unreachable")
                continue
            check = await poller.poll(channel)
            checks[channel.key] = check
            record_check(db, run, check, self.job.observed_at)
            in_a_row = in_a_row + 1 if check.outcome == "challenged" else 0
            silent = silent + 1 if check.outcome == "unreachable" and not check.bytes else 0
            if in_a_row and not self.fetcher.patience.sent_away:
                await asyncio.sleep(min(self.job.config.crawl.delay_s * 2**in_a_row, BACK_OFF_CEILING_S))
        return checks

    def _not_asked(self, channel: Channel, reason: str, outcome: Outcome = "challenged") -> Check:
        return Check(self.source.key, channel.key, outcome=outcome, error=f"{NOT_ASKED}: {reason}")

    async def _recheck(self, db: Database, poller: Poller, checks: dict[str, Check]) -> None:
        crawl = self.job.config.crawl
        states = due_pages(db, self.source.key, self.job.observed_at, crawl.recheck_budget)
        if self.job.full:
            states = [*known_pages(db, self.source.key), *states]
        try:
            await poller.recheck(states, checks)
        except (Challenged, BudgetSpent) as fault:
            logger.warning("rechecks stopped: %s", fault)
