"""MEE's two detail templates: the column page (`neiright_*`) and the government-information page (`xxgk2018`)."""

from functools import lru_cache
from html import escape

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path

_SITE = furniture.MEE


def page(shown: Shown, where: str) -> str:
    return (
        _xxgk(shown.notice, shown.content)
        if where.startswith("/xxgk2018/")
        else _column(shown.notice, shown.content, where)
    )


@lru_cache(maxsize=4096)
def _column(notice: Notice, content: Content, where: str) -> str:
    column = COLUMNS["mee"][notice.columns[0]]
    source = content.department or content.issuer or "生态环境部"
    day = f"{notice.posted:%Y-%m-%d}"
    metas = (
        ("ColumnName", column.name), ("ColumnType", column.name), ("ArticleTitle", content.title),
        ("PubDate", f"{notice.posted:%Y-%m-%d %H:%M:%S}"), ("ContentSource", source), ("Keywords", ""), ("Author", ""),
        ("Url", f"http://{_SITE.host}{where}"), ("filetype", "0"), ("publishedtype", "1"), ("pagetype", "1"),
        ("catalogs", "28943"), ("contentid", notice.ident), ("publishdate", day), ("author", "编辑部"), ("source", source),
    )  # fmt: skip
    return (
        furniture.head(_SITE, content.title, metas, suffix=True)
        + "<body>\n"
        + furniture.header(_SITE)
        + '<div class="innerBg"><div class="innerCenter"><div class="wzsmCenter"><div class="innerBzCenter"><div class="stbzXq">\n'
        + f'<div class="neiright_Box">\n<h2 class="neiright_Title">{escape(content.title)}</h2>\n<div class="neiright_Content">\n'
        + f'<div class="neiright_JPZ_GK">\n<p class="ydLyZzBox"><span>{day}</span> <span>来源：{escape(source)}</span></p>\n'
        + f'<span class="xqLyPc time">{day}</span>\n<span class="xqLyPc">来源：{escape(source)}</span>\n'
        + '<div class="neiright_JPZGK">分享到：<div class="bshare-custom"><a title="分享到微信" class="bshare-weixin"></a></div></div>\n'
        + '<span class="zzjgLdPrint"><a href="javascript:void(1)" onclick="window.print()">[打印]</a></span>\n'
        + '<span class="zzjgLdFont">字号：<a>[大]</a> <a class="active">[中]</a> <a>[小]</a></span></div>\n'
        + '<div class="neiright_JPZ_GK_CP clearHtml">\n<div class=TRS_Editor><div class="Custom_UnionStyle">\n'
        + f"{body(content.body, 'mee_div')}\n{_annexes(notice, content, 'div')}</div></div>\n</div>\n</div></div>\n"
        + "</div></div></div></div></div>\n"
        + furniture.sidebar()
        + furniture.footer(_SITE)
    )


@lru_cache(maxsize=4096)
def _xxgk(notice: Notice, content: Content) -> str:
    issuer = content.issuer or "生态环境部"
    made_on = (content.signed or notice.posted.date()).isoformat()
    index = f"000014672/{notice.posted:%Y}-{int(notice.ident) % 90000 + 100:05d}"
    title = escape(content.title)
    return (
        furniture.head(_SITE, content.title, (("ArticleTitle", content.title), ("MakeTime", slot("now"))))
        + "<body>\n"
        + furniture.header(_SITE)
        + '<div class="innerCenter">\n<div class="p_con"><div class="content_top"><div class="content_top_box"><ul>\n'
        + f'<li class="first"><div><span style="float: left;">名 称</span><p style="font-size: 16px;">{title}</p></div></li>\n'
        + f"<li><div><span>索 引 号</span>{index}</div><div><span>分 类</span>固体废物与化学品</div></li>\n"
        + f'<li><div><span>发布机关</span><i style="float: left;">{escape(issuer)}</i></div>'
        + f"<div><span>生成日期</span>{made_on}</div></li>\n"
        + f"<li><div><span>文 号</span>{escape(content.number)}</div><div><span>主 题 词</span></div></li>\n</ul></div></div></div>\n"
        + f'<div class="p_con"><div class="content_box" id="print_html"><div class="content_body">\n<h1>{title}</h1>\n'
        + f'<div class="content_body_box"><div class="Custom_UnionStyle">\n{body(content.body, "mee")}\n'
        + f"{_annexes(notice, content, 'p')}</div></div>\n</div></div></div>\n"
        + '<div class="link-url-wrapper"><div class="link-url-inner"><div class="content">'
        + "<h1>您访问的链接即将离开生态环境部门户网站，是否继续？</h1></div></div></div>\n</div>\n"
        + furniture.sidebar()
        + furniture.footer(_SITE)
    )


def _annexes(notice: Notice, content: Content, element: str) -> str:
    lines = []
    for n, annex in enumerate(content.annexes, 1):
        leaf = annex_path(notice, annex).rsplit("/", 1)[1]
        lead = "附件：" if n == 1 else "　　　"
        lines.append(f'<{element}>{lead}{n}.<a href="./{leaf}" OLDSRC="{leaf}">{escape(annex.name)}</a></{element}>\n')
    return "".join(lines)
