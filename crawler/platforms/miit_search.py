"""MIIT's search API, which serves 文件发布 (documents issued) since 2026.

Observed (recorded 2026-09-22): GET with `p` from 1 and `pg` rows a page; moments are epoch milliseconds as text; with
`group=distinct` a result's fields stand in `groupData[0].data`, else in `data`; without a hit `searchResult` is absent;
the order is not strictly by date, so a reader should take two or three pages and drop doubles.
"""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote

from crawler.platforms.addresses import canonical, external_id
from crawler.platforms.rows import ListPage, Row, broken
from crawler.platforms.text import epoch_ms_date, first_date, one_line

SEARCH_PATH = "/search-front-server/api/search/info"
STANDARD: dict[str, str] = {
    "websiteid": "110000000000000",
    "searchid": "51",
    "tpl": "14",
    "category": "51",
    "scope": "basic",
    "q": "",
    "pg": "10",
    "cateid": "",
    "pos": "",
    "_cus_eq_typename": "",
    "_cus_eq_publishgroupname": "",
    "_cus_eq_themename": "",
    "begin": "",
    "end": "",
    "dateField": "deploytime",
    "selectFields": "title,deploytime,url,filenumbername,publishgroupname,columnname",
    "group": "distinct",
    "level": "6",
    "sortFields": '[{"name":"deploytime","type":"desc"}]',
}
_HIGHLIGHT = re.compile(r"</?(?:em|font|span|b|i|u|strong|mark|br)\b[^<>]{0,200}>", re.IGNORECASE)
_DAY_FIELDS = ("deploytime", "publishtime", "createdate", "cdate", "max_cdate")


def search_url(origin: str, params: Mapping[str, str], page: int = 1) -> str:
    """The address of page `page` (from 1); `params` replaces or adds to the standard query.

    Raises ValueError for a page number below 1.
    """
    if page < 1:
        raise ValueError(f"page {page} of a search does not exist; pages count from 1")
    query = STANDARD | dict(params) | {"p": str(page)}
    text = "&".join(f"{quote(key, safe='')}={quote(value, safe=',')}" for key, value in query.items())
    return f"{origin.rstrip('/')}{SEARCH_PATH}?{text}"


def read_search(body: bytes, origin: str) -> ListPage:
    """The rows of an answer; relative addresses are resolved against `origin`. No hit is an empty list, not a fault."""
    result = _result(body)
    if isinstance(result, str):
        return broken(result)
    total = _count(result.get("total"))
    if total is None:
        total = _count(result.get("totalHits"))
    found = result.get("dataResults")
    if found is None and not total:
        return ListPage(rows=(), skipped=0, total=0, pages=0, faults=(), empty=True)
    if not isinstance(found, list):
        return broken(f"searchResult counts {total} hits and has no list dataResults")
    rows: dict[str, Row] = {}
    faults: list[str] = []
    skipped = 0
    for number, entry in enumerate(found, start=1):
        row = _row(entry, origin)
        if row is None:
            skipped += 1
            continue
        if row.published is None:
            faults.append(f"row {number} has no date: {row.title[:40]}")
        rows.setdefault(row.url, row)
    if found and not rows:
        faults.append(f"none of {len(found)} results has a title and a link that can be followed")
    return ListPage(tuple(rows.values()), skipped, total, None, tuple(faults), empty=not found and not total)


def _result(body: bytes) -> dict[str, Any] | str:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return f"the answer is no JSON; it begins with {body[:60].decode('utf-8', 'replace')!r}"
    if not isinstance(answer, dict) or answer.get("success") is not True:
        return "success is not true: the search was refused or its answer has changed"
    data = answer.get("data")
    if not isinstance(data, dict):
        return "data is missing from an answer that calls itself a success"
    result = data.get("searchResult")
    if result is None:
        return {}
    return result if isinstance(result, dict) else "searchResult is no object"


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _fields(entry: object) -> dict[str, str]:
    """A result's own fields before those of its group."""
    if not isinstance(entry, dict):
        return {}
    layers: list[object] = [entry.get("data")]
    group = entry.get("groupData")
    if isinstance(group, list) and group and isinstance(group[0], dict):
        layers.append(group[0].get("data"))
    fields: dict[str, str] = {}
    for layer in layers:
        if isinstance(layer, dict):
            fields |= {str(key): str(value) for key, value in layer.items() if isinstance(value, str | int)}
    return fields


def _row(entry: object, origin: str) -> Row | None:
    fields = _fields(entry)
    title = _plain(fields.get("title", ""))
    url = canonical(_plain(fields.get("url", "")) or _redirected(fields.get("jsearch_url", "")), origin + "/")
    if not title or url is None:
        return None
    days = (epoch_ms_date(fields.get(key, "")) or first_date(fields.get(key, "")) for key in _DAY_FIELDS)
    return Row(
        url,
        title,
        next((day for day in days if day), None),
        external_id(url),
        doc_number=_plain(fields.get("filenumbername", "")),
        issuer=_plain(fields.get("publishgroupname", "")),
    )


def _plain(text: str) -> str:
    """Highlight tags go, whether written or escaped; other angle brackets are the title's own."""
    return one_line(_HIGHLIGHT.sub("", unescape(_HIGHLIGHT.sub("", text))))


def _redirected(text: str) -> str:
    """The address inside the site's own `visit/link?url=…`."""
    return parse_qs(text.partition("?")[2]).get("url", [""])[0]
