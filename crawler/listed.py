"""What a list says of a page, for what the page itself leaves out."""

from dataclasses import dataclass
from datetime import date

from storage.archive.listings import newest_row
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ListedAs:
    title: str = ""
    published: date | None = None
    deadline: date | None = None
    doc_number: str = ""
    issuer: str = ""


NOT_LISTED = ListedAs()


def listed_as(db: Database, source: str, address: int) -> ListedAs:
    """What the source's lists say of an address, as they were recorded."""
    row = newest_row(db, source, address)
    if row is None:
        return NOT_LISTED
    return ListedAs(row.title, row.listed_on, row.deadline, row.doc_number, row.issuer)
