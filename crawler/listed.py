"""What a list says of a page, for what the page itself leaves out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ListedAs:
    title: str = ""
    published: date | None = None
    deadline: date | None = None
    doc_number: str = ""
    issuer: str = ""


NOT_LISTED = ListedAs()
