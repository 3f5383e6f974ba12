"""Detail pages: text in, a page of plain values out; one file per template family."""

from crawler.pages.errors import NotANotice, WrongCharset
from storage.model import Page


def read_page(html: str, url: str) -> Page:
    """Read an article with the template it fits; `url` is its own address, against which links are resolved.

    Raises NotANotice where none fits, where the body is empty or where no title is found.
    """
    from crawler.pages import templates  # Beautiful Soup is slow to import, and most crawls read no page

    return templates.read_page(html, url)


__all__ = ["NotANotice", "WrongCharset", "read_page"]
