"""Which template a page fits: those of the three ministries, and the fallback for any other government's host."""

from types import ModuleType

from crawler.pages import generic, mee_column, mee_xxgk, miit, samr
from crawler.pages.errors import NotANotice
from crawler.pages.tree import host_of, parse
from crawler.platforms.landmarks import landmarks
from storage.model import Page

_MINISTRIES = (miit, samr, mee_xxgk, mee_column)
_THEIR_HOSTS = frozenset({"www.miit.gov.cn", "wap.miit.gov.cn", "www.samr.gov.cn", "www.mee.gov.cn"})


def read_page(html: str, url: str) -> Page:
    """Read an article with the template it fits; `url` is its own address, against which links are resolved.

    Raises NotANotice where none fits, where the body is empty or where no title is found.
    """
    tree = parse(html)
    candidates: tuple[ModuleType, ...] = _MINISTRIES
    if host_of(url) not in _THEIR_HOSTS:
        candidates += (generic,)
    for template in candidates:
        if template.matches(tree):
            page: Page = template.read_tree(tree, url)
            return page
    wanted = ", ".join(selector for template in candidates for selector in template.BODIES[:2])
    raise NotANotice(f"the page holds {landmarks(tree)} and no known body ({wanted})")
