"""The list of a channel on the hanweb platform: the jpaas unit API."""

from collections.abc import Mapping

from bs4 import BeautifulSoup

from crawler.fetching import Answer, Challenged, Unreachable
from crawler.guards import blocks
from crawler.list_keeping import JSON, Drifted, ListKeeper, SoftFailure, html_of
from crawler.platforms import jpaas
from crawler.platforms.landmarks import landmarks
from crawler.platforms.rows import ListPage
from crawler.sources import Channel
from storage.archive.runs import Check

REFUSED, UNKNOWN_LAYOUT, EMPTY = range(3)


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
        html = html_of(answer)
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


def _worth(page: ListPage) -> int:
    """How much an answer without rows says: nothing is listed, or rows stand there that cannot be read, or no."""
    if not page.faults:
        return EMPTY
    return REFUSED if "success is false" in page.faults[0] else UNKNOWN_LAYOUT
