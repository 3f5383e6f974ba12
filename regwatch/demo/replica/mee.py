"""MEE's site: static TRS pages, rebuilt every night, answering conditional requests; nothing differs between two fetches
of the same day."""

import re
from collections.abc import Sequence
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


def respond(request: Request, view: View, noise: Noise) -> Reply:
    where = decoded(request.path)
    night = view.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if where in view.pages:
        shown = view.pages[where]
        return html(noise.fill(mee_pages.page(shown, where)), modified=max(night, shown.changed))
    if found := _IFRAME.match(where):
        return _iframe(found, view, noise)
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
    href = escape(shown.notice.pointer or _relative(column.path, path(shown.notice)))
    if column.dialect == "after":
        return f'<li><a href="{href}" target="_blank">{title}</a><span class="date">{day}</span></li>\n'
    thick = ' class="miaob"' if n % 5 == 4 else ""
    return f'<li{thick}><span class="date">{day}</span><a href="{href}" target="_blank" title="">{title}</a></li>\n'


def _relative(folder: str, where: str) -> str:
    if where.startswith(folder):
        return f"./{where[len(folder) :]}"
    return "../" * folder.strip("/").count("/") + "../" + where.lstrip("/")


def _list_page(column: Column, rows: str, number: int, pages: int) -> str:
    metas = (("ColumnName", column.name), ("ColumnType", column.name), ("ColumnDescription", column.name))
    sub = (
        '<div class="neiright_Box"><ul class="sub"><li><span class="mobile_none"><a href="./zjyj/" target="_blank">最新征集</a></span>'
        '</li><li><span class="mobile_none"><a href="./wqzj_1/" target="_blank">往期征集</a></span></li></ul></div>'
        if column.dialect == "after"
        else ""
    )
    following = (
        f'<a href="index_{number + 1}.shtml" target="_self">下一页</a>'
        if number + 1 < pages
        else '<a class="">尾页</a>'
    )
    return (
        furniture.head(furniture.MEE, column.name, metas, suffix=True)
        + '<body class="ywen_bo_bg">\n'
        + furniture.header(furniture.MEE)
        + f'<div class="cjcs_con"><div class="slideTxtBoxgsf"><div class="hd"><h2 class="cjcs_baoguang">{column.name}</h2></div>{sub}\n'
        + f'<div class="bd mobile_list"><div><ul id="div">\n{rows}</ul></div></div>\n'
        + '<div class="badoo1"><script language="javascript">\n'
        + f'//createPageHTML({pages}, {number}, "index", "shtml");\nvar currentPage = {number};//所在页从0开始\n'
        + f"var countPage = {pages}//共多少页\n</script>{following}</div>\n"
        + f"<script>\nvar countPage = {pages};\nvar page = 1;\nfunction goto(){{ $.ajax({{ url:'index_{fragment_number(column)}_' + page + "
        + "'.shtml', success: function(html){ $('#div').append(html); } }); }\n</script></div></div>\n"
        + furniture.sidebar(related=False)
        + furniture.footer(furniture.MEE)
    )


def _iframe(found: re.Match[str], view: View, noise: Noise) -> Reply:
    key = _IFRAME_COLUMNS.get(found["number"], "")
    rows, number = view.column(key), int(found["page"] or 0)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if not key or number >= pages:
        return not_found()
    folder = f"/xxgk2018/160/167/{found['number']}/"
    lines = "".join(
        f'<tr><td><span>{shown.notice.posted:%Y-%m-%d}</span></td><td><a href="'
        f'{escape(shown.notice.pointer or _relative(folder, path(shown.notice)))}" target="_blank">{escape(shown.content.title)}</a>'
        "</td></tr>\n"
        for shown in rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    )
    text = (
        furniture.head(furniture.MEE, "政府信息公开", ())
        + f'<body><div class="iframe-list"><table>\n{lines}</table></div><script>var countPage = {pages};</script></body></html>'
    )
    night = view.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return html(noise.fill(text), modified=night)
