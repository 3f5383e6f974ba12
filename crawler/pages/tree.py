"""Parsing, and the small readings that every template needs."""

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.pages.furniture import is_counter
from crawler.platforms.text import label, one_line

_LONGEST_LABEL = 20


def parse(html: str) -> BeautifulSoup:
    """Beautiful Soup on lxml, given text: no declaration inside the page is believed again."""
    return BeautifulSoup(html, "lxml")


def metas(tree: BeautifulSoup) -> dict[str, str]:
    """The page's meta elements by name; of several with one name the first that says something."""
    found: dict[str, str] = {}
    for element in tree.find_all("meta", limit=200):
        name = one_line(str(element.get("name") or ""))
        content = one_line(str(element.get("content") or ""))
        if name and (name not in found or not found[name]):
            found[name] = content
    return found


def text_of(tree: Tag, selector: str) -> str:
    """The text of the first element that matches, line breaks kept, or an empty text."""
    element = tree.select_one(selector)
    return element.get_text("").strip() if element else ""


def document_title(tree: BeautifulSoup) -> str:
    """The `title` element without the site's name, which TRS appends after an underscore."""
    text = tree.title.get_text() if tree.title else ""
    head, mark, tail = one_line(text).rpartition("_")
    return head if mark and len(tail) <= 20 else tail if not mark else one_line(text)


def put(fields: dict[str, str], name: str, value: str) -> None:
    """Keep a labelled value; empty ones say nothing, counters say nothing of the notice, the first of several wins."""
    key, text = label(name), one_line(value)
    if key and text and len(key) <= _LONGEST_LABEL and not is_counter(key) and not any(map(str.isdigit, key)):
        fields.setdefault(key, text)


def split_label(text: str) -> tuple[str, str]:
    """`来源：科技司` as (`来源`, `科技司`); without a colon both are empty."""
    for colon in "：:":
        name, mark, value = text.partition(colon)
        if mark and len(label(name)) <= _LONGEST_LABEL:
            return name, value
    return "", ""


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
