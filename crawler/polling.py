"""Polling one channel: read its list until known ground is certain, look at what is new, changed or gone missing."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from crawler.fetching import BudgetSpent, Challenged, Fetcher, FetchFault
from crawler.known_ground import account, certain, gone
from crawler.list_keeping import ListKeeper
from crawler.listed import ListedAs
from crawler.lists import ListReader, open_list
from crawler.noticing import Noticer
from crawler.platforms.rows import ListPage, Row
from crawler.sources import Channel, Source, owner_of
from crawler.taking_in import Look
from storage.archive.addresses import AddressState, address, ensure_address, make_due
from storage.archive.listings import Listing, known_addresses, last_good_look, listed_before, record_listings
from storage.archive.runs import Check, previous_check
from storage.database import Database, sqlite3
from storage.errors import StorageError

logger = logging.getLogger(__name__)

OUT_OF_REACH = ("unreachable", "challenged")


class Poller:
    """Polls the channels of one source in one run; `first_pages` is the depth of a first run, `full` takes all;
    `neighbours` are the other sources that are being watched."""

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
        neighbours: Collection[str] = (),
    ) -> None:
        self.db = db
        self.source = source
        self.noticer = noticer
        self.fetcher = fetcher
        self.run = run
        self.at = observed_at
        self.first_pages = first_pages
        self.max_pages = max_pages
        self.full = full
        self.neighbours = neighbours
        self.looked: set[int] = set()

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
        good = last_good_look(self.db, self.source.key, channel.key)
        known = known_addresses(self.db, self.source.key, channel.key, good)
        if not known:
            before = None  # an archive that holds nothing of the channel reads it for the first time
        stood = listed_before(self.db, self.source.key, channel.key, good)
        keeper = ListKeeper(self.db, self.source, self.fetcher, self.run, self.at, good)
        reader = open_list(keeper, channel, check, before.parameters if before else {})
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
            account(self.source, channel, check, page, before, number, ever=bool(known))
            fresh = self._record(channel, check, page, number, known, stood, looks, seen)
            pages = page.pages
            quiet_pages = 0 if fresh else quiet_pages + 1
            if not page.rows or (pages is not None and number >= pages):
                break
            if self.full:
                continue
            if (
                number >= self.first_pages
                if before is None
                else certain(reader, check, before, quiet_pages, len(looks))
            ):
                break
        check.pages = number
        check.listed = before.listed if unchanged and before else check.listed
        if unchanged:
            check.total = before.total if before else None
            check.fields = before.fields if before else {}
        elif check.outcome == "ok":
            whole = pages is not None and number >= pages
            self._ask_for_missing(channel, check, gone(stood, seen, whole=whole), looks)
        for look in sorted(looks.values(), key=lambda look: look.address.fault != ""):
            await self._look(look)

    def _enough(
        self, reader: ListReader, check: Check, before: Check | None, number: int, quiet_pages: int, fresh: int
    ) -> bool:
        return number >= self.first_pages if before is None else certain(reader, check, before, quiet_pages, fresh)

    def _record(
        self,
        channel: Channel,
        check: Check,
        page: ListPage,
        number: int,
        known: set[int],
        stood: dict[int, str | None],
        looks: dict[int, Look],
        seen: dict[int, Row],
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
            returned = state.missing_since is not None and state.id not in stood
            if verdicts[state.id] != "same" or unread or returned:
                looks.setdefault(state.id, self._look_of(state, row, channel, check))
        return fresh

    def _state(self, row: Row) -> AddressState:
        owner = owner_of(_host(row.url)) or self.source
        return ensure_address(self.db, row.url, owner.key, "page", self.at)

    def _due(self, state: AddressState) -> bool:
        return state.due_at is None or state.due_at <= self.at.isoformat()

    def _look_of(self, state: AddressState, row: Row, channel: Channel, check: Check) -> Look:
        listed = ListedAs(row.title, row.published, row.deadline, row.doc_number, row.issuer)
        return Look(state, channel.key, check, listed, referer=channel.url)

    def _ask_for_missing(self, channel: Channel, check: Check, missing: Iterable[int], looks: dict[int, Look]) -> None:
        for state_id in missing:
            state = None if state_id in looks else self._by_id(state_id)
            if state is not None and state.notice is not None:
                looks[state_id] = Look(state, channel.key, check, referer=channel.url)

    def _by_id(self, state_id: int) -> AddressState | None:
        row = self.db.conn.execute("SELECT url FROM addresses WHERE id = ?", [state_id]).fetchone()
        return address(self.db, row[0]) if row else None

    async def recheck(self, states: list[AddressState], checks: dict[str, Check]) -> None:
        """Look again at known notices, each counting for the channel it was first seen on; those of a channel that is
        out of reach now wait until it is back."""
        for state in states:
            channel = self.noticer.channel_of(state) or next(iter(checks), "")
            check = checks.get(channel)
            if check is None or check.outcome in OUT_OF_REACH:
                continue
            if state.id not in self.looked and not self.is_foreign(state.url):
                self.looked.add(state.id)
                try:
                    await self.noticer.look(Look(state, channel, check))
                except (Challenged, BudgetSpent) as fault:
                    check.outcome = fault.outcome  # type: ignore[assignment]
                    raise

    async def _look(self, look: Look) -> None:
        if look.address.id in self.looked:
            return
        self.looked.add(look.address.id)
        if self.is_foreign(look.address.url):
            self._point(look, owner_of(_host(look.address.url)))
            return
        try:
            await self.noticer.look(look)
        except Challenged as fault:
            look.check.outcome = "challenged"
            raise Challenged(f"while reading notices: {fault}") from None

    def is_foreign(self, url: str) -> bool:
        """Whether a row leads to a site that this source does not own."""
        return _host(url) not in self.source.hosts

    def _point(self, look: Look, owner: Source | None) -> None:
        """A row that leads to another body's site. Where that site is watched as well, its own crawl reads the page,
        and the notice stays one; anywhere else the row itself is all that is recorded."""
        if owner is None or owner.key not in self.neighbours:
            self.noticer.point(look)
        elif look.address.notice is None:
            make_due(self.db, look.address.id, self.at)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
