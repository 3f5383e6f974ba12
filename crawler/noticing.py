"""Looking at one notice: fetch its page, tell noise from news, fetch its files, hand the reading to the archive."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from crawler.attachments.sandbox import read_safely
from crawler.fetching import Answer, Challenged, Fetcher, FetchFault, Refused, Unreachable
from crawler.guards import blocks
from crawler.pages import NotANotice, WrongCharset, read_page
from crawler.pages.decoding import decode
from crawler.pages.fingerprint import fingerprint
from crawler.platforms.addresses import external_id
from crawler.reader_version import reader_version
from crawler.reading import ListedAs, read_notice, read_pointer
from crawler.rechecks import after_fault, next_look
from crawler.sources import Source
from storage.archive import absences, captures
from storage.archive.addresses import AddressState, Sighting, address, ensure_address, record_fault, seen_again
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.runs import Check
from storage.archive.versions import Derived, Origin, derive, last_version
from storage.clock import moment
from storage.database import Database
from storage.model import Attachment, Link, Page
from storage.normal import compare_key

logger = logging.getLogger(__name__)

SIGHTINGS_AT_ONCE = 100
SHRUNK_TO_NOTHING = 0.1
LONG_TEXT = 200
NOT_LISTED = ListedAs()
RESTING_TOPICS = frozenset({"list_publication", "penalty_benchmark"})


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

    def __init__(self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime) -> None:
        self.db = db
        self.source = source
        self.fetcher = fetcher
        self.run = run
        self.at = observed_at
        self._sightings: list[Sighting] = []

    def point(self, look: Look) -> None:
        """Record a row that leads to another body's site; nothing is fetched there."""
        origin = self._origin(look, None, pointer=True)
        _count(look.check, derive(self.db, origin, read_pointer(look.listed, ""), self.at))

    async def look(self, look: Look) -> None:
        """Fetch and compare one notice. Faults are recorded and counted; only storage faults go up."""
        try:
            answer = await self.fetcher.get(look.address.url, look.check, known=look.address, referer=look.referer)
            if answer.gone:
                self._missing(look, answer)
            elif answer.not_modified:
                await self._same_page(look, answer)
            else:
                await self._read(look, answer)
        except FetchFault as fault:
            self._fault(look, fault)
            if isinstance(fault, Challenged):
                raise

    async def resume(self) -> None:
        """Read the captures that were kept and, because the process ended, never read."""
        for kept in captures.pending(self.db, self.source.key):
            state = address(self.db, kept.url)
            assert state is not None
            look = Look(state, self.channel_of(state), Check(self.source.key, ""))
            headers = dict(kept.headers)
            fetched = Fetched(kept.url, kept.url, kept.status, kept.headers, self._bytes(kept.blob), self.at)
            answer = Answer(fetched, headers.get("etag", ""), headers.get("last-modified", ""))
            try:
                await self._take_in(look, CaptureRef(kept.id, kept.address, kept.blob, ""), answer)
            except FetchFault as fault:
                logger.warning("%s: %s", kept.url, fault)

    def channel_of(self, state: AddressState) -> str:
        row = self.db.conn.execute(
            "SELECT channel FROM listings WHERE source = ? AND address = ? ORDER BY first_listed_at, channel LIMIT 1",
            [self.source.key, state.id],
        ).fetchone()
        return str(row[0]) if row else ""

    def flush(self) -> None:
        """Write down the sightings gathered so far."""
        if self._sightings:
            seen_again(self.db, self._sightings)
            self._sightings.clear()

    async def _read(self, look: Look, answer: Answer) -> None:
        fetched = answer.fetched
        print_ = fingerprint(_html(answer))
        if print_ is not None and print_ == look.address.fingerprint and not look.address.fault:
            await self._same_page(look, answer)
            return
        capture = captures.keep(
            self.db,
            fetched,
            address=look.address.id,
            family=f"{self.source.key}/page",
            run=self.run,
            observed_at=self.at,
            reading="pending",
        )
        await self._take_in(look, capture, answer)

    async def _take_in(self, look: Look, capture: CaptureRef, answer: Answer) -> None:
        """Read a kept capture, with its files, into a version; or say why it is none."""
        fetched, html = answer.fetched, _html(answer)
        try:
            page = read_page(html, look.address.url)
            self._check_shrinking(look, page, fetched)
        except NotANotice as fault:
            self._bad_capture(look, capture, fetched, fault)
            return
        await self._derive(look, capture, page)
        captures.adopt(
            self.db,
            capture,
            fetched,
            observed_at=self.at,
            due_at=self._due(look),
            etag=answer.etag,
            last_modified=answer.last_modified,
            fingerprint=fingerprint(html) or "",
        )

    def _bad_capture(self, look: Look, capture: CaptureRef, fetched: Fetched, fault: NotANotice) -> None:
        captures.mark(self.db, capture.id, "refused", fault.reason)
        block = blocks.by_content(fetched.body)
        if block is not None and block.fault == "challenged":
            raise Challenged(f"{fetched.url}: {block.what}")
        raise Unreachable(f"{fetched.url}: {block.what if block else fault.reason}")

    def _check_shrinking(self, look: Look, page: Page, fetched: Fetched) -> None:
        """A body that was long and is now next to nothing is a bad capture, not an edit."""
        if look.address.notice is None:
            return
        last = last_version(self.db, look.address.notice)
        if last is None:
            return
        before, after = len(compare_key(last.content(self.db).text)), len(compare_key(page.text))
        if before >= LONG_TEXT and after < before * SHRUNK_TO_NOTHING and not page.tables and not page.links:
            raise NotANotice(f"the body shrank from {before} to {after} characters; taken for a broken page")

    async def _derive(self, look: Look, capture: CaptureRef | None, page: Page) -> Derived:
        files = [await self._file(look, link) for link in page.links]
        reading = read_notice(page, files, self.source.name, look.listed)
        derived = derive(self.db, self._origin(look, capture), reading, self.at)
        _count(look.check, derived)
        return derived

    async def _same_page(self, look: Look, answer: Answer) -> None:
        """The page says what it said; its files may still have been replaced under their addresses."""
        if look.address.notice is not None and await self._files_changed(look):
            kept = captures.kept(self.db, look.address.capture or 0)
            html, _ = decode(self._bytes(kept.blob), dict(kept.headers).get("content-type", ""))
            page = read_page(html, look.address.url)
            same = CaptureRef(kept.id, kept.address, kept.blob, "")
            await self._derive(look, same, page)
        if look.address.missing_since is not None and look.address.notice is not None:
            self._returned(look)
        self._sightings.append(
            Sighting(
                look.address.id,
                answer.fetched.status,
                self.at,
                self._due(look),
                answer.etag,
                answer.last_modified,
            )
        )
        if len(self._sightings) >= SIGHTINGS_AT_ONCE:
            self.flush()

    def _returned(self, look: Look) -> None:
        """A page that was missing is back unchanged: if it counted as withdrawn, that is news."""
        kept = captures.kept(self.db, look.address.capture or 0)
        html, _ = decode(self._bytes(kept.blob), dict(kept.headers).get("content-type", ""))
        page = read_page(html, look.address.url)
        last = last_version(self.db, look.address.notice or "")
        reading = read_notice(page, last.attachments if last else (), self.source.name, look.listed)
        same = CaptureRef(kept.id, kept.address, kept.blob, "")
        _count(look.check, derive(self.db, self._origin(look, same), reading, self.at))

    async def _files_changed(self, look: Look) -> bool:
        """Whether any file of the notice's last version answers with other bytes than those kept."""
        last = last_version(self.db, look.address.notice or "")
        changed = False
        for file in last.attachments if last else ():
            before = file.sha256
            now_held = await self._fetch_file(look, Link(file.url, file.name))
            changed = changed or (now_held.sha256 != before and bool(now_held.sha256))
        return changed

    async def _file(self, look: Look, link: Link) -> Attachment:
        held = await self._fetch_file(look, link)
        if not held.sha256:
            return held
        known = self._known_reading(look, held)
        if known is not None:
            return known
        data = self._bytes(self._blob(held.sha256))
        document = await asyncio.to_thread(read_safely, data, link.name)
        return Attachment(
            name=link.name,
            url=link.url,
            sha256=held.sha256,
            media_type=document.media_type,
            size=len(data),
            readable=document.readable,
            fault="" if document.readable else "; ".join(document.warnings)[:500],
            text=document.text,
            tables=document.tables,
        )

    def _known_reading(self, look: Look, held: Attachment) -> Attachment | None:
        """The last version's reading of the same bytes by the same reader, so that a file is not opened twice."""
        if look.address.notice is None:
            return None
        last = last_version(self.db, look.address.notice)
        if last is None or last.reader != reader_version():
            return None
        return next((file for file in last.attachments if file.sha256 == held.sha256 and file.name == held.name), None)

    async def _fetch_file(self, look: Look, link: Link) -> Attachment:
        """The file's bytes, kept when they are new. A file that cannot be had keeps the hash it had, and says so."""
        state = ensure_address(self.db, link.url, self.source.key, "attachment", self.at)
        if state.checked_at is not None and moment(state.checked_at) == self.at and state.capture is not None:
            return self._held(state, link, "")
        try:
            answer = await self.fetcher.get(
                link.url, look.check, known=state, referer=look.address.url, accept="*/*", attachment=True
            )
        except Challenged:
            raise
        except Refused as refusal:
            return self._held(state, link, str(refusal))
        except FetchFault as fault:
            look.check.unread += 1
            _append(look.check, str(fault))
            record_fault(self.db, state.id, 0, str(fault), self.at, after_fault(self.at, 1))
            return self._held(state, link, str(fault))
        if answer.gone:
            look.check.unread += 1
            _append(look.check, f"{link.url}: HTTP {answer.fetched.status}")
            return self._held(state, link, f"HTTP {answer.fetched.status}")
        if answer.not_modified:
            seen_again(self.db, [Sighting(state.id, 304, self.at, None, answer.etag, answer.last_modified)])
            return self._held(state, link, "")
        self._keep_file(state, answer)
        fresh = ensure_address(self.db, link.url, self.source.key, "attachment", self.at)
        return self._held(fresh, link, "")

    def _keep_file(self, state: AddressState, answer: Answer) -> None:
        held = self._sha_of(state)
        sha256 = captures.digest(answer.fetched.body)
        if held == sha256:
            seen_again(self.db, [Sighting(state.id, 200, self.at, None, answer.etag, answer.last_modified)])
            return
        block = blocks.by_content(answer.fetched.body) if _is_markup(answer) else None
        if block is not None:
            raise (
                Challenged(f"{answer.fetched.url}: {block.what}")
                if block.fault == "challenged"
                else Unreachable(f"{answer.fetched.url}: {block.what}")
            )
        capture = captures.keep(
            self.db,
            answer.fetched,
            address=state.id,
            family=f"{self.source.key}/file",
            run=self.run,
            observed_at=self.at,
            reading="file",
        )
        captures.adopt(
            self.db,
            capture,
            answer.fetched,
            observed_at=self.at,
            due_at=None,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )

    def _held(self, state: AddressState, link: Link, fault: str) -> Attachment:
        sha256 = self._sha_of(state)
        return Attachment(name=link.name, url=link.url, sha256=sha256, fault=fault)

    def _sha_of(self, state: AddressState) -> str:
        return captures.sha256_of(self.db, state.capture) if state.capture is not None else ""

    def _missing(self, look: Look, answer: Answer) -> None:
        status = answer.fetched.status
        if look.address.notice is None:
            raise Unreachable(f"{look.address.url}: listed, but HTTP {status}", answer.fetched)
        due = after_fault(self.at, look.address.misses + 1)
        withdrawn = absences.record_absence(self.db, self._origin(look, None), status, self.at, due, None)
        look.check.withdrawn += int(withdrawn)

    def _fault(self, look: Look, fault: FetchFault) -> None:
        look.check.unread += 1
        _append(look.check, str(fault))
        status = fault.fetched.status if fault.fetched else 0
        if fault.fetched is not None and fault.fetched.body:
            captures.keep(
                self.db,
                fault.fetched,
                address=look.address.id,
                family=f"{self.source.key}/refused",
                run=self.run,
                observed_at=self.at,
                reading="refused",
            )
        record_fault(self.db, look.address.id, status, str(fault), self.at, after_fault(self.at, 1))

    def _due(self, look: Look) -> datetime:
        return next_look(self._first_seen(look), self.at, rests_on=self._rests_on(look))

    def _first_seen(self, look: Look) -> datetime:
        row = self.db.conn.execute("SELECT first_seen_at FROM addresses WHERE id = ?", [look.address.id]).fetchone()
        return moment(row[0])

    def _rests_on(self, look: Look) -> bool:
        row = self.db.conn.execute(
            "SELECT n.topics FROM addresses a JOIN notices n ON n.id = a.notice WHERE a.id = ?", [look.address.id]
        ).fetchone()
        return row is not None and any(f'"{topic}"' in row[0] for topic in RESTING_TOPICS)

    def _origin(self, look: Look, capture: CaptureRef | None, *, pointer: bool = False) -> Origin:
        return Origin(
            source=self.source.key,
            channel=look.channel,
            url=look.address.url,
            address=look.address.id,
            external_id=external_id(look.address.url),
            capture=capture,
            pointer=pointer,
        )

    def _bytes(self, blob: int) -> bytes:
        return captures.content(self.db, blob)

    def _blob(self, sha256: str) -> int:
        return captures.blob_of(self.db, sha256)


def _html(answer: Answer) -> str:
    """Raises Unreachable when the bytes are no text in any known encoding."""
    try:
        return decode(answer.fetched.body, answer.content_type)[0]
    except WrongCharset as fault:
        raise Unreachable(f"{answer.fetched.url}: {fault}", answer.fetched) from None


def _is_markup(answer: Answer) -> bool:
    head = answer.fetched.body[:500].lstrip().lower()
    return head.startswith((b"<!doctype", b"<html", b"<script"))


def _count(check: Check, derived: Derived) -> None:
    if derived.change == "published":
        check.published += 1
    elif derived.change == "edited":
        check.edited += 1
    elif derived.change == "restored":
        check.restored += 1


def _append(check: Check, sentence: str) -> None:
    """The check's error holds the first few faults whole and counts the rest through `unread`."""
    if check.error.count("\n") < 4:
        check.error = f"{check.error}\n{sentence}".strip()


__all__ = ["Look", "Noticer"]
