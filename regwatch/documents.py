"""What Regwatch understands of one local document: bytes in, the facts that a crawled notice would carry out.

A page of a known site is read with that site's template; every other file is read in the sandbox.
"""

import re
from dataclasses import replace

from crawler.attachments import kinds
from crawler.attachments.sandbox import read_safely
from crawler.facts.headings import Heading, heading_of
from crawler.facts.issuers import from_name
from crawler.guards.blocks import by_content
from crawler.pages import NotANotice, WrongCharset, read_page
from crawler.pages.decoding import decode
from crawler.pages.tree import document_title, metas, parse
from crawler.platforms.text import agreed
from regwatch.document_archives import of_archive
from regwatch.document_facts import Understood, facts_of, of_document
from storage.model import Document

LARGEST_PAGE = 8 << 20  # bytes; a larger page is read in the sandbox without its site's template
_SITES = {
    "miit": "工业和信息化部",
    "samr": "国家市场监督管理总局",
    "mee_xxgk": "生态环境部",
    "mee_column": "生态环境部",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def understand(data: bytes, name: str) -> Understood:
    """Whatever the bytes are; what cannot be read is not `readable` and its warning names `name` and the fault."""
    if kinds.kind_of(data) == kinds.HTML and len(data) <= LARGEST_PAGE:
        return _understand_page(data, name)
    document = read_safely(data, name)
    if document.members:
        return of_archive(document)
    return of_document(document, heading_of(document.text))


def unreadable(name: str, fault: str) -> Understood:
    """The answer to a file whose bytes could not be had; `fault` ends the sentence that its name begins."""
    return of_document(Document("", readable=False, warnings=(f"{name} {fault}",), name=name), Heading())


def _understand_page(data: bytes, name: str) -> Understood:
    try:
        html, _ = decode(data, "")
        page = read_page(html, "")
    except (NotANotice, WrongCharset, RecursionError, ValueError):
        return _of_unknown_page(data, name)
    site = from_name(page.metas.get("SiteName", ""))
    body = site[0] if site else _SITES.get(page.template, "")
    found = facts_of(page, (), body)
    return replace(
        found,
        title_from="page",
        media_type=kinds.HTML,
        links=tuple((link.name, link.url) for link in page.links),
        warnings=tuple(f"{name}: {said}" for said in found.warnings),
    )


def _of_unknown_page(data: bytes, name: str) -> Understood:
    document = read_safely(data, name)
    block = by_content(data)
    if block is not None:
        document = replace(document, warnings=(*document.warnings, f"{name}: not the document asked for: {block.what}"))
    heading = heading_of(document.text)
    stated = _title_of_page(data)
    if stated and document.readable:
        heading = Heading(stated, heading.fields)
    found = of_document(document, heading)
    return replace(found, title_from="page") if stated and found.title == stated else found


def _title_of_page(data: bytes) -> str:
    """The title that a page of no known template states in its metas, its only heading or its title element."""
    try:
        tree = parse(decode(data, "")[0])
    except (WrongCharset, RecursionError, ValueError):
        return ""
    headings = [element.get_text() for element in tree.find_all("h1", limit=2)]
    stated = agreed(
        metas(tree).get("ArticleTitle", ""), headings[0] if len(headings) == 1 else "", document_title(tree)
    )
    return stated if 4 <= len(stated) <= 300 and (_HAN.search(stated) or headings) else ""
