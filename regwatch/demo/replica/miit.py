"""MIIT's site: column shells and units, the search API, JS jumps, detail pages, attachments."""

from collections.abc import Sequence
from datetime import date, datetime, time
from html import escape

from regwatch.demo.replica import files, furniture, jpaas, miit_pages, miit_search
from regwatch.demo.replica.furniture import MIIT
from regwatch.demo.replica.noise import Noise
from regwatch.demo.replica.view import Shown, View
from regwatch.demo.replica.wire import Reply, Request, decoded, html, not_found
from regwatch.demo.story.places import COLUMNS, Column, hex_id, path
from storage.clock import ZONE

_JUMPS = {
    "/zwgk/zcwj/index.html": "/zwgk/zcwj/wjfb/index.html",
    "/zwgk/zcwj/wjfb/index.html": "/search/wjfb.html?websiteid=110000000000000&pg=&p=&tpl=14&category=51&q=",
}


def _href(column: Column, shown: Shown) -> str:
    """Addresses in every form that was recorded: from the root, absolute with http, relative, or leading elsewhere."""
    notice = shown.notice
    if notice.pointer:
        return notice.pointer
    where = path(notice, column.key)
    form = int(hex_id(f"form {notice.key}")[:2], 16) % 4
    if form == 1:
        return f"http://www.miit.gov.cn{where}"
    if form == 2:
        return "../" * column.path.strip("/").count("/") + "../" + where.lstrip("/")
    return where


def _rows(column: Column, rows: Sequence[Shown], _: date) -> str:
    return "\n".join(_row(column, shown) for shown in rows)


def _row(column: Column, shown: Shown) -> str:
    title, day, href = escape(shown.content.title), f"{shown.notice.posted:%Y-%m-%d}", escape(_href(column, shown))
    cut = f"{title[:38]}…" if len(title) > 40 and "&" not in title else title
    anchor = f'href="{href}" target="_blank" title="{title}"'
    if column.dialect == "yjzj":
        deadline = "" if shown.content.deadline is None else str(_epoch(shown.content.deadline))
        return (
            f'<li>\n\t\t\t<span class="fr">{day}</span>\n\t\t\t<a {anchor}><i></i><font></font>{title}</a>\n\t\t\t\n'
            f'\t\t\t<span class="endtime" style="display:none !important;">{deadline}</span>\n\t\t</li>'
        )
    if column.dialect == "jgsj":
        return f'<li class="cf"><a {anchor}><i></i>{cut}</a><span>{day}</span></li>'
    nested = ""
    if column.dialect == "zcjd":
        link = '<a href="/zwgk/zcwj/wjfb/index.html" title="相关文件">相关文件</a>'
        nested = f"<dl><dd>{link}<span>{day}</span></dd></dl>"
    date_cell = f'<span class="fr"><font style="display:none">{day} 10:00</font>{day}</span>'
    return f'<li class="cf"><a class="fl" {anchor}><i></i>{cut}</a>{date_cell}{nested}</li>'


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(23, 59, 59), ZONE).timestamp() * 1000)


def _wrap(column: Column, rows: str, pager: str) -> str:
    if column.dialect == "yjzj":
        line = '<li class="border-line"></li>' if rows else '<li class="empty">暂无内容</li>'
        return f'<div class="clist_con"><ul>{rows}\n{line}</ul></div>{pager}'
    empty = "" if rows else '<li class="empty">暂无内容</li>'
    return f'<div id="{column.tag}"><div class="page-content"><ul>{rows}{empty}</ul>{pager}</div></div>'


PLATFORM = jpaas.Platform(
    MIIT, "buildstatic", "8d828e408d90447786ddbe128d495e9e", "209741b2109044b5b7695700b2bec37e", 24, _rows, _wrap
)
_SHELLS = {f"{column.path}index.html": column for column in COLUMNS["miit"].values()}


def is_list(where: str) -> bool:
    return where in (jpaas.UNIT, miit_search.SEARCH)


def lists(view: View) -> list[str]:
    """The addresses of the lists' pages, for those who watch addresses."""
    return jpaas.list_addresses(PLATFORM, COLUMNS["miit"], view)


def respond(request: Request, view: View, noise: Noise) -> Reply:
    where = decoded(request.path)
    if where == jpaas.UNIT:
        return jpaas.unit(PLATFORM, COLUMNS["miit"], view, request, noise)
    if where == miit_search.SEARCH:
        return miit_search.search(view, request, noise.trace())
    if where == miit_search.CATEGORIES:
        return miit_search.categories()
    if where in _JUMPS:
        return html(furniture.plain("jump.html", target=_JUMPS[where]))
    if where in ("/search/wjfb.html", "/search/zcwjk.html"):
        return html(furniture.plain("miit_search.html"))
    column = _SHELLS.get(f"{where}index.html" if where.endswith("/") else where)
    if column is not None:
        return html(noise.fill(jpaas.shell(PLATFORM, column)))
    if where in view.pages:
        return html(noise.fill(miit_pages.page(view.pages[where], where)))
    return files.file(view, where) or not_found()
