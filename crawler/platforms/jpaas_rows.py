"""The row dialects of jpaas lists. Each is declared; a list that fits none has drifted and is reported, not guessed.

Observed 2025-2026: MIIT columns (`li.cf` or plain `li`), MIIT 意见征集 (consultations: hidden deadline in epoch
milliseconds), SAMR columns (one `ul` a row), SAMR 征集调查 (consultations: date range), 法规库 (statute tables),
MOFCOM and MOHURD lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup, Tag

from crawler.platforms.addresses import canonical, external_id
from crawler.platforms.landmarks import landmarks
from crawler.platforms.rows import Row
from crawler.platforms.text import dates_in, epoch_ms_date, first_date, fuller, one_line, unspaced

Days = tuple[date | None, date | None]
_MARKERS = ("暂无", "没有相关", "无相关", "没有数据", "没有内容", "无数据", "没有找到")
_NESTED = ["dl", "ul", "ol", "table"]


def _printed_day(row: Tag) -> Days:
    return _day_of(row), None


def _day_of(row: Tag, leave_out: Tag | None = None) -> date | None:
    """Beside the link as a rule; in some lists inside it, in an element of its own."""
    if day := first_date(_text_beside_links(row, leave_out)):
        return day
    inside = (one_line(part.get_text()) for part in row.select("a span, a em, a time") if part is not leave_out)
    return first_date(*(text for text in inside if len(text) <= 24))


def _hidden_deadline(row: Tag) -> Days:
    hidden = _first(row, "endtime")
    text = hidden.get_text() if hidden else ""
    shown = _first(row, "fr")
    day = (first_date(shown.get_text()) if shown else None) or _day_of(row, leave_out=hidden)
    return day, epoch_ms_date(text) or first_date(text)


def _window(row: Tag) -> Days:
    """`2026-09-17至2026-10-17`: the first day is the day of publication."""
    shown = _first(row, "doctime")
    days = dates_in(shown.get_text(" ") if shown else _text_beside_links(row))
    return (days[0] if days else None), (days[1] if len(days) > 1 else None)


def _deadline_only(row: Tag) -> Days:
    """MOHURD prints `截止日期 YYYY-MM-DD` (deadline) and no day of publication."""
    shown = _first(row, "date-info")
    text = shown.get_text() if shown else _text_beside_links(row)
    return (None, first_date(text)) if "截止" in text else (first_date(text), None)


def _first(row: Tag, name: str) -> Tag | None:
    """The first element of a class; a walk costs a fifth of a selector here."""
    return row.find(class_=name)


def _text_beside_links(row: Tag, leave_out: Tag | None = None) -> str:
    parts = [
        str(part)
        for part in row.find_all(string=True)
        if not any(parent.name in ("a", *_NESTED) or parent is leave_out for parent in _parents(part, row))
    ]
    return " ".join(parts)


def _parents(part: object, top: Tag) -> list[Tag]:
    found, parent = [], getattr(part, "parent", None)
    while parent is not None and parent is not top:
        found.append(parent)
        parent = parent.parent
    return found


def _marks(*names: str) -> frozenset[str]:
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Dialect:
    frame: str
    rows: str
    days: Callable[[Tag], Days]
    marks: frozenset[str]  # classes of which one stands in every such list, so that others need no selecting
    undated: bool = False  # the list prints no day of publication
    direct: bool = False  # a row's link is its own child; so plain a dialect would else read any other in part


DIALECTS = (
    Dialect(
        "ul.Three_zhnlist_02",
        "ul.Three_zhnlist_02 > li.zjnav04Left02_content",
        _window,
        _marks("zjnav04Left02_content"),
    ),
    Dialect(
        "div.Three_zhnlist_02",
        "div.Three_zhnlist_02 ul:has(> li.nav04Left02_content)",
        _printed_day,
        _marks("nav04Left02_content"),
    ),
    Dialect(".clist_con", ".clist_con ul > li", _hidden_deadline, _marks("clist_con")),
    Dialect(
        "ul.solicit-list-ul",
        "ul.solicit-list-ul > li.long-deta",
        _deadline_only,
        _marks("solicit-list-ul"),
        undated=True,
    ),
    Dialect(
        "ul.txtList_01, ul.policy-list",
        "ul.txtList_01 > li, ul.policy-list > li",
        _printed_day,
        _marks("txtList_01", "policy-list"),
    ),
    Dialect(
        '.page-content, [id="右侧内容"], [id^="当前栏目"]',
        "li.cf, .page-content > ul > li",
        _hidden_deadline,
        _marks("cf", "page-content"),
        direct=True,
    ),
    Dialect(".page-content table", ".page-content table tr:has(td)", _printed_day, _marks("page-content")),
)


def read_fragment(tree: BeautifulSoup, base: str) -> tuple[tuple[Row, ...], int, tuple[str, ...], bool]:
    """Rows, how many places held none, faults, and whether the list's frame is there without a row."""
    classes = {name for element in tree.find_all(class_=True) for name in element.get_attribute_list("class")}
    for dialect in DIALECTS:
        if not dialect.marks & classes:
            continue
        found = [row for row in tree.select(dialect.rows) if not _is_separator(row)]
        if any(row.find("a", recursive=not dialect.direct) for row in found):
            rows, skipped, faults = _read_rows(found, dialect, base)
            return rows, skipped, faults, False
    marker = _says_empty(tree)
    framed = any(tree.select_one(dialect.frame) for dialect in DIALECTS)
    if marker:
        return (), 0, (), True
    if framed:
        return (), 0, ("the list's frame holds no row and no word that it is empty",), True
    wanted = ", ".join(dialect.rows for dialect in DIALECTS)
    return (), 0, (f"the list holds {landmarks(tree)}; no element matches any of {wanted}",), False


def _is_separator(row: Tag) -> bool:
    return bool({"empty", "border-line"} & set(row.get_attribute_list("class")))


def _says_empty(tree: BeautifulSoup) -> bool:
    pager = tree.select_one(".pagination[count]")
    if pager is not None and str(pager.get("count")).strip() == "0":
        return True
    entries = [item for item in tree.find_all(["li", "tr"]) if not _is_separator(item)]
    if any(len(unspaced(item.get_text())) > 12 for item in entries):
        return False
    text = unspaced(tree.get_text())
    return bool(tree.select_one("li.empty, .nodata, .no-data")) or (
        len(text) < 80 and any(word in text for word in _MARKERS)
    )


def _read_rows(found: list[Tag], dialect: Dialect, base: str) -> tuple[tuple[Row, ...], int, tuple[str, ...]]:
    rows: dict[str, Row] = {}
    faults: list[str] = []
    skipped = 0
    for number, element in enumerate(found, start=1):
        anchor = _own_link(element)
        url = canonical(str(anchor.get("href") or ""), base) if anchor else None
        title = fuller(anchor.get_text(), str(anchor.get("title") or "")) if anchor else ""
        if url is None or not title:
            skipped += 1
            continue
        published, deadline = dialect.days(element)
        if published is None and not (dialect.undated and deadline):
            faults.append(f"row {number} has no date: {title[:40]}")
        number_text = _document_number(element) if element.name == "tr" else ""
        rows.setdefault(url, Row(url, title, published, external_id(url), deadline, number_text))
    if not rows:
        faults.append(f"none of {len(found)} rows has a link that can be followed")
    return tuple(rows.values()), skipped, tuple(faults)


def _own_link(row: Tag) -> Tag | None:
    """The row's first link with an address; links in nested lists lead to documents that the row merely explains."""
    for anchor in row.find_all("a", href=True):
        if not any(parent.name in _NESTED for parent in _parents(anchor, row)):
            return anchor
    return None


def _document_number(row: Tag) -> str:
    cells = [one_line(cell.get_text()) for cell in row.find_all("td")]
    return next(
        (cell for cell in reversed(cells) if "号" in cell and len(cell) < 60 and any(map(str.isdigit, cell))), ""
    )
