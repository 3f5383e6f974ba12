"""SAMR's detail page: label table, body with nested spans, the attachment list that stands there twice."""

from functools import lru_cache
from html import escape

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path, pub_date

_SITE = furniture.SAMR


@lru_cache(maxsize=4096)
def _page(notice: Notice, content: Content, where: str) -> str:
    column = COLUMNS["samr"][notice.columns[0]]
    department = content.department or "办公厅"
    metas = (
        ("ColId", column.page_id), ("ColumnName", column.name), ("ColumnType", column.name),
        ("ArticleTitle", content.title.replace("（征求意见稿）", "\n（征求意见稿）", 1)), ("PubDate", pub_date(notice)),
        ("ContentSource", department), ("Keywords", ""), ("Author", ""), ("Description", ""),
        ("Url", f"https://{_SITE.host}{where}"), ("MakeTime", slot("now")),
    )  # fmt: skip
    return (
        furniture.head(_SITE, content.title, metas)
        + "<body>\n"
        + furniture.header(_SITE)
        + f'<div class="w980 center"><div class="crumbs">当前位置：<a href="/">首页</a> &gt; {escape(column.name)}</div>\n'
        + _labels(notice, content, department)
        + f'<div class="Three_xilan_02"><div class="Three_xilan_03">{escape(content.title)}</div>\n'
        + f'<div class="Three_xilan_04">浏览次数：{slot("views")} <span>【字体：大 中 小】</span></div>\n'
        + f'<div class="Three_xilan_07">\n{body(content.body, "samr")}\n</div>\n'
        + '<ul class="contentLeft0102box">\n\n</ul>\n'
        + f'<ul class="contentLeft0102box">\n{_annexes(notice, content)}</ul>\n</div>\n'
        + furniture.sidebar()
        + "</div>\n"
        + furniture.footer(_SITE)
    )


def page(shown: Shown, where: str) -> str:
    return _page(shown.notice, shown.content, where)


def _labels(notice: Notice, content: Content, department: str) -> str:
    index = f"11100000MB0143028R/{notice.posted:%Y}-{int(notice.ident[:6], 16) % 900000 + 100000}"
    rows = (
        ("标 题", content.title), ("索引号", index), ("文 号", content.number), ("主题分类", "市场监管"), ("所属机构", department),
        ("成文日期", content.signed.isoformat() if content.signed else ""), ("发布日期", f"{notice.posted:%Y-%m-%d}"),
    )  # fmt: skip
    return (
        '<div class="Three_xilan01_01">'
        + "".join(
            f'<ul class="dw"><li class="Three_xilan01_02">{label}：</li>'
            f'<li class="Three_xilan01_02 Three_xilan01_0201">{escape(value)}</li></ul>'
            for label, value in rows
        )
        + "</div>\n"
    )


def _annexes(notice: Notice, content: Content) -> str:
    return "".join(
        f'\t\t\t<li class="contentLeft0102 contentLeft0103"><a href="{annex_path(notice, annex)}?fileName={escape(annex.name)}" '
        f'target="_blank" title="{escape(annex.name)}">{escape(annex.name)}</a></li>\n'
        for annex in content.annexes
    )
