"""A notice's files: fetched conditionally, kept when their bytes are new, opened only in a child with limits."""

import asyncio
from dataclasses import replace
from datetime import datetime

from crawler.attachments.members import faults_of, gave_up
from crawler.attachments.sandbox import read_safely
from crawler.fetching import Answer, BudgetSpent, Challenged, Fetcher, FetchFault, Refused, Unreachable
from crawler.guards import blocks
from crawler.guards.whole import cut_file
from crawler.opening import limits_of, opened
from crawler.reader_version import reader_version
from crawler.rechecks import after_fault, waited
from crawler.sources import Source
from storage.archive import captures, given_up
from storage.archive.addresses import AddressState, Sighting, ensure_address, record_fault, seen_again
from storage.archive.runs import Check, note_fault
from storage.archive.versions import StoredVersion
from storage.clock import moment, stamp
from storage.database import Database
from storage.model import Attachment, Link

TRIES_A_RUN = 3


class FileKeeper:
    """Fetches and reads the files of one source's notices in one run. `eager` tries files that were given up before
    their time has come."""

    def __init__(
        self, db: Database, source: Source, fetcher: Fetcher, run: int, observed_at: datetime, *, eager: bool = False
    ) -> None:
        self.db = db
        self.source = source
        self.fetcher = fetcher
        self.run = run
        self.at = observed_at
        self.eager = eager
        self._tries_left = TRIES_A_RUN

    async def read(self, link: Link, referer: str, check: Check, last: StoredVersion | None) -> Attachment:
        """The file as it is now, with its content; `last` spares opening again what its reader read already."""
        held = await self.fetch(link, referer, check)
        if not held.sha256:
            return held
        known = _known_reading(held, last)
        if known is not None:
            if not self._to_try(last, held.sha256):
                return known
            self._tries_left -= 1
        return await self._open(held, check, last)

    async def _open(self, held: Attachment, check: Check, last: StoredVersion | None) -> Attachment:
        data = captures.content(self.db, captures.blob_of(self.db, held.sha256))
        limits = limits_of(self.fetcher.limits)
        document = await asyncio.to_thread(read_safely, data, held.name, limits)
        if gave_up(document):
            note_fault(check, f"{held.url}: {faults_of(document)}; it is kept and tried again")
        return opened(self.db, replace(held, fault=""), document, len(data), last, self.at)

    def any_to_try(self, last: StoredVersion | None) -> bool:
        """Whether a file of a version was given up for want of memory or time and is to be tried again in this run."""
        return last is not None and any(self._to_try(last, file.sha256) for file in last.attachments)

    def _to_try(self, last: StoredVersion | None, sha256: str) -> bool:
        if last is None or not self._tries_left:
            return False
        tried = given_up.given_up_files(self.db, last.id).get(sha256)
        if tried is None or tried.tried_at >= stamp(self.at):
            return False
        return self.eager or tried.due_at <= stamp(self.at)

    async def any_changed(self, last: StoredVersion | None, referer: str, check: Check) -> bool:
        """Whether any file of a version now answers with other bytes than those kept."""
        changed = False
        for file in last.attachments if last else ():
            held = await self.fetch(Link(file.url, file.name), referer, check)
            changed = changed or (bool(held.sha256) and held.sha256 != file.sha256)
        return changed

    async def fetch(self, link: Link, referer: str, check: Check) -> Attachment:
        """The file's hash, its bytes kept when new. One that cannot be had keeps the hash it had, and says so."""
        state = ensure_address(self.db, link.url, self.source.key, "attachment", self.at)
        if state.checked_at is not None and moment(state.checked_at) == self.at and state.capture is not None:
            return self._held(state, link, "")
        try:
            answer = await self.fetcher.get(
                link.url, check, known=state, referer=referer, accept="*/*", attachment=True
            )
            if answer.gone:
                raise Unreachable(f"{link.url}: HTTP {answer.fetched.status}")
            self._take_in(state, answer)
        except (Challenged, BudgetSpent):
            raise
        except Refused as refusal:
            return self._held(state, link, str(refusal))
        except FetchFault as fault:
            note_fault(check, str(fault))
            record_fault(self.db, state.id, 0, str(fault), self.at, after_fault(self.at, waited(state)))
            return self._held(state, link, str(fault))
        fresh = ensure_address(self.db, link.url, self.source.key, "attachment", self.at)
        return self._held(fresh, link, "")

    def due_again(self, notice: str | None) -> list[datetime]:
        """When the files of a notice that could not be had or read are to be asked for again."""
        rows = self.db.conn.execute(
            """SELECT DISTINCT a.due_at FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
               JOIN version_attachments f ON f.version = v.id JOIN addresses a ON a.url = f.url
               WHERE n.id = ? AND a.fault != '' AND a.due_at IS NOT NULL""",
            [notice],
        )
        tried_again = given_up.due_of_notice(self.db, notice)
        return [*(moment(row[0]) for row in rows.fetchall()), *map(moment, tried_again)]

    def _take_in(self, state: AddressState, answer: Answer) -> None:
        """Keep new bytes; note known ones. A block page that stands in the file's place is no file."""
        fetched = answer.fetched
        if answer.not_modified or captures.digest(fetched.body) == self._sha_of(state):
            sighting = Sighting(state.id, fetched.status, self.at, None, answer.etag, answer.last_modified)
            seen_again(self.db, [sighting])
            return
        block = blocks.by_content(fetched.body) if _is_markup(fetched.body) else None
        if block is not None:
            kind = Challenged if block.fault == "challenged" else Unreachable
            raise kind(f"{fetched.url}: {block.what}")
        held = None
        if state.capture is not None:
            held = captures.content(self.db, captures.kept(self.db, state.capture).blob)
        cut = cut_file(fetched.body, held)
        if cut is not None:
            raise Unreachable(f"{fetched.url}: {cut}")
        capture = captures.keep(
            self.db,
            fetched,
            address=state.id,
            family=f"{self.source.key}/file",
            run=self.run,
            observed_at=self.at,
            reading="file",
        )
        captures.adopt(
            self.db,
            capture,
            fetched,
            observed_at=self.at,
            due_at=None,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )

    def _held(self, state: AddressState, link: Link, fault: str) -> Attachment:
        return Attachment(name=link.name, url=link.url, sha256=self._sha_of(state), fault=fault)

    def _sha_of(self, state: AddressState) -> str:
        return captures.sha256_of(self.db, state.capture) if state.capture is not None else ""


def _known_reading(held: Attachment, last: StoredVersion | None) -> Attachment | None:
    """The last version's reading of the same bytes by the same reader."""
    if last is None or last.reader != reader_version():
        return None
    return next((file for file in last.attachments if file.sha256 == held.sha256 and file.name == held.name), None)


def _is_markup(body: bytes) -> bool:
    return body[:500].lstrip().lower().startswith((b"<!doctype", b"<html", b"<script"))
