"""The bytes of a file to what it says: in the sandbox, and again later where memory or time did not suffice."""

from dataclasses import replace
from datetime import datetime

from crawler.attachments import members
from crawler.attachments.sandbox import Limits
from crawler.config import CrawlSettings
from crawler.rechecks import after_giving_up
from storage.archive import captures, given_up
from storage.archive.stored import StoredVersion
from storage.database import Database
from storage.model import Attachment, Document


def limits_of(settings: CrawlSettings) -> Limits:
    """What reading one file may take by the `[crawl]` table."""
    return Limits(memory_bytes=settings.reading_bytes, wall_s=settings.reading_s)


def opened(
    db: Database, file: Attachment, document: Document, size: int, last: StoredVersion | None, at: datetime
) -> Attachment:
    """The file with what was read of it. One that was given up is noted for another try, and meanwhile says what the
    same bytes said when they were read last: what this machine lacks today takes nothing away."""
    blob = captures.blob_of(db, file.sha256)
    read = replace(
        file,
        media_type=document.media_type,
        size=size,
        readable=document.readable,
        fault=members.faults_of(document),
        text=members.content_of(document)[0],
        tables=members.content_of(document)[1],
    )
    if not members.gave_up(document):
        given_up.settle(db, blob, at)
        return read
    tries = given_up.tries_of(db, blob) + 1
    given_up.record(db, blob, tries, read.fault, at, after_giving_up(at, tries))
    before = (one for one in (last.attachments if last else ()) if one.sha256 == file.sha256 and one.readable)
    held = next(before, None)
    return replace(held, name=file.name, url=file.url) if held is not None else read
