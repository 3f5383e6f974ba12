"""Looking at one notice: fetch its page, tell noise from news, hand what changed to the archive."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.fetching import Answer, BudgetSpent, Challenged, Fetcher, FetchFault, Unreachable
from crawler.files import FileKeeper
from crawler.guards.whole import cut_short
from crawler.judging import BadCapture, Misfit, check_shrinking, check_words, page_text, what_it_is
from crawler.kept import kept_files, kept_html
from crawler.listed import NOT_LISTED, ListedAs, listed_as
from crawler.opening import limits_of
from crawler.pages.errors import NotANotice, WrongCharset
from crawler.pages.fingerprint import fingerprint
from crawler.platforms.addresses import external_id
from crawler.reader_version import reader_version
from crawler.rechecks import after_fault, after_miss, next_look, waited
from crawler.sources import Source
from storage import blobs
from storage.archive import absences, captures
from storage.archive.addresses import AddressState, Sighting, address, record_fault, seen_again
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.listings import from_the_first_look
from storage.archive.runs import Check, note_fault
from storage.archive.versions import Derived, Origin, StoredVersion, derive, last_version, upgrade
from storage.clock import moment
from storage.database import Database, sqlite3, writing
from storage.errors import StorageError
from storage.model import Page, Reading

logger = logging.getLogger(__name__)

SIGHTINGS_AT_ONCE = 100
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


class Noticer:
    """Looks at notices of one source in one run."""

    def __init__(
        self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime, *, full: bool = False
    ) -> None:
        self.db = db
        self.source = source
        self.fetcher = fetcher
        self.files = FileKeeper(db, source, fetcher, run, observed_at, eager=full)
        self.run = run
        self.at = observed_at
        self._sightings: list[Sighting] = []
        self._fits: Counter[str] = Counter()

    def point(self, look: Look) -> None:
        """Record a row that leads to another body's site; nothing is fetched there."""
        from crawler.reading import read_pointer

        origin = self._origin(look, None, pointer=True)
        _count(look.check, derive(self.db, origin, read_pointer(look.listed), self.at))

    async def look(self, look: Look) -> None:
        """Fetch and compare one notice. Faults are recorded and counted; challenges and storage faults go up."""
        look.check.looked += 1
        look.listed = look.listed if look.listed != NOT_LISTED else listed_as(self.db, self.source.key, look.address.id)
        try:
            answer = await self.fetcher.get(look.address.url, look.check, known=look.address, referer=look.referer)
            if answer.gone:
                self._missing(look, answer)
            elif answer.not_modified or self._says_the_same(look, answer):
                await self._same_page(look, answer)
                self._fits[look.channel] += 1
            else:
                await self._take_in(look, self._keep(look, answer.fetched), answer)
                self._fits[look.channel] += 1
        except BudgetSpent:
            raise
        except FetchFault as fault:
            if isinstance(fault, Misfit) and (look.address.notice is not None or not look.address.fault):
                self._fits[look.channel] -= 1
            self._fault(look, fault)
            if isinstance(fault, Challenged):
                raise
        except (StorageError, sqlite3.DatabaseError):
            raise
        except Exception as error:
            logger.exception("%s: our own fault", look.address.url)
            self._own_fault(look, error)

    async def resume(self) -> dict[str, Check]:
        """Read the captures that were kept and, because the process ended, never read. What came of it, by channel."""
        checks: dict[str, Check] = {}
        for kept in captures.pending(self.db, self.source.key):
            state = address(self.db, kept.url)
            assert state is not None
            channel = self.channel_of(state)
            check = checks.setdefault(channel, Check(self.source.key, channel))
            look = Look(state, channel, check, listed_as(self.db, self.source.key, state.id))
            headers = dict(kept.headers)
            body = captures.content(self.db, kept.blob)
            fetched = Fetched(kept.url, kept.url, kept.status, kept.headers, body, self.at)
            answer = Answer(fetched, headers.get("etag", ""), headers.get("last-modified", ""))
            try:
                await self._take_in(look, CaptureRef(kept.id, kept.address, kept.blob, ""), answer)
            except FetchFault as fault:
                logger.warning("%s: %s", kept.url, fault)
                if isinstance(fault, Challenged | BudgetSpent):
                    break
            except (StorageError, sqlite3.DatabaseError):
                raise
            except Exception as error:
                logger.exception("%s: our own fault", kept.url)
                self._own_fault(look, error)
        return checks

    def channel_of(self, state: AddressState) -> str:
        """The channel on which an address was first listed."""
        row = self.db.conn.execute(
            "SELECT channel FROM listings WHERE source = ? AND address = ? ORDER BY first_listed_at, channel LIMIT 1",
            [self.source.key, state.id],
        ).fetchone()
        return str(row[0]) if row else ""

    def settle(self, check: Check) -> None:
        """A channel most of whose pages, of those that were looked at, fit no template any more has drifted. A page
        that never fitted counts once, when it is first met."""
        if check.outcome == "ok" and self._fits[check.channel] < 0:
            check.outcome = "drifted"

    def flush(self) -> None:
        """Write down the sightings gathered so far."""
        if self._sightings:
            seen_again(self.db, self._sightings)
            self._sightings.clear()

    def _says_the_same(self, look: Look, answer: Answer) -> bool:
        """By the fingerprint of what matters on the page: noise around it does not count."""
        known = look.address.fingerprint
        if not known or look.address.fault:
            return False
        try:
            return fingerprint(page_text(answer)) == known
        except WrongCharset:
            return False

    def _keep(self, look: Look, fetched: Fetched, reading: str = "pending") -> CaptureRef:
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

    async def _take_in(self, look: Look, capture: CaptureRef, answer: Answer) -> None:
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
            derived = derive(self.db, self._origin(look, capture), reading, self.at)
            captures.adopt(
                self.db,
                capture,
                answer.fetched,
                observed_at=self.at,
                due_at=self._due(look),
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
        upgrade(self.db, self._origin(look, capture), reading, self.at)
        return self._last(look)

    async def _reading(self, look: Look, page: Page, last: StoredVersion | None, *, refetch: bool = True) -> Reading:
        from crawler.reading import read_notice

        if refetch:
            files = [await self.files.read(link, look.address.url, look.check, last) for link in page.links]
        else:
            files = kept_files(self.db, page, last, self.at, limits_of(self.fetcher.limits))
        return read_notice(page, files, self.source.name, look.listed)

    def _read_page(self, html: str, look: Look) -> Page:
        from crawler.pages import read_page

        return read_page(html, look.address.url)

    async def _same_page(self, look: Look, answer: Answer) -> None:
        """The page says what it said; its files may still have been replaced under their addresses."""
        last = self._last(look)
        if await self.files.any_changed(last, look.address.url, look.check) or self.files.any_to_try(last):
            last = await self._brought_up_to_date(look, last)
            page, capture = self._kept_page(look)
            reading = await self._reading(look, page, last)
            _count(look.check, derive(self.db, self._origin(look, capture), reading, self.at))
        elif look.address.missing_since is not None and last is not None:
            page, capture = self._kept_page(look)
            reading = await self._reading(look, page, last, refetch=False)
            _count(look.check, derive(self.db, self._origin(look, capture), reading, self.at))
        fetched = answer.fetched
        due = self._due(look)
        sighting = Sighting(look.address.id, fetched.status, self.at, due, answer.etag, answer.last_modified)
        self._sightings.append(sighting)
        if len(self._sightings) >= SIGHTINGS_AT_ONCE:
            self.flush()

    def _kept_page(self, look: Look) -> tuple[Page, CaptureRef]:
        """The page as it was captured last."""
        kept = captures.kept(self.db, look.address.capture or 0)
        return self._read_page(self._kept_html(look), look), CaptureRef(kept.id, kept.address, kept.blob, "")

    def _kept_html(self, look: Look) -> str:
        return kept_html(self.db, captures.kept(self.db, look.address.capture or 0))

    def _last(self, look: Look) -> StoredVersion | None:
        return last_version(self.db, look.address.notice) if look.address.notice else None

    def _missing(self, look: Look, answer: Answer) -> None:
        status = answer.fetched.status
        if look.address.notice is None:
            raise Unreachable(f"{look.address.url}: listed, but HTTP {status}", answer.fetched)
        if look.check.outcome != "ok":
            message = f"{look.address.url}: HTTP {status}, which counts for nothing while its list cannot be read"
            raise Unreachable(message, answer.fetched)
        due = after_miss(self.at, look.address.misses + 1, needed=absences.MISSES_UNTIL_WITHDRAWN)
        withdrawn = absences.record_absence(self.db, self._origin(look, None), status, self.at, due, None)
        look.check.withdrawn += int(withdrawn)

    def _fault(self, look: Look, fault: FetchFault) -> None:
        note_fault(look.check, str(fault))
        if fault.fetched is not None and fault.fetched.body:
            self._keep(look, fault.fetched, reading="refused")
        status = fault.fetched.status if fault.fetched else 0
        due = after_fault(self.at, waited(look.address))
        record_fault(self.db, look.address.id, status, str(fault), self.at, due)

    def _own_fault(self, look: Look, error: Exception) -> None:
        """A page on which our own code breaks costs this page alone, and the operator hears of it as our fault."""
        sentence = (
            f"{look.address.url}: an error of our own: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        )
        look.check.outcome = "failed"
        note_fault(look.check, sentence)
        captures.give_up(self.db, look.address.id, sentence)
        record_fault(self.db, look.address.id, 0, sentence, self.at, after_fault(self.at, waited(look.address)))

    def _due(self, look: Look) -> datetime:
        row = self.db.conn.execute(
            """SELECT a.first_seen_at, n.topics, n.id FROM addresses a LEFT JOIN notices n ON n.id = a.notice
               WHERE a.id = ?""",
            [look.address.id],
        ).fetchone()
        rests_on = row[1] is not None and any(f'"{topic}"' in row[1] for topic in RESTING_TOPICS)
        due = next_look(moment(row[0]), self.at, rests_on=rests_on)
        return min([due, *self.files.due_again(row[2])])

    def _origin(self, look: Look, capture: CaptureRef | None, *, pointer: bool = False) -> Origin:
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
