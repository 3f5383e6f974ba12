"""What every list reader answers with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from crawler.platforms.addresses import file_kind


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list.

    `url` is absolute and canonical (see `addresses.canonical`). `title` is whole, on one line, without highlight tags.
    `published` is the date the list prints (UTC+8). `external_id` is the publisher's own id as the address holds it:
    32 hexadecimal digits (jpaas), `t20260914_1166201` (TRS), or empty. `deadline` is the last day for comments where
    the list states it.
    """

    url: str
    title: str
    published: date | None
    external_id: str
    deadline: date | None = None
    doc_number: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list.

    `skipped` counts what stood in a row's place but was none (a heading, a navigation entry, no usable address).
    `total` and `pages` are what the site itself says, None where it says nothing. `faults` names what no longer
    holds; one fault is enough to call the list drifted. `empty` is True where the frame of the list was recognised
    and holds no row: with a marker that says so there is no fault, without one there is. `page_size` is how many rows
    a page the pager declares.
    """

    rows: tuple[Row, ...]
    skipped: int
    total: int | None
    pages: int | None
    faults: tuple[str, ...]
    empty: bool = False
    page_size: int | None = None


def said_fields(rows: Sequence[Row], hosts: Collection[str]) -> dict[str, int]:
    """How many rows there are, and how many of them say each field. `without_id` counts pages on the site's own `hosts`
    whose address holds no id of the publisher's, on which the identity of a notice rests."""
    return {
        "rows": len(rows),
        "title": sum(bool(row.title) for row in rows),
        "date": sum(row.published is not None for row in rows),
        "deadline": sum(row.deadline is not None for row in rows),
        "doc_number": sum(bool(row.doc_number) for row in rows),
        "issuer": sum(bool(row.issuer) for row in rows),
        "id": sum(bool(row.external_id) for row in rows),
        "without_id": sum(
            not row.external_id and not file_kind(row.url) and (urlsplit(row.url).hostname or "") in hosts
            for row in rows
        ),
    }


def broken(fault: str) -> ListPage:
    """A list of which nothing could be read, and why."""
    return ListPage(rows=(), skipped=0, total=None, pages=None, faults=(fault,))
