"""HTML: local pages, tables that a program named .xls or .doc, and web archives (MHTML).

The pages of the ministries have templates of their own (crawler/pages); this reads any other page without knowing it:
prose outside tables as text, data tables as tables, layout tables of one column as text.
"""

import email
import email.policy
import re
from collections.abc import Iterable
from email.message import EmailMessage
from typing import cast

from lxml import etree

from crawler.attachments.characters import decode
from crawler.attachments.faults import Unreadable
from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import HTML, MHTML
from crawler.attachments.limits import Budget
from crawler.attachments.spans import SpannedCell, expand
from crawler.attachments.tables import join_continued
from storage.model import Document, Table

_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "option", "button", "svg", "object", "iframe"}
_BLOCKS = (
    *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "br"),
    *("dd", "dt", "dl", "pre", "blockquote", "center", "form", "hr", "title"),
)
_OF_TABLES = ("table", "tr", "td", "th")
_ASTRAY = etree.XPath(
    "(.//td | .//th)[not(parent::tr) or not(ancestor::table)]"
    " | .//tr[not(parent::table or parent::tbody or parent::thead or parent::tfoot) or not(ancestor::table)]"
)
_BORDER = "\ufdd0"  # Unicode's for a program's own use; no text has it
_TEXT = etree.XPath("string()", smart_strings=False)
_NESTED = etree.XPath("boolean(.//table)")
_SPANS = etree.XPath("boolean(.//@rowspan or .//@colspan)")
_IN_CAPITALS = re.compile("</?[TH]")
_MOST_ELEMENTS = 500_000
_TOO_MANY = etree.XPath(f"count(//*) > {_MOST_ELEMENTS}")


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    text, doubts = decode(data)
    return _document(text, HTML, name, doubts, budget)


def read_archive(data: bytes, name: str, budget: Budget) -> Document:
    """The first HTML part of an MHTML file. Raises Unreadable."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(part, EmailMessage):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                text, doubts = decode(content)
                return _document(text, MHTML, name, doubts, budget)
    raise Unreadable("is a web archive without a page in it; fetch it again")


def _document(source: str, media_type: str, name: str, doubts: list[str], budget: Budget) -> Document:
    root, deep = _tree(source)
    doubts = [*doubts, *deep]
    for element in list(root.iter(*_UNSEEN)):
        if element.tag != "head":
            _drop(element)
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body")
    body = root if body is None else body
    _mark(body.iter(*_BLOCKS))
    if next(body.iter("tr", "td", "th"), None) is not None:
        _mark(cast("list[etree._Element]", _ASTRAY(body)))
    tables = _take_tables(body, budget)
    lines = _prose(body)
    if title and title not in lines and not any(title.startswith(line) for line in lines[:3]):
        lines.insert(0, title)
    text = "\n".join(lines)
    if not text and not tables:
        doubts = [*doubts, "holds no text; what a reader sees may be made by a script"]
    return Document(media_type, text=text, tables=join_continued(tables), warnings=tuple(doubts), name=name)


def _tree(source: str) -> tuple[etree._Element, list[str]]:
    cleaned = source.replace("\0", "").lstrip("\ufeff")
    if cleaned.lstrip().startswith("<?xml"):
        cleaned = cleaned[cleaned.find("?>") + 2 :]
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(cleaned, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable(f"is no page after all ({str(fault)[:100]}); fetch it again") from None
    if root is None:
        raise Unreadable("is no page after all (no element is in it); fetch it again")
    if _TOO_MANY(root):
        raise Unreadable(f"has more than {_MOST_ELEMENTS:,} elements and was not read")
    too_deep = any("depth" in entry.message.lower() for entry in parser.error_log)
    doubts = ["is nested so deeply that its innermost parts were not read"] if too_deep else []
    lowered = cleaned.lower() if _IN_CAPITALS.search(cleaned) else cleaned
    tables = lowered.count("<table")
    if ("<html" in lowered and lowered.rfind("</html") < 0) or (tables and tables > lowered.count("</table")):
        doubts.append("ends without its closing tags; it may be cut short")
    return root, doubts


def _drop(element: etree._Element) -> None:
    """Out of the tree, but for the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _mark(blocks: Iterable[etree._Element]) -> None:
    """A border where each of the blocks begins and ends, so that the text of any element falls into its lines."""
    for block in blocks:
        block.text = _BORDER + (block.text or "")
        block.tail = _BORDER + (block.tail or "")


def _take_tables(body: etree._Element, budget: Budget) -> list[Table]:
    """Innermost tables first; each data table is taken out of the tree, so that its outer cell and the prose do not
    repeat it. A layout table stays and its cells are prose."""
    found: list[tuple[int, Table]] = []
    for number, element in reversed(list(enumerate(body.iter("table"), 1))):
        said = _cell if _SPANS(element) else _said
        lines = [[said(cell) for cell in row if cell.tag in ("td", "th")] for row in _rows(element)]
        grid = expand(lines, budget)
        framed = frame(grid, "", [f"table {number} row {index}" for index in range(1, len(grid) + 1)], budget)
        if framed.table is None:
            _mark(element.iter(*_OF_TABLES))
            continue
        caption = element.findtext("caption") or ""
        found.append((number, Table(framed.table.rows, framed.table.header, clean(caption), framed.table.places)))
        note = etree.Element("div")
        note.text = _BORDER.join(("", *framed.above, *framed.below, ""))
        note.tail = element.tail
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, note)
    return [table for _, table in sorted(found, key=lambda pair: pair[0])]


def _rows(table: etree._Element) -> list[etree._Element]:
    rows = list(table.iter("tr"))
    if not _NESTED(table):
        return rows
    return [row for row in rows if next(row.iterancestors("table"), None) is table]


def _said(cell: etree._Element) -> str:
    return "\n".join(_prose(cell)) if len(cell) else " ".join((cell.text or "").split())


def _cell(cell: etree._Element) -> SpannedCell | str:
    down, across = cell.get("rowspan"), cell.get("colspan")
    if not down and not across:
        return _said(cell)
    return SpannedCell(_said(cell), _span(down), _span(across))


def _span(said: str | None) -> int:
    text = (said or "1").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _prose(body: etree._Element) -> list[str]:
    """The text between block borders, one entry a block; runs of spaces squeezed to one, inline tags without one."""
    pieces = str(_TEXT(body)).split(_BORDER)
    lines = [" ".join(piece.split()) for piece in pieces if piece and not piece.isspace()]
    return lines if "".join(lines).isprintable() else list(map(clean, lines))
