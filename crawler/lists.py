"""How a channel's list is asked for, page by page: one small reader per platform over the pure ones of `platforms`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bs4 import BeautifulSoup

from crawler.fetching import Answer, Challenged, Fetcher, FetchFault, Unreachable, named
from crawler.guards import blocks
from crawler.guards.whole import cut_json, cut_short
from crawler.pages.decoding import decode
from crawler.pages.errors import WrongCharset
from crawler.platforms import jpaas, miit_search, trs
from crawler.platforms.landmarks import landmarks
from crawler.platforms.rows import ListPage
from crawler.sources import Channel, Source
from storage.archive import captures
from storage.archive.addresses import AddressState, Sighting, ensure_address, seen_again
from storage.archive.runs import Check
from storage.database import Database
from storage.normal import text_digest

JSON = "application/json, text/plain, */*"


class SoftFailure(FetchFault):
    """The list's interface answered and said no."""

    outcome = "failed"


class Drifted(FetchFault):
    """The list's own page no longer says how its rows are asked for."""

    outcome = "drifted"


class ListReader(Protocol):
    """`page` counts from 1. None means: the site says that nothing changed since the last look (304)."""

    strictly_ordered: bool

    async def page(self, number: int) -> ListPage | None: ...


class ListKeeper:
    """Fetches list addresses and keeps a capture whenever the rows differ from the last ones kept."""

    def __init__(
        self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime, good: str | None
    ) -> None:
        """`good` is when the channel was last read well: what was fetched later may not have been used to its end, so
        it is asked for again without conditions."""
        self.good = good or ""
        self.db = db
        self.source = source
        self.fetcher = fetcher
        self.run = run
        self.at = observed_at

    async def get(self, url: str, check: Check, *, referer: str = "", accept: str = "") -> tuple[AddressState, Answer]:
        state = ensure_address(self.db, url, self.source.key, "list", self.at)
        used = state if state.checked_at is not None and state.checked_at <= self.good else None
        answer = await self.fetcher.get(url, check, known=used, referer=referer, accept=accept)
        if answer.gone:
            raise Unreachable(f"{named(url)}: HTTP {answer.fetched.status}, the list is not there", answer.fetched)
        if answer.not_modified:
            seen_again(self.db, [Sighting(state.id, 304, self.at, None, answer.etag, answer.last_modified)])
        return state, answer

    def keep(self, state: AddressState, answer: Answer, content: str) -> None:
        """Keep the answer as evidence when `content` (rows or parameters, normalised) is not what was kept last."""
        fingerprint = text_digest(content)
        if fingerprint == state.fingerprint:
            sighting = Sighting(state.id, answer.fetched.status, self.at, None, answer.etag, answer.last_modified)
            seen_again(self.db, [sighting])
            return
        capture = captures.keep(
            self.db,
            answer.fetched,
            address=state.id,
            family=f"{self.source.key}/list",
            run=self.run,
            observed_at=self.at,
            reading="list",
        )
        captures.adopt(
            self.db,
            capture,
            answer.fetched,
            observed_at=self.at,
            due_at=None,
            etag=answer.etag,
            last_modified=answer.last_modified,
            fingerprint=fingerprint,
        )

    def keep_list(self, state: AddressState, answer: Answer, page: ListPage) -> ListPage:
        """Keep a list page; one without a single row may be a block page, which raises Challenged."""
        if not page.rows and page.faults:
            block = blocks.by_content(answer.fetched.body)
            if block is not None:
                kind = Challenged if block.fault == "challenged" else Unreachable
                raise kind(f"{named(answer.fetched.url)}: {block.what}", answer.fetched)
            if cut_json(answer.fetched.body):
                message = (
                    f"{named(answer.fetched.url)}: the JSON ends in the middle or is damaged; taken for a broken answer"
                )
                raise Unreachable(message, answer.fetched)
        rows = "\n".join(f"{row.url} {row.title} {row.published} {row.deadline}" for row in page.rows)
        self.keep(state, answer, f"{page.total}\n{rows}\n" + "\n".join(page.faults))
        return page


class JpaasList:
    """The hanweb unit API: parameters from the column page at run time, the declared constants as the fallback."""

    strictly_ordered = True

    def __init__(self, keeper: ListKeeper, channel: Channel, check: Check, remembered: Mapping[str, str]) -> None:
        self.keeper = keeper
        self.channel = channel
        self.check = check
        self.remembered = remembered
        self.params: jpaas.UnitParams | None = None
        self.page_size: int | None = None
        self.instead = ""

    async def page(self, number: int) -> ListPage | None:
        if self.params is None:
            return await self._first_page()
        return await self._unit(self.params, number)

    async def _first_page(self) -> ListPage:
        """Ask with each set of parameters the page declares until one yields rows; then with the constants."""
        declared = await self._discover()
        constants = jpaas.UnitParams.of(self.channel.params) if self.channel.params.get("pageId") else None
        attempts = [(params, "column page") for params in declared]
        if constants is not None and constants not in declared:
            attempts.append((constants, "declared constants"))
        if not attempts:
            raise Drifted(
                f"{self.channel.url} declares no list (no script[querydata] with webId and pageId), and no constants "
                f"are known for it; the page holds {self.instead} instead"
            )
        first: tuple[ListPage, jpaas.UnitParams, str] | None = None
        for params, origin in attempts:
            page = await self._unit(params, 1)
            if page.rows:
                return self._settle(page, params, origin)
            if first is None or _worth(page) > _worth(first[0]):
                first = page, params, origin
        assert first is not None
        if _worth(first[0]) == REFUSED:
            raise SoftFailure(f"{self.channel.url}: {first[0].faults[0]}")
        return self._settle(*first)

    def _settle(self, page: ListPage, params: jpaas.UnitParams, origin: str) -> ListPage:
        self.params = params
        self.page_size = page.page_size
        self.check.parameters = {"from": origin, **dict(params.values)}
        return page

    async def _discover(self) -> list[jpaas.UnitParams]:
        try:
            state, answer = await self.keeper.get(self.channel.url, self.check)
        except Unreachable as fault:
            if not self.channel.params.get("pageId"):
                raise
            self.check.error = f"the column page could not be read ({fault}); the declared constants were used"
            return []
        if answer.not_modified:
            values = {key: value for key, value in self.remembered.items() if key != "from"}
            return [jpaas.UnitParams.of(values)] if values.get("pageId") else []
        html = _html(answer)
        found = jpaas.discover(html, self.channel.url)
        if not found:
            return self._nothing_declared(html, answer)
        self.keeper.keep(state, answer, "\n".join(str(params.values) for params in found))
        return found

    def _nothing_declared(self, html: str, answer: Answer) -> list[jpaas.UnitParams]:
        """A block page, an error page or a new layout; only for the last two are the declared constants tried."""
        block = blocks.by_content(answer.fetched.body)
        if block is not None and block.fault == "challenged":
            raise Challenged(f"{self.channel.url}: {block.what}", answer.fetched)
        self.instead = landmarks(BeautifulSoup(html, "lxml"))
        if block is not None and not self.channel.params.get("pageId"):
            raise Unreachable(f"{self.channel.url}: {block.what}", answer.fetched)
        return []

    async def _unit(self, params: jpaas.UnitParams, number: int) -> ListPage:
        size = self.page_size if number > 1 else None
        url = jpaas.unit_url(params, self.keeper.source.origin, number, size)
        state, answer = await self.keeper.get(url, self.check, referer=self.channel.url, accept=JSON)
        return self.keeper.keep_list(state, answer, jpaas.read_unit(answer.fetched.body, self.channel.url))


class SearchList:
    """MIIT's search API. Its order is not strictly by date, so one page of known rows proves nothing yet."""

    strictly_ordered = False

    def __init__(self, keeper: ListKeeper, channel: Channel, check: Check) -> None:
        self.keeper = keeper
        self.channel = channel
        self.check = check

    async def page(self, number: int) -> ListPage | None:
        origin = self.keeper.source.origin
        url = miit_search.search_url(origin, self.channel.params, number)
        state, answer = await self.keeper.get(url, self.check, referer=self.channel.url, accept=JSON)
        self.check.parameters = {"from": "declared constants", **dict(self.channel.params)}
        page = miit_search.read_search(answer.fetched.body, origin)
        if page.faults and not page.rows and "success is not true" in page.faults[0]:
            raise SoftFailure(f"{self.channel.url}: {page.faults[0]}")
        return self.keeper.keep_list(state, answer, page)


class TrsList:
    """Static pages: index.shtml, index_1.shtml …, with conditional requests."""

    strictly_ordered = True

    def __init__(self, keeper: ListKeeper, channel: Channel, check: Check) -> None:
        self.keeper = keeper
        self.channel = channel
        self.check = check
        self.check.parameters = {"from": "static pages"}

    async def page(self, number: int) -> ListPage | None:
        url = trs.page_url(self.channel.url, number - 1)
        state, answer = await self.keeper.get(url, self.check, referer=self.channel.url if number > 1 else "")
        if answer.not_modified:
            return None
        html = _html(answer)
        page = trs.read_list(html, answer.fetched.url)
        if cut_short(html):
            raise Unreachable(f"{named(url)}: the list ends before its own end tag; taken for cut off", answer.fetched)
        return self.keeper.keep_list(state, answer, page)


REFUSED, UNKNOWN_LAYOUT, EMPTY = range(3)


def _worth(page: ListPage) -> int:
    """How much an answer without rows says: nothing is listed, or rows stand there that cannot be read, or no."""
    if not page.faults:
        return EMPTY
    return REFUSED if "success is false" in page.faults[0] else UNKNOWN_LAYOUT


def _html(answer: Answer) -> str:
    try:
        return decode(answer.fetched.body, answer.content_type)[0]
    except WrongCharset as fault:
        raise Unreachable(f"{named(answer.fetched.url)}: {fault}", answer.fetched) from None


def open_list(keeper: ListKeeper, channel: Channel, check: Check, remembered: Mapping[str, str]) -> ListReader:
    """The reader of a channel's platform; `remembered` are the parameters of the last good check."""
    if channel.platform == "jpaas":
        return JpaasList(keeper, channel, check, remembered)
    if channel.platform == "miit_search":
        return SearchList(keeper, channel, check)
    return TrsList(keeper, channel, check)


__all__ = ["ListKeeper", "ListReader", "SoftFailure", "open_list"]
