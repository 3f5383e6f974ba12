"""MIIT's detail page: labelled box, title, date line, body, QR code and footer."""

from functools import lru_cache
from html import escape

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Annex, Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path, page_time, pub_date

_SITE = furniture.MIIT


@lru_cache(maxsize=4096)
def _page(notice: Notice, content: Content, where: str) -> str:
    column = next(
        (item for item in COLUMNS["miit"].values() if where.startswith(item.path)), COLUMNS["miit"]["wjfb/tz"]
    )
    department = content.department or content.issuer or "办公厅"
    metas = (
        ("ColId", column.page_id), ("ColumnName", column.name), ("ColumnType", column.name),
        ("ArticleTitle", content.title), ("PubDate", pub_date(notice)), ("ContentSource", department), ("Keywords", ""),
        ("Author", ""), ("Description", content.title), ("Url", f"https://{_SITE.host}{where}"), ("MakeTime", slot("now")),
    )  # fmt: skip
    return (
        furniture.head(_SITE, content.title, metas)
        + f'<body>\n<div id="page_type" class="{"wzy-wrapper" if content.number else "wzy-plain"}">\n'
        + furniture.header(_SITE)
        + f'<div class="w980 center cmain">\n<div class="mnav"><span>首页 &gt; {escape(column.name)} &gt; 正文</span></div>\n'
        + _box(content, notice)
        + f'<div class="ctitle"><h1 id="con_title">{escape(content.title)}</h1></div>\n'
        + '<div class="cwhdiv"><span class="cwhdiv-l"></span><span class="cwhdiv-r"></span></div>\n'
        + f'<div class="cinfo center">\n\t<span id="con_time">发布时间：{page_time(notice)}</span>  '
        + f"<span>来源：{escape(department)}</span>\n</div>\n"
        + f'<div class="ccontent center" id="con_con">\n{body(content.body, "miit")}\n'
        + "\n".join(_annex(notice, annex, n) for n, annex in enumerate(content.annexes, 1))
        + f'\n</div>\n<div id="ewm_{notice.ident[:6]}" class="ewm"><p>扫一扫在手机打开当前页</p><img src="/api/qr?u={slot("token")}"></div>\n'
        + f'<div class="article_fd"><p>浏览次数：<span>{slot("views")}</span></p><p>【打印】【关闭】 分享到：微信 微博</p></div>\n</div>\n'
        + furniture.sidebar()
        + "</div>\n"
        + furniture.footer(_SITE)
    )


def page(shown: Shown, where: str) -> str:
    return _page(shown.notice, shown.content, where)


def _box(content: Content, notice: Notice) -> str:
    """The labelled box. It is always in the source, hidden and without values where there is no number."""
    signed = content.signed.isoformat() if content.signed and content.number else ""
    posted = f"{notice.posted:%Y-%m-%d}" if content.number else ""
    issuer = (content.issuer or "工业和信息化部") if content.number else ""
    hidden = "" if content.number else ' style="display:none"'
    cells = "".join(
        f'<div><p><span>{label}：</span> <span class="{css}">{escape(value)}</span></p></div>'
        for label, value, css in (
            ("发布机构", issuer, "xxgk-span2"),
            ("标　　题", content.title if content.number else "", "xxgk-span3"),
            ("发文字号", content.number, "xxgk-span5 xxgk-fwzh"),
            ("成文日期", signed, "xxgk-span4"),
            ("发布日期", posted, "xxgk-span4"),
        )
    )
    return f'<div class="xxgk-box"{hidden}>{cells}</div>\n'


def _annex(notice: Notice, annex: Annex, n: int) -> str:
    where, name = annex_path(notice, annex), escape(annex.name)
    if annex.style == "viewer":
        return f'<p><a href="/cms_files/demo/pdfjs/web/viewer.html?file={where}" target="_blank">{name}</a></p>'
    if annex.style == "iframe":
        return f'<p><iframe src="/cms_files/demo/pdfjs/web/blank.html" fileurl="{where}" title="{name}" width="100%"></iframe></p>'
    host = {"absolute": f"https://{_SITE.host}", "internal_host": "https://jyhwzhq.miit.gov.cn"}.get(annex.style, "")
    return f'<p><a href="{host}{where}" target="_blank">{"" if name.startswith("附件") else f"附件{n}："}{name}</a></p>'
