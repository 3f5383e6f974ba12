"""Pages of a listing by the key of the last row that was shown: a listing that grows or shrinks meanwhile neither
repeats a row nor leaves one out. The key goes out as one opaque word and comes back in `after`."""

import base64
import binascii
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from regwatch.errors import UsageFault
from regwatch.web.questions import number, text
from storage.clock import stamp

Row = TypeVar("Row")
Key = tuple[str | int, ...]
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a listing; `last` is where the next page goes on, None on the last one."""

    rows: Sequence[Row]
    last: Key | None = None


def word_of(key: Key) -> str:
    """`key` as `after` takes it."""
    packed = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def asked_key(request: Request, shape: tuple[type, ...]) -> Key | None:
    """The key in `after`, of the types of `shape`; None on the first page. Raises UsageFault."""
    word = text(request, "after", longest=2_000)
    if not word:
        return None
    try:
        values = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or tuple(map(type, values)) != shape or _far(values):
        raise UsageFault("after is no place in this listing; take it from the Link header of the page before")
    return tuple(values)


def _far(values: Sequence[Any]) -> bool:
    return any(isinstance(value, int) and abs(value) >= 1 << 60 for value in values)


def asked_limit(request: Request, most: int = MOST) -> int | None:
    return number(request, "limit", least=1, most=most)


def page_of(rows: Sequence[Row], key: Callable[[Row], Key], limit: int | None, after: Key | None) -> Page[Row]:
    """At most `limit` (None: all) of the rows behind `after`; the rows are in the order of their keys."""
    first = bisect_right(rows, after, key=key) if after is not None else 0
    if limit is None or first + limit >= len(rows):
        return Page(rows[first:])
    return Page(rows[first : first + limit], key(rows[first + limit - 1]))


def page_behind(
    rows: Sequence[Row], notice_of: Callable[[Row], str], limit: int | None, after: Key | None
) -> Page[Row]:
    """As `page_of` for rows that are told notice by notice, each in its own order: the key is a notice and which of
    its rows. Raises UsageFault where that row is there no more."""
    counts: Counter[str] = Counter()
    keys: list[Key] = []
    for row in rows:
        counts[notice := notice_of(row)] += 1
        keys.append((notice, counts[notice]))
    if after is not None and after not in keys:
        raise UsageFault("the listing has changed and no longer holds the row to go on from; ask for its first page")
    first = keys.index(after) + 1 if after is not None else 0
    if limit is None or first + limit >= len(rows):
        return Page(rows[first:])
    return Page(rows[first : first + limit], keys[first + limit - 1])


def next_link(request: Request, last: Key | None, **pinned: datetime) -> dict[str, str]:
    """The Link header to the next page. `pinned`: moments that this page took for now, so that the next one is of the
    same moment."""
    if last is None:
        return {}
    return {"link": f'<{next_address(request, last, **pinned)}>; rel="next"'}


def next_address(request: Request, last: Key, **pinned: datetime) -> str:
    """The address of the next page, without scheme and host."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    given = {name for name, value in asked if value}
    moments = [(name, stamp(moment)) for name, moment in pinned.items() if name not in given]
    kept = [(name, value) for name, value in asked if value or name not in pinned]
    return f"{request.url.path}?{urlencode([*kept, *moments, ('after', word_of(last))])}"
