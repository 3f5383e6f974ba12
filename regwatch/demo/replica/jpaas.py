"""The list machinery that MIIT and SAMR share: column shells, the unit API, its pages and its soft failures.

Recorded 2022 to 2026-09: the shell holds no rows; the unit API answers 200 with `success:false` to a wrong or missing
parameter and to a tag in GBK, 500 to POST, ignores a bare pageNo and pages by paramJson alone.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlencode

from regwatch.demo.replica import furniture
from regwatch.demo.replica.noise import Noise, slot
from regwatch.demo.replica.view import Shown, View
from regwatch.demo.replica.wire import Reply, Request, as_json
from regwatch.demo.story.places import Column, hex_id

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
LARGEST_PAGE = 100
_FURNITURE_TAGS = ("导航", "页脚")


@dataclass(frozen=True, slots=True)
class Platform:
    """A site's constants. `parse_type` is spelled as the site spells it."""

    site: furniture.Site
    parse_type: str
    web_id: str
    template_set: str
    page_size: int
    rows: Callable[[Column, Sequence[Shown], date], str]
    wrap: Callable[[Column, str, str], str]


def query_data(platform: Platform, column: Column, tag: str) -> dict[str, str]:
    return {
        "parseType": platform.parse_type,
        "webId": platform.web_id,
        "tplSetId": platform.template_set,
        "pageType": "column",
        "tagId": tag,
        "editType": "null",
        "pageId": column.page_id,
    }


def shell(platform: Platform, column: Column) -> str:
    """The column page: header, footer, several unit scripts (menu, list, footer), no rows."""
    units = [
        {
            "id": _unit_id(column, tag),
            "url": UNIT,
            "data": "{" + ",".join(f"'{k}':'{v}'" for k, v in query_data(platform, column, tag).items()) + "}",
        }
        for tag in (_FURNITURE_TAGS[0], column.tag, _FURNITURE_TAGS[1])
    ]
    metas = (
        ("ColumnName", column.name),
        ("ColumnDescription", column.name),
        ("ColumnType", column.name),
        ("ColId", column.page_id),
    )
    return furniture.page("jpaas_shell.html", platform.site, column.name, metas, units=units)


def _unit_id(column: Column, tag: str) -> str:
    return hex_id(f"unit {column.page_id} {tag}")


def unit(platform: Platform, columns: dict[str, Column], view: View, request: Request, noise: Noise) -> Reply:
    if request.method == "POST":
        return as_json(_failure("不支持的HTTP方法"), status=500)
    try:
        query = request.query
        paging = json.loads(query["paramJson"]) if query.get("paramJson") else {}
        number, size = int(paging.get("pageNo", 1)), int(paging.get("pageSize", platform.page_size))
    except (UnicodeDecodeError, ValueError, AttributeError, TypeError):
        return as_json(_failure())
    column = next((item for item in columns.values() if item.page_id == query.get("pageId")), None)
    tag = query.get("tagId", "")
    if column is None or tag not in (column.tag, *_FURNITURE_TAGS) or number < 1 or not 0 < size <= LARGEST_PAGE:
        return as_json(_failure())
    if any(query.get(name) != value for name, value in query_data(platform, column, tag).items()):
        return as_json(_failure())
    if tag in _FURNITURE_TAGS:
        fragment = _furniture(platform, tag)
    else:
        shown = view.column(column.key)
        rows = platform.rows(column, shown[(number - 1) * size : number * size], view.moment.date())
        fragment = platform.wrap(column, rows, _pager(platform, column, size, len(shown), number))
    return as_json(
        {"roles": None, "permissions": None, "code": "200", "success": True, "data": {"html": noise.fill(fragment)},
         "message": "", "traceId": noise.trace()}
    )  # fmt: skip


def list_addresses(platform: Platform, columns: dict[str, Column], view: View) -> list[str]:
    """Paths and queries of every page of every list that has rows."""
    found = []
    for column in columns.values():
        for number in range(1, -(-len(view.column(column.key)) // platform.page_size) + 1):
            query = query_data(platform, column, column.tag)
            if number > 1:
                query["paramJson"] = json.dumps({"pageNo": number, "pageSize": platform.page_size})
            found.append(f"{UNIT}?{urlencode(query)}")
    return found


def _pager(platform: Platform, column: Column, size: int, count: int, number: int) -> str:
    data = escape(json.dumps(query_data(platform, column, column.tag), ensure_ascii=False).replace('"', "'"))
    return (
        f'<div class="pagination" queryData="{data}" rows="{size}" unitid="{_unit_id(column, column.tag)}" '
        f'count="{count}" pageNo="{number}" unitUrl="{UNIT}" data-time="{slot("now")}"></div>'
    )


def _furniture(platform: Platform, tag: str) -> str:
    links = "".join(f'<li><a href="/{path}/index.html">{name}</a></li>' for name, path, _ in platform.site.menu)
    return f'<div id="{tag}"><ul class="navlist">{links}</ul></div>'


def _failure(message: str = "") -> dict[str, object]:
    return {"roles": None, "permissions": None, "code": "200", "success": False, "data": {}, "message": message}


SOFT_FAILURE = _failure()
