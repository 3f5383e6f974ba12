"""MEE pages of public information (xxgk2018 template, TRS).

Observed 2026: labels in `.content_top_box li > div > span` with spaces inside (`索 引 号`), the value beside the
span as text, `p` or `i`; title `h1` in `.content_body`; body `.content_body_box`. The `h1` of the dialog at
the page's end (您访问的链接即将离开…, you are leaving the site) is no title.
"""

from bs4 import BeautifulSoup
from bs4.element import Tag

from crawler.pages.assemble import assemble
from crawler.pages.tree import document_title, metas, parse, put, text_of
from crawler.platforms.text import agreed, label
from storage.model import Page

TEMPLATE = "mee_xxgk"
BODIES = (".content_body_box",)


def matches(tree: BeautifulSoup) -> bool:
    return tree.select_one(BODIES[0]) is not None


def read(html: str, url: str) -> Page:
    return read_tree(parse(html), url)


def read_tree(tree: BeautifulSoup, url: str) -> Page:
    """Raises NotANotice where the body is missing or empty."""
    said = metas(tree)
    fields = _fields(tree)
    title = agreed(
        said.get("ArticleTitle", ""), text_of(tree, ".content_body h1"), fields.get("名称", ""), document_title(tree)
    )
    return assemble(
        tree,
        url,
        template=TEMPLATE,
        title=title,
        bodies=BODIES,
        fields=fields,
        days=(fields.get("发布日期", ""), fields.get("生成日期", ""), said.get("PubDate", "")),
    )


def _fields(tree: BeautifulSoup) -> dict[str, str]:
    fields: dict[str, str] = {}
    for place in tree.select(".content_top_box li div"):
        span = place.find("span", recursive=False)
        if isinstance(span, Tag) and label(span.get_text()):
            rest = "".join(part.get_text() for part in place.contents if part is not span)
            put(fields, span.get_text(), rest)
    return fields
