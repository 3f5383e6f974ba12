"""MEE article pages of the column template (TRS).

Observed 2022 and 2026: title `h2.neiright_Title`, day `span.xqLyPc.time`, next `span.xqLyPc` the source, body
`.neiright_JPZ_GK_CP` whose paragraphs may be `div`; a copy of day and source for mobiles in `.ydLyZzBox`.
"""

from bs4 import BeautifulSoup

from crawler.pages.assemble import assemble
from crawler.pages.tree import document_title, metas, parse, put, split_label, text_of
from crawler.platforms.text import agreed, one_line
from storage.model import Page

TEMPLATE = "mee_column"
BODIES = (".neiright_JPZ_GK_CP",)


def matches(tree: BeautifulSoup) -> bool:
    return tree.select_one(BODIES[0]) is not None


def read(html: str, url: str) -> Page:
    return read_tree(parse(html), url)


def read_tree(tree: BeautifulSoup, url: str) -> Page:
    """Raises NotANotice where the body is missing or empty."""
    said = metas(tree)
    shown = one_line(text_of(tree, "span.xqLyPc.time")) or one_line(text_of(tree, ".ydLyZzBox span"))
    fields: dict[str, str] = {}
    put(fields, "发布时间", shown)
    for span in tree.select("span.xqLyPc:not(.time), .ydLyZzBox span"):
        put(fields, *split_label(span.get_text()))
    return assemble(
        tree,
        url,
        template=TEMPLATE,
        title=agreed(said.get("ArticleTitle", ""), text_of(tree, ".neiright_Title"), document_title(tree)),
        bodies=BODIES,
        fields=fields,
        days=(shown, said.get("PubDate", "")),
    )
