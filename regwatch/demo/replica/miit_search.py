"""MIIT's search API, the primary list of 文件发布 (category 51): rows of 公告, 通知, 令 with 解读 mixed in.

Recorded 2026-09-22: `group=distinct` wraps every row once more, `deploytime` is epoch milliseconds as text, the order
is not strictly by date, `searchResult` is absent without hits. Only the fields asked for by selectFields are given.
"""

import json
from typing import Any
from urllib.parse import quote

from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.view import Shown, View
from regwatch.demo.replica.wire import Reply, Request, as_json
from regwatch.demo.story.places import path

SEARCH = "/search-front-server/api/search/info"
CATEGORIES = "/search-front-server/api/structure/list-category"
_COLUMNS = {
    "51": ("wjfb/tz", "wjfb/gg", "wjfb/ling", "zcjd"),
    "183": ("wjfb/tz", "wjfb/gg", "wjfb/ling"),
    "163": ("zcjd",),
    "196": ("wjfb/tz", "wjfb/gg", "wjfb/ling", "zcjd"),
}
_NAMES = {"51": "文件发布", "183": "政策发布", "163": "政策解读", "196": "文件库"}
_ZH = {"wjfb/tz": "通知", "wjfb/gg": "公告", "wjfb/ling": "令", "zcjd": "政策解读"}


def categories() -> Reply:
    return as_json(
        {"code": "200", "success": True, "data": {"categories": [{"iid": k, "name": v} for k, v in _NAMES.items()]}}
    )


def search(view: View, request: Request, trace: str) -> Reply:
    try:
        query = request.query
        number, size = int(query.get("p") or 1), int(query.get("pg") or 10)
    except (UnicodeDecodeError, ValueError):
        return as_json({"code": "500", "success": False, "data": None, "message": "参数错误"})
    columns = _COLUMNS.get(query.get("category") or query.get("cateid") or "", ())
    term = query.get("q", "").strip()
    hits = [
        shown
        for shown in _ordered(view)
        if any(key in columns for key in shown.notice.columns)
        and term in shown.content.title
        and not shown.notice.pointer
    ]
    page = hits[(number - 1) * size : number * size] if number > 0 and 0 < size <= 100 else []
    fields = [field for field in query.get("selectFields", "title,deploytime,url").split(",") if field]
    rows = [_row(shown, columns, fields, term, query.get("group") == "distinct") for shown in page]
    data: dict[str, Any] = {}
    if hits:
        data["searchResult"] = {
            "dataResults": rows, "total": len(hits), "totalHits": len(hits) + len(hits) // 50,
            "costTime": 130.0, "times": 0,
        }  # fmt: skip
    return as_json(
        {
            "roles": None,
            "permissions": None,
            "code": "200",
            "success": True,
            "traceId": trace,
            "data": data,
            "message": "查询成功",
        }
    )


def _ordered(view: View) -> list[Shown]:
    """Newest first but for a pair of neighbours here and there: the site's order is not strictly by date."""
    shown = list(view.shown)
    for n in range(len(shown) - 1):
        if n % 5 == 0:
            shown[n], shown[n + 1] = shown[n + 1], shown[n]
    return shown


def _row(shown: Shown, columns: tuple[str, ...], fields: list[str], term: str, grouped: bool) -> dict[str, Any]:
    notice, content = shown.notice, shown.content
    column = next(key for key in notice.columns if key in columns)
    where = path(notice, column)
    milliseconds = str(int(notice.posted.timestamp() * 1000) + int(notice.ident[:2], 16))
    title = content.title.replace(term, f"<em>{term}</em>") if term else content.title
    known: dict[str, Any] = {
        "title": title, "deploytime": milliseconds, "url": where, "columnname": _ZH[column],
        "publishgroupname": content.department or content.issuer, "filenumbername": content.number,
        "publishtime": f"{notice.posted:%Y-%m-%d %H:%M:%S}", "cdate": milliseconds,
        "createdate": content.signed.isoformat() if content.signed else "", "metaid": notice.ident,
    }  # fmt: skip
    if "infoextends" in fields:
        known["infoextends"] = _nested(body(content.body, "miit"))
    data = {field: known[field] for field in fields if field in known}
    data["jsearch_url"] = f"visit/link?url={quote(where, safe='')}&websiteid=110000000000000&searchid=51"
    if not grouped:
        return {"score": 0.0, "docId": 0, "pkValue": notice.ident, "data": data, "tableName": "cms_info"}
    value = str(int(notice.ident[:8], 16) - 2**31)
    inner = {
        "score": "NaN", "docId": 0, "groupCount": 0, "groupValue": "", "similarRate": 0.0, "groupData": [],
        "pkValue": notice.ident, "data": data, "tableName": "cms_info",
    }  # fmt: skip
    day = str(int(notice.posted.replace(hour=0, minute=0, second=0).timestamp() * 1000))
    return {
        "score": 0.0, "docId": 0, "groupCount": 1, "groupValue": value, "similarRate": 0.0, "groupData": [inner],
        "pkValue": None, "data": {"_value": value, "_count": "1", "max_cdate": day}, "tableName": None,
    }  # fmt: skip


def _nested(text: str) -> str:
    return json.dumps(
        {"infoContent": json.dumps([{"fieldName": "正文", "fieldValue": text}], ensure_ascii=False)}, ensure_ascii=False
    )
