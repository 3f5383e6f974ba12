"""What every list reader answers with."""

from dataclasses import dataclass
from datetime import date


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


def broken(fault: str) -> ListPage:
    """A list of which nothing could be read, and why."""
    return ListPage(rows=(), skipped=0, total=None, pages=None, faults=(fault,))
