"""MEE's site: static TRS pages, rebuilt every night, answering conditional requests.

Nothing differs between two fetches of the same day.
"""

import posixpath
import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from regwatch.demo.replica import files, furniture, mee_pages
from regwatch.demo.replica.noise import Noise
from regwatch.demo.replica.view import Shown, View
from regwatch.demo.replica.wire import Reply, Request, decoded, html, not_found
from regwatch.demo.story.places import COLUMNS, Column, hex_id, path

PAGE_SIZE = 15
_INDEX = re.compile(r"(?P<folder>/.*/)(?:index(?:_(?P<first>\d{1,6}))?(?:_(?P<second>\d{1,6}))?\.shtml)?\Z")
_IFRAME = re.compile(r"/xxgk2018/160/167/(?P<number>\d{3})/index_6700(?:_(?P<page>\d{1,4}))?\.html\Z")
_FOLDERS = {column.path: column for column in COLUMNS["mee"].values()}
_IFRAME_COLUMNS = {
    "168": "bwj/ling",
    "169": "bwj/gg",
    "170": "bwj/wj",
    "174": "bwj/han",
    "177": "bgtwj/wj",
    "178": "bgtwj/han",
}


def fragment_number(column: Column) -> int:
    """The TRS template number of a column's mobile fragment (8597 was recorded for dcjl)."""
    return 8597 if column.key == "ywgz/dcjl" else 6000 + int(hex_id(column.path)[:4], 16) % 3000


def is_list(where: str) -> bool:
    return bool(_IFRAME.match(where)) or ((found := _INDEX.match(where)) is not None and found["folder"] in _FOLDERS)


def lists(view: View) -> list[str]:
    """The addresses of the lists' pages, for those who watch addresses."""
    found = []
    for column in _FOLDERS.values():
        pages = -(-len(_rows_of(column, view)) // PAGE_SIZE)
        found += [f"{column.path}index{f'_{n}' if n else ''}.shtml" for n in range(pages)]
    return found


def respond(request: Request, view: View, noise: Noise) -> Reply:
    where = decoded(request.path)
    night = _night(view)
    if where in view.pages:
        shown = view.pages[where]
        return html(noise.fill(mee_pages.page(shown, where)), modified=max(night, shown.changed))
    if found := _IFRAME.match(where):
        return _iframe(found, view)
    found = _INDEX.match(where)
    if found is None or found["folder"] not in _FOLDERS:
        return files.file(view, where) or not_found()
    column = _FOLDERS[found["folder"]]
    rows = _rows_of(column, view)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    fragment = found["second"] is not None
    number = int(found["second"] if fragment else found["first"] or 0)
    if number >= pages or (fragment and int(found["first"]) != fragment_number(column)):
        return not_found()
    chosen = rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    lines = "".join(_row(column, shown, n) for n, shown in enumerate(chosen))
    text = lines if fragment else _list_page(column, lines, number, pages)
    modified = max([night, *(shown.changed for shown in chosen)])
    return html(noise.fill(text), modified=modified)


def _night(view: View) -> datetime:
    return view.moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _rows_of(column: Column, view: View) -> Sequence[Shown]:
    if not column.key.startswith("hdjl/yjzj"):
        return view.column(column.key)
    rows = view.column("hdjl/yjzj")
    if column.key == "hdjl/yjzj":
        return rows
    today = view.moment.date()
    late = column.key.endswith("wqzj_1")
    return [shown for shown in rows if (shown.content.deadline is not None and shown.content.deadline < today) == late]


def _row(column: Column, shown: Shown, n: int) -> str:
    day, title = f"{shown.notice.posted:%Y-%m-%d}", escape(shown.content.title)
    href = escape(_href(column.path, shown))
    if column.dialect == "after":
        return f'<li><a href="{href}" target="_blank">{title}</a><span class="date">{day}</span></li>\n'
    thick = ' class="miaob"' if n % 5 == 4 else ""
    return f'<li{thick}><span class="date">{day}</span><a href="{href}" target="_blank" title="">{title}</a></li>\n'


def _href(folder: str, shown: Shown) -> str:
    """As TRS writes them: relative to the list's folder; a pointer as it is."""
    if shown.notice.pointer:
        return shown.notice.pointer
    leaf = posixpath.relpath(path(shown.notice), folder)
    return leaf if leaf.startswith("../") else f"./{leaf}"


def _list_page(column: Column, rows: str, number: int, pages: int) -> str:
    metas = (("ColumnName", column.name), ("ColumnType", column.name), ("ColumnDescription", column.name))
    return furniture.page(
        "mee_list.html", furniture.MEE, column.name, metas,
        rows=rows, number=number, pages=pages, fragment=fragment_number(column), sub=column.dialect == "after",
    )  # fmt: skip


def _iframe(found: re.Match[str], view: View) -> Reply:
    key = _IFRAME_COLUMNS.get(found["number"], "")
    rows, number = view.column(key), int(found["page"] or 0)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if not key or number >= pages:
        return not_found()
    folder = f"/xxgk2018/160/167/{found['number']}/"
    chosen = [
        (f"{item.notice.posted:%Y-%m-%d}", _href(folder, item), item.content.title)
        for item in rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    ]
    return html(furniture.plain("mee_iframe.html", rows=chosen, pages=pages), modified=_night(view))
