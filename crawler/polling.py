"""Polling one channel: read its list until known ground is certain, look at what is new, changed or gone missing."""

import logging
from datetime import datetime

from crawler.fetching import Challenged, Fetcher, FetchFault
from crawler.listed import ListedAs
from crawler.lists import ListKeeper, ListReader, open_list
from crawler.noticing import Look, Noticer
from crawler.platforms.rows import ListPage, Row
from crawler.sources import Channel, Source
from storage.archive.addresses import AddressState, address, ensure_address
from storage.archive.listings import Listing, known_addresses, listed_before, record_listings
from storage.archive.runs import Check, previous_check
from storage.database import Database, sqlite3
from storage.errors import StorageError

logger = logging.getLogger(__name__)

SURE_AFTER_PAGES = 2


class Poller:
    """Polls the channels of one source in one run; `first_pages` is the depth of a first run, `full` takes all."""

    def __init__(
        self,
        db: Database,
        source: Source,
        fetcher: Fetcher,
        noticer: Noticer,
        run: int,
        observed_at: datetime,
        *,
        first_pages: int,
        max_pages: int,
        full: bool,
    ) -> None:
        self.db = db
        self.source = source
        self.noticer = noticer
        self.keeper = ListKeeper(db, source, fetcher, run, observed_at)
        self.at = observed_at
        self.first_pages = first_pages
        self.max_pages = max_pages
        self.full = full
        self.looked: set[int] = set()
        self.listed_last = {
            channel.key: listed_before(db, source.key, channel.key, max_pages) for channel in source.channels
        }

    async def poll(self, channel: Channel) -> Check:
        """One check of one channel. Only storage faults go up; everything else ends as the check's outcome."""
        check = Check(self.source.key, channel.key)
        try:
            await self._poll(channel, check)
        except FetchFault as fault:
            check.outcome = fault.outcome  # type: ignore[assignment]
            check.error = f"{check.error}\n{fault}".strip()
        except (StorageError, sqlite3.DatabaseError):
            raise
        except Exception as error:
            logger.exception("%s/%s: our own fault", self.source.key, channel.key)
            check.outcome = "failed"
            check.error = f"{check.error}\nan error of our own: {type(error).__name__}: {error}".strip()
        return check

    async def _poll(self, channel: Channel, check: Check) -> None:
        before = previous_check(self.db, self.source.key, channel.key)
        known = known_addresses(self.db, self.source.key, channel.key)
        reader = open_list(self.keeper, channel, check, before.parameters if before else {})
        looks: dict[int, Look] = {}
        seen: dict[int, Row] = {}
        unchanged = False
        number = 0
        quiet_pages = 0
        pages: int | None = None
        while number < self.max_pages:
            number += 1
            page = await reader.page(number)
            if page is None:
                unchanged = number == 1
                break
            self._account(channel, check, page, before, number)
            fresh = self._record(channel, check, page, number, known, looks, seen, first=before is None)
            pages = page.pages
            quiet_pages = 0 if fresh else quiet_pages + 1
            if not page.rows or (pages is not None and number >= pages):
                break
            if self._certain(reader, check, before, number, quiet_pages, len(known), fresh_total=len(looks)):
                break
        check.pages = number
        check.listed = before.listed if unchanged and before else check.listed
        if unchanged:
            check.total = before.total if before else None
        elif check.outcome == "ok":
            self._suspect_missing(channel, check, seen, number, pages, looks)
        for look in looks.values():
            await self._look(look)

    def _account(self, channel: Channel, check: Check, page: ListPage, before: Check | None, number: int) -> None:
        check.skipped += page.skipped
        check.listed += len(page.rows)
        if page.total is not None:
            check.total = page.total
        faults = [] if page.empty and channel.row_band[0] == 0 else list(page.faults)
        if number == 1 and not page.rows and not faults and before is not None and before.listed > 0:
            faults = [f"the list is empty where it held {before.listed} rows"]
        if faults:
            check.outcome = "drifted"
            check.error = f"{check.error}\n{'; '.join(faults[:3])}".strip()

    def _record(
        self,
        channel: Channel,
        check: Check,
        page: ListPage,
        number: int,
        known: set[int],
        looks: dict[int, Look],
        seen: dict[int, Row],
        *,
        first: bool,
    ) -> bool:
        """Record the page's rows; True when one of them is new to this channel."""
        states = {state.id: (state, row) for state, row in ((self._state(row), row) for row in page.rows)}
        listings = [
            Listing(state.id, row.title, row.published, row.deadline, row.doc_number, row.issuer, number)
            for state, row in states.values()
        ]
        verdicts = record_listings(self.db, self.source.key, channel.key, listings, self.at)
        fresh = False
        for state, row in states.values():
            fresh = fresh or state.id not in known
            known.add(state.id)
            seen[state.id] = row
            unread = state.notice is None and self._due(state)
            if verdicts[state.id] != "same" or unread:
                looks.setdefault(state.id, self._look_of(state, row, channel, check, first))
        return fresh

    def _state(self, row: Row) -> AddressState:
        return ensure_address(self.db, row.url, self.source.key, "page", self.at)

    def _due(self, state: AddressState) -> bool:
        return state.due_at is None or state.due_at <= self.at.isoformat()

    def _look_of(self, state: AddressState, row: Row, channel: Channel, check: Check, first: bool) -> Look:
        listed = ListedAs(row.title, row.published, row.deadline, row.doc_number, row.issuer)
        return Look(state, channel.key, check, listed, referer=channel.url, first_reading=first)

    def _certain(
        self,
        reader: ListReader,
        check: Check,
        before: Check | None,
        number: int,
        quiet_pages: int,
        known: int,
        *,
        fresh_total: int,
    ) -> bool:
        """Whether reading on could bring nothing new. The site's own count, where it gives one, has to agree."""
        if self.full:
            return False
        if before is None:
            return number >= self.first_pages
        if quiet_pages == 0:
            return False
        if check.total is not None and before.total is not None and reader.strictly_ordered:
            return check.total - before.total <= fresh_total or quiet_pages >= SURE_AFTER_PAGES
        return quiet_pages >= (1 if reader.strictly_ordered else SURE_AFTER_PAGES)

    def _suspect_missing(
        self,
        channel: Channel,
        check: Check,
        seen: dict[int, Row],
        number: int,
        pages: int | None,
        looks: dict[int, Look],
    ) -> None:
        """Rows that stood on these pages and are gone, though they were not merely pushed down: ask for their pages."""
        days = [row.published.isoformat() for row in seen.values() if row.published]
        whole = pages is not None and number >= pages
        oldest = min(days, default="")
        for state_id, listed_on in self.listed_last.get(channel.key, {}).items():
            if state_id in seen or state_id in looks:
                continue
            if whole or (listed_on is not None and oldest and listed_on > oldest):
                state = self._by_id(state_id)
                if state is not None and state.notice is not None:
                    looks[state_id] = Look(state, channel.key, check, referer=channel.url)

    def _by_id(self, state_id: int) -> AddressState | None:
        row = self.db.conn.execute("SELECT url FROM addresses WHERE id = ?", [state_id]).fetchone()
        return address(self.db, row[0]) if row else None

    async def recheck(self, states: list[AddressState], checks: dict[str, Check]) -> None:
        """Look again at known notices, each counting for the channel it was first seen on."""
        for state in states:
            channel = self.noticer.channel_of(state)
            if channel in checks and state.id not in self.looked:
                self.looked.add(state.id)
                await self.noticer.look(Look(state, channel, checks[channel]))

    async def _look(self, look: Look) -> None:
        if look.address.id in self.looked:
            return
        self.looked.add(look.address.id)
        if self.is_foreign(look.address.url):
            self.noticer.point(look)
            return
        try:
            await self.noticer.look(look)
        except Challenged as fault:
            look.check.outcome = "challenged"
            raise Challenged(f"while reading notices: {fault}") from None

    def is_foreign(self, url: str) -> bool:
        """Whether a row leads to a site that this source does not own; such a row is recorded as a pointer."""
        host = url.split("/")[2].lower() if url.count("/") >= 2 else ""
        return host not in self.source.hosts
