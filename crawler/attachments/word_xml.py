"""The XML of a Word document: its parts, settings, and children behind content controls and tracked changes."""

from collections.abc import Iterator

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.numbering import W
from crawler.attachments.packages import Package

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
DEEPEST = 12


def part_root(package: Package, part: str) -> etree._Element:
    root = package.xml(part)
    if isinstance(root.tag, str) and root.tag.startswith(_STRICT):
        for element in root.iter():
            if isinstance(element.tag, str) and element.tag.startswith(_STRICT):
                element.tag = W + element.tag[len(_STRICT) :]
                for key in [str(key) for key in element.attrib if str(key).startswith(_STRICT)]:
                    element.set(W + key[len(_STRICT) :], str(element.attrib.pop(key)))
    return root


def optional_root(package: Package, part: str) -> etree._Element | None:
    """Numbers, styles and notes are worth having, but a document is readable without them."""
    try:
        return part_root(package, part) if part in package else None
    except Unreadable:
        return None


def local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def setting(parent: etree._Element | None, *path: str) -> str | None:
    """The w:val at the end of a path of children; `""` when the element is there without a value."""
    for step in path:
        parent = None if parent is None else parent.find(f"{W}{step}")
    return None if parent is None else parent.get(f"{W}val") or ""


def numbered_styles(root: etree._Element | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in () if root is None else root.iter(f"{W}style"):
        properties = style.find(f"{W}pPr")
        list_id = setting(properties, "numPr", "numId")
        if list_id:
            found[style.get(f"{W}styleId") or ""] = (list_id, number_of(setting(properties, "numPr", "ilvl")))
    return found


def number_of(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else otherwise


def children_of(element: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for child in element:
        if local(child) == kind:
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from children_of(child, kind)


def blocks_of(element: etree._Element, depth: int) -> Iterator[etree._Element]:
    for child in element:
        if local(child) in ("p", "tbl"):
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo") and depth < DEEPEST:
            yield from blocks_of(child, depth + 1)
