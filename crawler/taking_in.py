"""Taking a notice's page and files into the archive, as a version, or saying why they are none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.fetching import Answer, Fetcher
from crawler.files import FileKeeper
from crawler.guards.whole import cut_short
from crawler.judging import BadCapture, check_shrinking, check_words, page_text, what_it_is
from crawler.kept import kept_files, kept_html
from crawler.listed import NOT_LISTED, ListedAs
from crawler.opening import limits_of
from crawler.pages.errors import NotANotice, WrongCharset
from crawler.pages.fingerprint import fingerprint
from crawler.platforms.addresses import external_id
from crawler.reader_version import reader_version
from crawler.rechecks import next_look
from crawler.sources import Source
from storage import blobs
from storage.archive import captures
from storage.archive.addresses import AddressState
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.listings import from_the_first_look
from storage.archive.runs import Check
from storage.archive.versions import Derived, Origin, StoredVersion, derive, last_version, upgrade
from storage.clock import moment
from storage.database import Database, writing
from storage.model import Page, Reading

BACKLOG_AFTER = timedelta(days=14)
RESTING_TOPICS = ("list_publication", "penalty_benchmark")


@dataclass(slots=True)
class Look:
    """One notice to look at: its address, the channel it counts for, and what the list says of it."""

    address: AddressState
    channel: str
    check: Check
    listed: ListedAs = NOT_LISTED
    referer: str = ""


class Taker:
    """Takes in the notices of one source in one run."""

    def __init__(
        self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime, *, full: bool
    ) -> None:
        self.db = db
        self.source = source
        self.limits = limits_of(fetcher.limits)
        self.files = FileKeeper(db, source, fetcher, run, observed_at, eager=full)
        self.run = run
        self.at = observed_at

    def point(self, look: Look) -> None:
        """Record a row that leads to another body's site; nothing is fetched there."""
        from crawler.reading import read_pointer

        origin = self.origin(look, None, pointer=True)
        _count(look.check, derive(self.db, origin, read_pointer(look.listed), self.at))

    def keep(self, look: Look, fetched: Fetched, reading: str = "pending") -> CaptureRef:
        family = f"{self.source.key}/{'page' if reading == 'pending' else 'refused'}"
        capture = captures.keep(
            self.db,
            fetched,
            address=look.address.id,
            family=family,
            run=self.run,
            observed_at=self.at,
            reading=reading,
        )
        if reading == "pending":
            blobs.train(self.db, family)
        return capture

    async def take_in(self, look: Look, capture: CaptureRef, answer: Answer) -> None:
        """Read a kept capture, with its files, into a version; or say why it is none."""
        last = self._last(look)
        try:
            html = page_text(answer)
            self._check_end(look, html)
            page = self._read_page(html, look)
            check_words(page, answer.fetched.body)
            check_shrinking(last.content(self.db).text if last else "", page)
        except (NotANotice, WrongCharset) as fault:
            captures.mark(self.db, capture.id, "refused", str(fault))
            raise what_it_is(answer.fetched, fault) from None
        last = await self._brought_up_to_date(look, last)
        reading = await self._reading(look, page, last)
        with writing(self.db):
            derived = derive(self.db, self.origin(look, capture), reading, self.at)
            captures.adopt(
                self.db,
                capture,
                answer.fetched,
                observed_at=self.at,
                due_at=self.due(look),
                etag=answer.etag,
                last_modified=answer.last_modified,
                fingerprint=fingerprint(html) or "",
            )
        _count(look.check, derived)

    def _check_end(self, look: Look, html: str) -> None:
        """A page that ends too early is a bad capture, unless its good one ended like that too. Raises BadCapture."""
        if cut_short(html) and not (look.address.capture is not None and cut_short(self._kept_html(look))):
            raise BadCapture("the page ends before its own end tag; taken for cut off")

    async def _brought_up_to_date(self, look: Look, last: StoredVersion | None) -> StoredVersion | None:
        """The last version as today's reader reads it, so that only the publisher's edits remain to be told."""
        if last is None or last.reader == reader_version() or look.address.capture is None:
            return last
        page, capture = self._kept_page(look)
        reading = await self._reading(look, page, last, refetch=False)
        upgrade(self.db, self.origin(look, capture), reading, self.at)
        return self._last(look)

    async def _reading(self, look: Look, page: Page, last: StoredVersion | None, *, refetch: bool = True) -> Reading:
        from crawler.reading import read_notice

        if refetch:
            files = [await self.files.read(link, look.address.url, look.check, last) for link in page.links]
        else:
            files = kept_files(self.db, page, last, self.at, self.limits)
        return read_notice(page, files, self.source.name, look.listed)

    def _read_page(self, html: str, look: Look) -> Page:
        from crawler.pages import read_page

        return read_page(html, look.address.url)

    async def same_page(self, look: Look) -> None:
        """The page says what it said; its files may still have been replaced under their addresses."""
        last = self._last(look)
        if await self.files.any_changed(last, look.address.url, look.check) or self.files.any_to_try(last):
            last = await self._brought_up_to_date(look, last)
            page, capture = self._kept_page(look)
            reading = await self._reading(look, page, last)
            _count(look.check, derive(self.db, self.origin(look, capture), reading, self.at))
        elif look.address.missing_since is not None and last is not None:
            page, capture = self._kept_page(look)
            reading = await self._reading(look, page, last, refetch=False)
            _count(look.check, derive(self.db, self.origin(look, capture), reading, self.at))

    def _kept_page(self, look: Look) -> tuple[Page, CaptureRef]:
        """The page as it was captured last."""
        kept = captures.kept(self.db, look.address.capture or 0)
        return self._read_page(self._kept_html(look), look), CaptureRef(kept.id, kept.address, kept.blob, "")

    def _kept_html(self, look: Look) -> str:
        return kept_html(self.db, captures.kept(self.db, look.address.capture or 0))

    def _last(self, look: Look) -> StoredVersion | None:
        return last_version(self.db, look.address.notice) if look.address.notice else None

    def due(self, look: Look) -> datetime:
        row = self.db.conn.execute(
            """SELECT a.first_seen_at, n.topics, n.id FROM addresses a LEFT JOIN notices n ON n.id = a.notice
               WHERE a.id = ?""",
            [look.address.id],
        ).fetchone()
        rests_on = row[1] is not None and any(f'"{topic}"' in row[1] for topic in RESTING_TOPICS)
        due = next_look(moment(row[0]), self.at, rests_on=rests_on)
        return min([due, *self.files.due_again(row[2])])

    def origin(self, look: Look, capture: CaptureRef | None, *, pointer: bool = False) -> Origin:
        return Origin(
            source=self.source.key,
            channel=look.channel,
            url=look.address.url,
            address=look.address.id,
            external_id=external_id(look.address.url),
            capture=capture,
            pointer=pointer,
            backlog=self._is_backlog(look),
        )

    def _is_backlog(self, look: Look) -> bool:
        published = look.listed.published
        if published is None or published >= (self.at - BACKLOG_AFTER).date():
            return False
        return from_the_first_look(self.db, self.source.key, look.channel, look.address.id)


def _count(check: Check, derived: Derived) -> None:
    if derived.change == "published":
        check.published += 1
    elif derived.change == "edited":
        check.edited += 1
    elif derived.change == "restored":
        check.restored += 1
