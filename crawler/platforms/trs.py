"""TRS static list pages, as MEE and MOJ publish them.

Observed (recorded 2026-06 and 2026-09): rows are `li` with `span.date` before or after the link; entries of a
navigation have no date; `title=""` is present but empty; pages are index.shtml, index_1.shtml … index_{countPage-1};
the mobile page fetches bare fragments of `li` rows; public-information lists are tables in frames.
"""

import re
from datetime import date
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from crawler.platforms.addresses import canonical, external_id
from crawler.platforms.landmarks import landmarks
from crawler.platforms.rows import ListPage, Row
from crawler.platforms.text import dates_in, first_date, fuller, one_line, unspaced

FRAMES = {
    ".mobile_list": ".mobile_list li",
    "ul#div": "ul#div > li",
    ".iframe-list": ".iframe-list tr:has(td)",
    "ul.newsMsgList_zzy": "ul.newsMsgList_zzy > li",
}
_FRAGMENT = "li:has(> span.date)"
_DATE_PLACES = "span.date, .date, .rightData, td span, td"
_PAGES = (
    re.compile(r"\bcountPage\s{0,5}=\s{0,5}(\d{1,5})\b"),
    re.compile(r"\bcreatePageHTML\(\s{0,5}(\d{1,5})\s{0,5},"),
)
_INDEX = re.compile(r"(?P<stem>index(?:_\d{3,6})?)(?:_\d{1,4})?\.(?P<ending>s?html?)\Z")
_NAMED_COPY = re.compile(r"index_(\d{3,6})\.(s?html?)\Z")
_EMPTY_WORDS = ("暂无", "没有相关", "无相关", "没有内容")


def page_url(column_url: str, k: int) -> str:
    """The address of page `k`, counted from 0: `index_3.shtml` in a folder, `index_6700_3.html` beside a named list.

    Raises ValueError for a negative page.
    """
    if k < 0:
        raise ValueError(f"page {k} of a list does not exist; pages count from 0")
    parts = urlsplit(column_url)
    folder, _, name = parts.path.rpartition("/")
    stem, ending = "index", "shtml"
    if copy := _NAMED_COPY.match(name):
        stem, ending = f"index_{copy[1]}", copy[2]
    elif index := _INDEX.match(name):
        stem, ending = index["stem"], index["ending"]
    elif k == 0:
        return column_url
    if k == 0 and not name:
        return column_url
    last = f"{stem}.{ending}" if k == 0 else f"{stem}_{k}.{ending}"
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{last}", "", ""))


def read_list(html: str, page_url: str) -> ListPage:
    """The rows of a list page, of a bare fragment of rows, or of a framed table."""
    tree = BeautifulSoup(html, "lxml")
    pages = _page_count(html)
    found, framed = _row_elements(tree)
    if not framed:
        frame = tree.find("iframe", src=True)
        hint = f"; a frame shows {str(frame['src'])[:120]}" if isinstance(frame, Tag) else ""
        wanted = ", ".join(FRAMES)
        fault = f"the page holds {landmarks(tree)}{hint}; no element matches any of {wanted}"
        return ListPage((), 0, None, pages, (fault,))
    rows, skipped, faults = _read_rows(found, page_url)
    if rows or faults:
        return ListPage(rows, skipped, None, pages, faults)
    if _says_empty(tree):
        return ListPage((), skipped, 0, pages, (), empty=True)
    fault = "the list's frame holds no dated row and no word that it is empty"
    return ListPage((), skipped, None, pages, (fault,), empty=True)


def _row_elements(tree: BeautifulSoup) -> tuple[list[Tag], bool]:
    for frame, rows in FRAMES.items():
        if tree.select_one(frame):
            return list(tree.select(rows)), True
    bare = not tree.find(["title", "div", "table"])
    found = list(tree.select(_FRAGMENT)) if bare else []
    return found, bool(found)


def _says_empty(tree: BeautifulSoup) -> bool:
    text = "".join(unspaced(frame.get_text()) for frame in tree.select(", ".join(FRAMES)))
    return any(word in text for word in _EMPTY_WORDS)


def _read_rows(found: list[Tag], base: str) -> tuple[tuple[Row, ...], int, tuple[str, ...]]:
    rows: dict[str, Row] = {}
    faults: list[str] = []
    skipped = 0
    linked = 0
    for number, element in enumerate(found, start=1):
        anchor = element.find("a", href=True)
        place = element.select_one(_DATE_PLACES)
        url = canonical(str(anchor["href"]), base) if anchor else None
        title = fuller(anchor.get_text(), str(anchor.get("title") or "")) if anchor else ""
        if url is None or not title:
            skipped += 1
            continue
        linked += 1
        day = _day(element)
        if day is None and place is None:
            skipped += 1
            continue
        if day is None:
            faults.append(f"row {number} has no date: {title[:40]}")
        rows.setdefault(url, Row(url, title, day, external_id(url), doc_number=_document_number(element)))
    if linked and not rows:
        faults.append(f"none of {linked} linked rows has a date")
    return tuple(rows.values()), skipped, tuple(faults)


def _day(row: Tag) -> date | None:
    places = (place for place in row.select(_DATE_PLACES) if not (place.name == "td" and place.find("a")))
    return first_date(*(place.get_text() for place in places))


def _document_number(row: Tag) -> str:
    """Framed tables may print the number in a cell of its own."""
    cells = [one_line(cell.get_text()) for cell in row.find_all("td") if not cell.find("a")]
    return next((cell for cell in cells if "号" in cell and not dates_in(cell) and len(cell) < 60), "")


def _page_count(html: str) -> int | None:
    for form in _PAGES:
        if found := form.search(html):
            return int(found[1])
    return None
