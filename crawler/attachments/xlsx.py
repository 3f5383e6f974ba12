"""Excel workbooks (.xlsx, also as WPS writes .et): cells as they are shown, merged cells filled.

Read straight from the sheet XML, row by row, because the number formats are needed (leading zeros, dates as the
publisher prints them) and because a sheet that claims a cell at XFD1048576 must not become a dense grid.
Source: ECMA-376 part 1, chapter 18.
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.kinds import XLSX
from crawler.attachments.limits import Budget
from crawler.attachments.number_formats import BUILT_IN
from crawler.attachments.packages import Package
from crawler.attachments.sheets import Sheet, workbook_document
from crawler.attachments.xlsx_sheets import SheetReader, local, rich_text
from storage.model import Document


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    with Package(data, budget) as package:
        return workbook_document(_sheets(package, budget), XLSX, name, budget)


def _attribute(element: etree._Element, wanted: str) -> str:
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == wanted:
            return str(value)
    return ""


def _sheets(package: Package, budget: Budget) -> Iterator[Sheet]:
    base = "xl/workbook.xml"
    book = package.xml(base)
    targets = _targets(package)
    strings = _shared_strings(package, targets)
    formats = _formats(package)
    epoch_1904 = any(_attribute(pr, "date1904") in ("1", "true") for pr in book.iter() if local(pr) == "workbookPr")
    found = False
    for element in book.iter():
        if local(element) != "sheet":
            continue
        part = targets.get(element.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") or "")
        part = part or targets.get(_relation_id(element)) or ""
        if part not in package or "chartsheet" in part:
            continue
        found = True
        title = element.get("name") or posixpath.basename(part)
        sheet = SheetReader(strings, formats, epoch_1904, budget).read(package.read(part), title, part)
        sheet.hidden = (element.get("state") or "visible") != "visible"
        yield sheet
    if not found:
        raise Unreadable("is damaged: its workbook names no sheet that is in the file")


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def _targets(package: Package) -> dict[str, str]:
    part = "xl/_rels/workbook.xml.rels"
    if part not in package:
        raise Unreadable(f"is damaged: its part {part} is missing")
    found = {}
    for relation in package.xml(part):
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[relation.get("Id") or ""] = path
        kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
        found.setdefault(f"#{kind}", path)
    return found


def _shared_strings(package: Package, targets: dict[str, str]) -> list[str]:
    part = targets.get("#sharedStrings", "xl/sharedStrings.xml")
    if part not in package:
        return []
    return [rich_text(item) for item in package.xml(part).iterchildren("{*}si")]


def _formats(package: Package) -> list[str]:
    """The number format code of each cell style."""
    if "xl/styles.xml" not in package:
        return []
    root = package.xml("xl/styles.xml")
    codes = dict(BUILT_IN)
    styles: list[str] = []
    for part in root:
        if local(part) == "numFmts":
            for item in part:
                if (item.get("numFmtId") or "").isdecimal():
                    codes[int(item.get("numFmtId") or 0)] = item.get("formatCode") or ""
        elif local(part) == "cellXfs":
            ids = [item.get("numFmtId") or "0" for item in part if local(item) == "xf"]
            styles = [codes.get(int(number), "") if number.isdecimal() else "" for number in ids]
    return styles
