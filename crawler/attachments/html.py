"""HTML: local pages, tables that a program named .xls or .doc, and web archives (MHTML).

The pages of the ministries have templates of their own (crawler/pages); this reads any other page without knowing it:
prose outside tables as text, data tables as tables, layout tables of one column as text.
"""

import email
import email.policy
from email.message import EmailMessage

from lxml import etree, html

from crawler.attachments.characters import decode
from crawler.attachments.faults import Unreadable
from crawler.attachments.grids import clean, frame
from crawler.attachments.kinds import HTML, MHTML
from crawler.attachments.limits import Budget
from crawler.attachments.spans import SpannedCell, expand
from crawler.attachments.tables import join_continued
from storage.model import Document, Table

_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "option", "button", "svg", "object", "iframe"}
_BLOCKS = {
    *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "br"),
    *("tr", "dd", "dt", "dl", "pre", "blockquote", "table", "center", "form", "hr", "title", "td", "th"),
}
_TO_SPACE = dict.fromkeys(map(ord, "\n\r\t\xa0"), " ")
_MOST_ELEMENTS = 500_000


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
            element.drop_tree()
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body")
    body = root if body is None else body
    tables: list[Table] = []
    asides: list[str] = []
    _take_tables(body, tables, asides, budget)
    lines = _prose(body)
    if title and title not in lines and not any(title.startswith(line) for line in lines[:3]):
        lines.insert(0, title)
    text = "\n".join(lines)
    if not text and not tables:
        doubts = [*doubts, "holds no text; what a reader sees may be made by a script"]
    return Document(media_type, text=text, tables=join_continued(tables), warnings=tuple(doubts), name=name)


def _tree(source: str) -> tuple[html.HtmlElement, list[str]]:
    cleaned = source.replace("\0", "").lstrip("\ufeff")
    if cleaned.lstrip().startswith("<?xml"):
        cleaned = cleaned[cleaned.find("?>") + 2 :]
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(cleaned, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable(f"is no page after all ({str(fault)[:100]}); fetch it again") from None
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise Unreadable(f"has more than {_MOST_ELEMENTS:,} elements and was not read")
    too_deep = any("depth" in entry.message.lower() for entry in parser.error_log)
    doubts = ["is nested so deeply that its innermost parts were not read"] if too_deep else []
    lowered = cleaned.lower()
    if ("<html" in lowered and "</html" not in lowered) or lowered.count("<table") > lowered.count("</table"):
        doubts.append("ends without its closing tags; it may be cut short")
    return root, doubts


def _take_tables(body: html.HtmlElement, tables: list[Table], asides: list[str], budget: Budget) -> None:
    """Innermost tables first; each data table is taken out of the tree, so that its outer cell and the prose do not
    repeat it. A layout table stays and its cells are prose."""
    found: list[tuple[int, Table]] = []
    for number, element in reversed(list(enumerate(body.iter("table"), 1))):
        lines = [
            [SpannedCell("\n".join(_prose(cell)), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in row]
            for row in _rows(element)
        ]
        grid = expand(lines, budget)
        framed = frame(grid, "", [f"table {number} row {index}" for index in range(1, len(grid) + 1)], budget)
        if framed.table is None:
            continue
        caption = element.findtext("caption") or ""
        found.append((number, Table(framed.table.rows, framed.table.header, clean(caption), framed.table.places)))
        note = html.Element("div")
        for line in (*framed.above, *framed.below):
            paragraph = etree.SubElement(note, "p")
            paragraph.text = line
        note.tail = element.tail
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, note)
    tables += [table for _, table in sorted(found, key=lambda pair: pair[0])]


def _rows(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    rows = []
    for element in table.iter("tr"):
        owner = next(element.iterancestors("table"), None)
        if owner is table:
            rows.append([cell for cell in element if cell.tag in ("td", "th")])
    return rows


def _span(cell: html.HtmlElement, name: str) -> int:
    said = cell.get(name)
    if not said:
        return 1
    text = said.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _prose(body: html.HtmlElement) -> list[str]:
    """The text between block boundaries, one entry a block; runs of spaces squeezed to one, inline tags without one."""
    if not len(body):  # most cells are a text and nothing else
        lines = [clean(" ".join(_squeezed(body.text).split()))]
        return [line for line in lines if line]
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            pieces.append(element.tail or "" if event == "end" else "")
            continue
        if tag in _BLOCKS and element is not body:
            pieces.append("\n")
        if event == "start":
            pieces.append(_squeezed(element.text))
        elif element is not body:
            pieces.append(_squeezed(element.tail))
    squeezed = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [clean(line) for line in squeezed if line]


def _squeezed(text: str | None) -> str:
    return text.translate(_TO_SPACE) if text else ""
