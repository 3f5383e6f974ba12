"""What is kept of a notice, as today's reader takes it: its page as text, its files from the bytes that are held."""

from dataclasses import replace
from datetime import datetime

from crawler.attachments.sandbox import DEFAULT, Limits, read_safely
from crawler.opening import opened
from crawler.pages.decoding import decode
from storage.archive import captures
from storage.archive.captures import KeptCapture
from storage.archive.versions import StoredVersion
from storage.database import Database
from storage.model import Attachment, Page

NOT_FETCHED = "a newer reader found this file; it is fetched at the next look"


def kept_html(db: Database, held: KeptCapture) -> str:
    """The text of a page as it was captured. Raises WrongCharset."""
    return decode(captures.content(db, held.blob), dict(held.headers).get("content-type", ""))[0]


def kept_files(
    db: Database, page: Page, last: StoredVersion | None, at: datetime, limits: Limits = DEFAULT
) -> list[Attachment]:
    """The files that the page names, each from the bytes that are held. One that an older reader did not see is not
    there yet: it is fetched at the next look, and then completes the version instead of changing it."""
    held = {file.url: file for file in (last.attachments if last else ())}
    found = []
    for link in page.links:
        file = held.get(link.url, Attachment(link.name, link.url, fault=NOT_FETCHED))
        found.append(_read_file(db, replace(file, name=link.name), last, at, limits))
    return found


def _read_file(db: Database, file: Attachment, last: StoredVersion | None, at: datetime, limits: Limits) -> Attachment:
    if not file.sha256:
        return file
    data = captures.content(db, captures.blob_of(db, file.sha256))
    return opened(db, file, read_safely(data, file.name, limits), len(data), last, at)
