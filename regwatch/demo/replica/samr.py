"""SAMR's site: column shells and units in two row dialects, detail pages with a label table, attachments."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from regwatch.demo.replica import files, jpaas, samr_pages
from regwatch.demo.replica.furniture import SAMR
from regwatch.demo.replica.noise import Noise
from regwatch.demo.replica.view import Shown, View
from regwatch.demo.replica.wire import Reply, Request, decoded, html, not_found
from regwatch.demo.story.places import COLUMNS, Column, path


def _rows(column: Column, rows: Sequence[Shown], today: date) -> str:
    return "\n".join(_row(column, shown, today) for shown in rows)


def _row(column: Column, shown: Shown, today: date) -> str:
    title, day = escape(shown.content.title), f"{shown.notice.posted:%Y-%m-%d}"
    href = escape(shown.notice.pointer or path(shown.notice, column.key))
    if column.dialect == "zjdc":
        until = shown.content.deadline or shown.notice.posted.date() + timedelta(days=30)
        status = "进行中" if today <= until else "已结束"
        broken = title.replace("《", "\n《", 1).replace("（征求意见稿）", "\n（征求意见稿）", 1)
        anchor = f'<a href="{href}" target="_blank" title="{broken}">{title}</a>'
        return (
            f'<li class="zjnav04Left02_content">\n\t\t\t  <div class="doctitle">{anchor}</div>\n\t\t\t  '
            f'<div class="doctime tim">{day}至{until.isoformat()}</div>\n\t\t\t  '
            f'<div class="docstatus stu">({status})</div>\n\t\t\t</li>'
        )
    return (
        f'<ul><li class="nav04Left02_content"><a href="{href}" target="_blank" title="{title}">{title[:42]}</a></li>'
        f'<li class="nav04Left02_contenttime">{day}</li></ul>'
    )


def _wrap(column: Column, rows: str, pager: str) -> str:
    if column.dialect == "zjdc":
        head = '<li class="zjnav04Left02_head"><div>标题</div><div>征集时间</div><div>状态</div></li>'
        return f'<div class="page-content"><ul class="Three_zhnlist_02">{head}{rows}</ul>{pager}</div>'
    return f'<div class="page-content"><div class="Three_zhnlist_02">{rows}</div>{pager}</div>'


PLATFORM = jpaas.Platform(
    SAMR, "bulidstatic", "29e9522dc89d4e088a953d8cede72f4c", "5c30fb89ae5e48b9aefe3cdf49853830", 20, _rows, _wrap
)
_SHELLS = {f"{column.path}index.html": column for column in COLUMNS["samr"].values()}


def is_list(where: str) -> bool:
    return where == jpaas.UNIT


def lists(view: View) -> list[str]:
    """The addresses of the lists' pages, for those who watch addresses."""
    return jpaas.list_addresses(PLATFORM, COLUMNS["samr"], view)


def respond(request: Request, view: View, noise: Noise) -> Reply:
    reply = _respond(request, view, noise)
    reply.headers.append(("Set-Cookie", f"__jsluid_s={noise.trace()}; max-age=31536000; path=/; HttpOnly"))
    return reply


def _respond(request: Request, view: View, noise: Noise) -> Reply:
    where = decoded(request.path)
    if where == jpaas.UNIT:
        return jpaas.unit(PLATFORM, COLUMNS["samr"], view, request, noise)
    column = _SHELLS.get(f"{where}index.html" if where.endswith("/") else where)
    if column is not None:
        return html(noise.fill(jpaas.shell(PLATFORM, column)))
    if where in view.pages:
        return html(noise.fill(samr_pages.page(view.pages[where], where)))
    return files.file(view, where) or not_found()
