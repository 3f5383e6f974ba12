"""Looking at one notice: fetch its page, tell noise from news, hand what changed to the archive."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from crawler.fetching import Answer, BudgetSpent, Challenged, Fetcher, FetchFault, Unreachable
from crawler.judging import Misfit, page_text
from crawler.listed import NOT_LISTED, listed_as
from crawler.pages.errors import WrongCharset
from crawler.pages.fingerprint import fingerprint
from crawler.rechecks import after_fault, after_miss, waited
from crawler.sources import Source
from crawler.taking_in import Look, Taker
from storage.archive import absences, captures
from storage.archive.addresses import AddressState, Sighting, address, record_fault, seen_again
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.runs import Check, note_fault
from storage.database import Database, sqlite3
from storage.errors import StorageError

logger = logging.getLogger(__name__)

SIGHTINGS_AT_ONCE = 100
BACKLOG_AFTER = timedelta(days=14)
RESTING_TOPICS = ("list_publication", "penalty_benchmark")


class Noticer:
    """Looks at notices of one source in one run."""

    def __init__(
        self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime, *, full: bool = False
    ) -> None:
        self.db = db
        self.source = source
        self.fetcher = fetcher
        self.taker = Taker(db, source, fetcher, run, observed_at, full=full)
        self.at = observed_at
        self._sightings: list[Sighting] = []
        self._fits: Counter[str] = Counter()

    def point(self, look: Look) -> None:
        """Record a row that leads to another body's site; nothing is fetched there."""
        self.taker.point(look)

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
                await self.taker.take_in(look, self.taker.keep(look, answer.fetched), answer)
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
                await self.taker.take_in(look, CaptureRef(kept.id, kept.address, kept.blob, ""), answer)
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

    async def _same_page(self, look: Look, answer: Answer) -> None:
        """The page says what it said; that it was seen is written down with others."""
        await self.taker.same_page(look)
        fetched = answer.fetched
        due = self.taker.due(look)
        sighting = Sighting(look.address.id, fetched.status, self.at, due, answer.etag, answer.last_modified)
        self._sightings.append(sighting)
        if len(self._sightings) >= SIGHTINGS_AT_ONCE:
            self.flush()

    def _missing(self, look: Look, answer: Answer) -> None:
        status = answer.fetched.status
        if look.address.notice is None:
            raise Unreachable(f"{look.address.url}: listed, but HTTP {status}", answer.fetched)
        if look.check.outcome != "ok":
            message = f"{look.address.url}: HTTP {status}, which counts for nothing while its list cannot be read"
            raise Unreachable(message, answer.fetched)
        due = after_miss(self.at, look.address.misses + 1, needed=absences.MISSES_UNTIL_WITHDRAWN)
        withdrawn = absences.record_absence(self.db, self.taker.origin(look, None), status, self.at, due, None)
        look.check.withdrawn += int(withdrawn)

    def _fault(self, look: Look, fault: FetchFault) -> None:
        note_fault(look.check, str(fault))
        if fault.fetched is not None and fault.fetched.body:
            self.taker.keep(look, fault.fetched, reading="refused")
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
