"""Fetching a channel's list addresses, and keeping what they answered as evidence."""

from datetime import datetime

from crawler.fetching import Answer, Challenged, Fetcher, FetchFault, Unreachable, named
from crawler.guards import blocks
from crawler.guards.whole import cut_json
from crawler.pages.decoding import decode
from crawler.pages.errors import WrongCharset
from crawler.platforms.rows import ListPage
from crawler.sources import Source
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


def html_of(answer: Answer) -> str:
    """The page as text. Raises Unreachable when its charset is not what it says."""
    try:
        return decode(answer.fetched.body, answer.content_type)[0]
    except WrongCharset as fault:
        raise Unreachable(f"{named(answer.fetched.url)}: {fault}", answer.fetched) from None
