"""The files that a page names: links, frames and embedded viewers, one entry a file."""

from collections.abc import Iterable

from bs4 import Tag

from crawler.platforms.addresses import attachment_name, canonical, file_kind, same_file
from storage.model import Link

_CARRIERS = {
    "a": ("href",),
    "iframe": ("fileurl", "src"),
    "embed": ("fileurl", "src"),
    "object": ("data",),
}
MOST_LINKS = 500


def links_in(places: Iterable[Tag], url: str) -> tuple[Link, ...]:
    """Attachments in the order of the page; relative addresses are resolved against the article's `url`."""
    found: dict[str, Link] = {}
    for place in places:
        for element in place.find_all(list(_CARRIERS)):
            if (link := _link(element, url)) and len(found) < MOST_LINKS:
                found.setdefault(same_file(link.url), link)
    return tuple(found.values())


def _link(element: Tag, url: str) -> Link | None:
    for attribute in _CARRIERS[element.name]:
        address = canonical(str(element.get(attribute) or ""), url)
        if address and file_kind(address):
            text = element.get_text() if element.name == "a" else ""
            return Link(address, attachment_name(address, text, str(element.get("title") or "")))
    return None
