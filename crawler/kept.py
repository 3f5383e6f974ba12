"""What is kept of a notice, as today's reader takes it: its page as text, its files from the bytes that are held."""

from dataclasses import replace

from crawler.attachments.members import content_of, faults_of
from crawler.attachments.sandbox import read_safely
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


def kept_files(db: Database, page: Page, last: StoredVersion | None) -> list[Attachment]:
    """The files that the page names, each from the bytes that are held. One that an older reader did not see is not
    there yet: it is fetched at the next look, and then completes the version instead of changing it."""
    held = {file.url: file for file in (last.attachments if last else ())}
    found = []
    for link in page.links:
        file = held.get(link.url, Attachment(link.name, link.url, fault=NOT_FETCHED))
        found.append(_read_file(db, file, link.name))
    return found


def _read_file(db: Database, file: Attachment, name: str) -> Attachment:
    if not file.sha256:
        return replace(file, name=name)
    data = captures.content(db, captures.blob_of(db, file.sha256))
    document = read_safely(data, name)
    text, tables = content_of(document)
    return Attachment(
        name=name,
        url=file.url,
        sha256=file.sha256,
        media_type=document.media_type,
        size=len(data),
        readable=document.readable,
        fault=faults_of(document),
        text=text,
        tables=tables,
    )
