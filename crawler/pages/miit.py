"""MIIT article pages (jpaas).

Observed 2022-2026: body `#con_con`; `#con_time` and meta PubDate can differ by a day or more, the visible one is
trusted; the box `.xxgk-box` holds the document number; a script rewrites `#con_title` of announcements in a browser,
so the meta ArticleTitle is the title as published.
"""

from bs4 import BeautifulSoup
from bs4.element import Tag

from crawler.pages.assemble import assemble
from crawler.pages.tree import document_title, metas, parse, put, split_label, text_of
from crawler.platforms.text import agreed, one_line, unspaced
from storage.model import Page

TEMPLATE = "miit"
BODIES = ("#con_con",)


def matches(tree: BeautifulSoup) -> bool:
    return tree.select_one(BODIES[0]) is not None


def read(html: str, url: str) -> Page:
    return read_tree(parse(html), url)


def read_tree(tree: BeautifulSoup, url: str) -> Page:
    """Raises NotANotice where the body is missing or empty."""
    said = metas(tree)
    shown = split_label(one_line(text_of(tree, "#con_time")))[1] or one_line(text_of(tree, "#con_time"))
    return assemble(
        tree,
        url,
        template=TEMPLATE,
        title=agreed(said.get("ArticleTitle", ""), text_of(tree, "#con_title"), document_title(tree)),
        bodies=BODIES,
        fields=_fields(tree, shown, said.get("ContentSource", "")),
        days=(shown, said.get("PubDate", "")),
    )


def _fields(tree: BeautifulSoup, shown: str, source: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in tree.select(".xxgk-box p"):
        spans = _own_spans(line)
        if len(spans) > 1:
            put(fields, spans[0].get_text(), spans[-1].get_text())
        else:
            put(fields, *split_label(line.get_text()))
    put(fields, "发文字号", text_of(tree, ".xxgk-box .xxgk-fwzh"))
    put(fields, "发布时间", shown)
    for span in tree.select(".cinfo span"):
        if not span.get("id"):
            put(fields, *split_label(span.get_text()))
    put(fields, "来源", source)
    return {name: value for name, value in fields.items() if unspaced(value) != name + "："}


def _own_spans(line: Tag) -> list[Tag]:
    return [span for span in line.find_all("span") if span.find_parent("span") is None]
