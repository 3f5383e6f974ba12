"""How a channel's list is asked for, page by page: one small reader per platform over the pure ones of `platforms`."""

from collections.abc import Mapping
from typing import Protocol

from crawler.fetching import Unreachable, named
from crawler.guards.whole import cut_short
from crawler.jpaas_list import JpaasList
from crawler.list_keeping import JSON, ListKeeper, SoftFailure, html_of
from crawler.platforms import miit_search, trs
from crawler.platforms.rows import ListPage
from crawler.sources import Channel
from storage.archive.runs import Check


class ListReader(Protocol):
    """`page` counts from 1. None means: the site says that nothing changed since the last look (304)."""

    strictly_ordered: bool

    async def page(self, number: int) -> ListPage | None: ...


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
        html = html_of(answer)
        page = trs.read_list(html, answer.fetched.url)
        if cut_short(html):
            raise Unreachable(f"{named(url)}: the list ends before its own end tag; taken for cut off", answer.fetched)
        return self.keeper.keep_list(state, answer, page)


def open_list(keeper: ListKeeper, channel: Channel, check: Check, remembered: Mapping[str, str]) -> ListReader:
    """The reader of a channel's platform; `remembered` are the parameters of the last good check."""
    if channel.platform == "jpaas":
        return JpaasList(keeper, channel, check, remembered)
    if channel.platform == "miit_search":
        return SearchList(keeper, channel, check)
    return TrsList(keeper, channel, check)


__all__ = ["ListKeeper", "ListReader", "SoftFailure", "open_list"]
