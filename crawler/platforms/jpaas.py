"""The hanweb "jpaas" list API of MIIT, SAMR, MOFCOM, MOHURD: parameters out of the column page, rows out of the answer.

Observed (recorded 2025-2026): the column page is a shell without rows; its script elements carry `querydata` in single
quotes. Paging works by `paramJson` alone. A failure is HTTP 200 with `success` false.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from crawler.platforms.jpaas_rows import read_fragment
from crawler.platforms.rows import ListPage, broken

UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_KEYS = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_PAIR = re.compile(r"['\"](\w{1,40})['\"]\s{0,9}:\s{0,9}['\"]([^'\"]{0,300})['\"]")
_LIKELY_LISTS = (
    "右侧内容",
    "当前栏目_list",
    "当前栏目list",
    "内容区域",
    "分页列表",
    "ajax分页",
    "信息列表",
    "当前内容",
)
_LIST_WORDS = ("list", "列表", "内容", "分页")
_FRAME_WORDS = (
    "菜单",
    "导航",
    "头部",
    "底部",
    "页头",
    "页尾",
    "页脚",
    "左侧",
    "位置",
    "header",
    "footer",
    "menu",
    "nav",
)


@dataclass(frozen=True, slots=True)
class UnitParams:
    """The parameters of one call as the page declares them; `path` is where on the site the call goes."""

    values: tuple[tuple[str, str], ...]
    path: str = UNIT_PATH

    @property
    def tag_id(self) -> str:
        return dict(self.values).get("tagId", "")

    @property
    def page_id(self) -> str:
        return dict(self.values).get("pageId", "")

    @classmethod
    def of(cls, values: Mapping[str, str], path: str = UNIT_PATH) -> "UnitParams":
        """In the order in which the site's own script sends them."""
        known = [(key, values[key]) for key in _KEYS if values.get(key)]
        return cls(tuple(known + [(key, value) for key, value in values.items() if key not in _KEYS and value]), path)


def discover(html: str, page_url: str) -> list[UnitParams]:
    """Every unit that a column page asks for, the likeliest list first; empty where the page declares none.

    A missing `pageId` is filled from the page's meta `ColId`. Only the path of a script's `url` is believed, never
    its host.
    """
    tree = BeautifulSoup(html, "lxml", parse_only=SoupStrainer(["meta", "script"]))
    column = tree.select_one('meta[name="ColId" i]')
    column_id = str(column.get("content") or "").strip() if column else ""
    found: list[UnitParams] = []
    for script in tree.select("script[querydata]"):
        values = _query_data(str(script.get("querydata") or ""))
        if column_id:
            values.setdefault("pageId", column_id)
        if not values.get("webId") or not values.get("pageId"):
            continue
        params = UnitParams.of(values, _path_of(script, page_url))
        if params not in found:
            found.append(params)
    return sorted(found, key=_unlikelihood)


def _query_data(text: str) -> dict[str, str]:
    """The attribute as unitbuild.js reads it (single quotes replaced, then JSON); pair by pair where that fails."""
    try:
        values = json.loads(text.replace("'", '"'))
    except ValueError:
        return dict(_PAIR.findall(text[:5000]))
    if not isinstance(values, dict):
        return {}
    return {str(key): str(value) for key, value in values.items() if isinstance(value, str | int)}


def _path_of(script: Tag, page_url: str) -> str:
    try:
        path = urlsplit(str(script.get("url") or "").strip()).path
    except ValueError:
        return UNIT_PATH
    return path if path.startswith("/") and path.endswith("/unit") and ".." not in path else UNIT_PATH


def _unlikelihood(params: UnitParams) -> int:
    tag = params.tag_id
    if tag in _LIKELY_LISTS:
        return _LIKELY_LISTS.index(tag)
    if any(word in tag.lower() for word in _FRAME_WORDS):
        return 200
    return 50 if any(word in tag.lower() for word in _LIST_WORDS) else 100


def unit_url(params: UnitParams, origin: str, page_no: int = 1, page_size: int | None = None) -> str:
    """The address of page `page_no` (from 1). `paramJson` is left out for the first page in the site's own size.

    Raises ValueError for a page number below 1.
    """
    if page_no < 1:
        raise ValueError(f"page {page_no} of a list does not exist; pages count from 1")
    query = list(params.values)
    if page_no > 1 or page_size is not None:
        paging = {"pageNo": page_no} | ({"pageSize": page_size} if page_size is not None else {})
        query.append(("paramJson", json.dumps(paging, separators=(",", ":"))))
    text = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in query)
    return f"{origin.rstrip('/')}{params.path}?{text}"


def read_unit(body: bytes, column_url: str) -> ListPage:
    """The rows of an answer; `column_url` is the column's own address, against which links are resolved."""
    answer = _answer(body)
    if isinstance(answer, str):
        return broken(answer)
    tree = BeautifulSoup(answer["html"], "lxml")
    rows, skipped, faults, empty = read_fragment(tree, column_url)
    total, size = _pager(tree)
    if empty and total is None and not faults:
        total = 0
    if total and not rows and not faults:
        faults = (f"the pager counts {total} rows, and the list holds none",)
    pages = ceil(total / size) if total is not None and size else None
    return ListPage(rows, skipped, total, pages, faults, empty=empty, page_size=size)


def _answer(body: bytes) -> dict[str, Any] | str:
    """The answer's `data`, or the sentence that says why there is none."""
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return f"the answer is no JSON; it begins with {body[:60].decode('utf-8', 'replace')!r}"
    if not isinstance(answer, dict):
        return "the answer is JSON without fields; an object with success and data was expected"
    data = answer.get("data")
    if answer.get("success") is not True:
        said = str(answer.get("message") or "")[:100]
        return "success is false: a parameter is missing or wrong" + (f" ({said})" if said else "")
    if not isinstance(data, dict) or not isinstance(data.get("html"), str):
        return "data.html is missing from an answer that calls itself a success"
    return data


def _pager(tree: BeautifulSoup) -> tuple[int | None, int | None]:
    pager = tree.find(class_="pagination", count=True)
    if pager is None:
        return None, None
    total, size = (str(pager.get(name) or "").strip() for name in ("count", "rows"))
    return (
        int(total) if total.isascii() and total.isdigit() and len(total) < 9 else None,
        (int(size) or None) if size.isascii() and size.isdigit() and len(size) < 5 else None,
    )
