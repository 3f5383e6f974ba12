"""One page out of the parts that a template found."""

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag

from crawler.pages.attached import links_in
from crawler.pages.errors import NotANotice
from crawler.pages.prose import paragraphs
from crawler.pages.tables import is_data_table, tables_in
from crawler.pages.tree import metas
from crawler.platforms.landmarks import landmarks
from crawler.platforms.text import first_date
from storage.model import Page

_FEW_WORDS = 60


def first_match(tree: Tag, selectors: Iterable[str]) -> tuple[str, Tag] | None:
    """The first selector that matches and the element that holds most of its text, where several match."""
    for selector in selectors:
        if found := tree.select(selector, limit=20):
            return selector, max(found, key=lambda element: len(element.get_text()))
    return None


def assemble(
    tree: BeautifulSoup,
    url: str,
    *,
    template: str,
    title: str,
    bodies: Iterable[str],
    lists: str = "",
    fields: dict[str, str],
    days: Iterable[str],
) -> Page:
    """`bodies` are the selectors of the body, best first; `lists` selects the attachment lists outside it; `days` are
    the texts that may hold the day of publication, most trusted first.

    Raises NotANotice where no body matches or the body is empty.
    """
    wanted = tuple(bodies)
    match = first_match(tree, wanted)
    if match is None:
        raise NotANotice(f"no element matches {' or '.join(wanted)}; the page holds {landmarks(tree)} instead")
    selector, body = match
    text = "\n".join(paragraphs(body, leave_out=is_data_table))
    tables, warnings = tables_in(body)
    outside = [place for place in tree.select(lists) if body not in place.parents] if lists else []
    links = links_in([body, *outside], url)
    images = len(body.find_all("img", src=True))
    if not (text or tables or links or images):
        raise NotANotice(f"the body {selector} is empty; a notice's words were expected there")
    if not title:
        raise NotANotice(f"the body {selector} is there and the title is not; neither metas nor headings name it")
    if images and not tables and len(text) < _FEW_WORDS:
        warnings += (f"the body says little in words and shows {images} images, which are not read",)
    return Page(
        title=title,
        text=text,
        template=template,
        tables=tables,
        links=links,
        fields=fields,
        metas=metas(tree),
        published=first_date(*days),
        body_selector=selector,
        warnings=warnings,
    )
