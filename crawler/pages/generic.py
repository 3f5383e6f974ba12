"""The declared fallback for articles of other government sites to which a list may point.

Bodies observed in public spiders, 2021-2026: gov.cn, MOJ, MOFCOM and the provincial families. It is not used on the
hosts of the three ministries: there, a page that fits no template has changed, and that is to be reported.
"""

from bs4 import BeautifulSoup

from crawler.pages.assemble import assemble, first_match
from crawler.pages.other_sites import BODIES, DETAILS, LISTS
from crawler.pages.tree import document_title, metas, parse, put, split_label, text_of
from crawler.platforms.text import agreed, label, one_line
from storage.model import Page

TEMPLATE = "generic"
_TITLES = ("h1#ti", ".newsTop h1", "h1")
_MOST_LABELS = 60


def matches(tree: BeautifulSoup) -> bool:
    return first_match(tree, BODIES) is not None


def read(html: str, url: str) -> Page:
    return read_tree(parse(html), url)


def read_tree(tree: BeautifulSoup, url: str) -> Page:
    """Raises NotANotice where no known body is there or it is empty."""
    said = metas(tree)
    fields = _fields(tree)
    headings = [text_of(tree, selector) for selector in _TITLES]
    days = (
        fields.get("发布时间", ""),
        fields.get("发布日期", ""),
        text_of(tree, ".pages-date"),
        said.get("PubDate", ""),
    )
    return assemble(
        tree,
        url,
        template=TEMPLATE,
        title=agreed(said.get("ArticleTitle", ""), *headings, document_title(tree)),
        bodies=BODIES,
        lists=LISTS,
        fields=fields,
        days=days,
    )


def _fields(tree: BeautifulSoup) -> dict[str, str]:
    fields: dict[str, str] = {}
    for place in tree.select(DETAILS, limit=_MOST_LABELS):
        put(fields, *split_label(one_line(place.get_text())))
    for bold in tree.select("td > b", limit=_MOST_LABELS):
        text = bold.get_text()
        cell = bold.find_parent("td")
        value = cell.find_next_sibling("td") if cell else None
        if value and text.strip().endswith(("：", ":")) and label(text):
            put(fields, text, value.get_text())
    return fields
