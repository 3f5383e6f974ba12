"""PDF: prose by pdfium, tables by their ruling lines with pdfplumber page by page, joined over page breaks.

Pages without ruling lines never go through pdfplumber. Pages without a text layer are pictures and are said.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from crawler.attachments import ocr
from crawler.attachments.boxes import Run
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.glyphs import Line
from crawler.attachments.grids import frame
from crawler.attachments.kinds import PDF
from crawler.attachments.limits import Budget
from crawler.attachments.page_breaks import join
from crawler.attachments.page_furniture import furniture
from crawler.attachments.pdfium_pages import holds_picture, may_hold_table, printed_lines
from crawler.attachments.plumbing import glyphs_of, lines_and_grids
from crawler.attachments.prose import is_page_number, paragraphs
from crawler.attachments.recognised import lay_out
from crawler.attachments.ruled import Grid
from crawler.attachments.tables import join_continued
from crawler.attachments.unlined import names_columns, runs_of
from storage.model import Document, Table

_FEWEST_CHARACTERS = 4
_TAIL = 4096


@dataclass(slots=True)
class _Sheet:
    """One page in reading order: lines and grids by their tops."""

    number: int
    items: list[Line | Grid] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    picture: bool = False
    recognised: bool = False
    doubts: list[str] = field(default_factory=list)
    height: float = 0.0


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable when nothing can be known: encrypted, damaged, or pictures only without the [ocr] extra."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if "password" in str(fault).lower() or "security" in str(fault).lower():
            raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy") from None
        raise Unreadable(f"is damaged or cut short ({str(fault)[:100]}); fetch it again") from None
    try:
        sheets = list(_sheets(document, data, budget))
    finally:
        document.close()
    if not sheets:
        raise Unreadable("is damaged: it has no pages; fetch it again")
    if b"%%EOF" not in data[-_TAIL:]:
        sheets[-1].doubts.append("ends without its end mark (%%EOF); it may be cut short")
    return _document(sheets, name, budget)


def _sheets(document: Any, data: bytes, budget: Budget) -> Iterator[_Sheet]:
    pages = len(document)
    if pages > budget.quotas.pages:
        raise TooLarge(f"has {pages:,} pages, more than the {budget.quotas.pages:,} that are read")
    plumber: Any = None
    running: Sequence[Run] | None = None
    for index in range(pages):
        sheet = _Sheet(index + 1)
        try:
            page = document[index]
            lines, ruled = printed_lines(page, budget), may_hold_table(page)
            sheet.height = float(page.get_height())
            if not any(line.text for line in lines) and holds_picture(page):
                sheet.picture = True
                running = _recognise(page, sheet, budget, running)
            page.close()
        except pdfium.PdfiumError as fault:
            sheet.doubts.append(f"page {index + 1} is damaged and was left out ({str(fault)[:80]})")
            yield sheet
            continue
        if not sheet.picture and (ruled or running or names_columns(lines)):
            with_tables = None
            try:
                plumber = plumber or pdfplumber.open(io.BytesIO(data))
                with_tables = lines_and_grids(plumber.pages[index]) if ruled else None
                if with_tables is None and (running or names_columns(lines)):
                    laid = lay_out(runs_of(glyphs_of(plumber.pages[index])), sheet.number, budget, running)
                    sheet.tables, running = laid.tables, laid.running
                    lines = [item for item in laid.items if isinstance(item, Line)] if laid.tables else lines
                else:
                    running = None
            except TooLarge:
                raise
            except Exception as fault:  # noqa: BLE001 - pdfminer raises what a broken page provokes; the text stays
                sheet.doubts.append(f"the tables of page {index + 1} could not be read ({type(fault).__name__})")
            if with_tables is not None:
                lines = [line for line in with_tables if isinstance(line, Line)]
                sheet.items += [item for item in with_tables if isinstance(item, Grid)]
                for item in sheet.items:
                    if isinstance(item, Grid):
                        item.pages = [sheet.number] * len(item.rows)
        height = 842.0 if not lines else max(line.bottom for line in lines)
        sheet.items += [line for line in lines if not is_page_number(line, max(height, 400))]
        sheet.items.sort(key=lambda item: item.top)
        yield sheet


def _recognise(page: Any, sheet: _Sheet, budget: Budget, running: Sequence[Run] | None) -> Sequence[Run] | None:
    """Fills the sheet; the header of a table that its last line leaves open."""
    if not ocr.available():
        return None
    if budget.recognised >= budget.quotas.recognised_pages:
        sheet.doubts.append(f"page {sheet.number} is an image beyond the {budget.recognised} that are read; not read")
        return None
    budget.recognised += 1
    try:
        recognised = ocr.recognise_page(page)
    except TooLarge as fault:
        sheet.doubts.append(f"page {sheet.number} {fault}")
        return None
    laid = lay_out(recognised.runs, sheet.number, budget, running, recognised.grids)
    height = float(page.get_height())
    sheet.items += [item for item in laid.items if isinstance(item, Grid) or not is_page_number(item, height)]
    sheet.tables += laid.tables
    sheet.recognised = True
    return laid.running


def _without_furniture(sheets: Sequence[_Sheet]) -> None:
    """Running heads and feet leave their pages; each is said once, at the end."""
    lines = [[item for item in sheet.items if isinstance(item, Line)] for sheet in sheets]
    repeated = furniture([(held, sheet.height) for held, sheet in zip(lines, sheets, strict=True)])
    gone = {id(lines[page][place]) for places in repeated for page, place in places}
    for sheet in sheets:
        sheet.items = [item for item in sheet.items if id(item) not in gone]
    sheets[-1].items += [lines[page][place] for (page, place), *_ in repeated]


def _document(sheets: Sequence[_Sheet], name: str, budget: Budget) -> Document:
    _without_furniture(sheets)
    flow: list[Line | Grid] = []
    fresh_page = True
    for sheet in sheets:
        fresh_page = True
        for item in sheet.items:
            last = flow[-1] if flow else None
            joined = None
            if isinstance(item, Grid) and isinstance(last, Grid) and fresh_page and last.pages[-1] == sheet.number - 1:
                joined = join(last, item)
            if joined is not None:
                flow[-1] = joined
            else:
                flow.append(item)
            fresh_page = False
    tables: list[Table] = []
    prose: list[Line | None] = []
    for item in flow:
        if isinstance(item, Line):
            prose.append(item)
            continue
        framed = frame(item.rows, "", [f"page {page}" for page in item.pages], budget)
        prose += [None, *(_as_line(text) for text in (*framed.above, *framed.below)), None]
        if framed.table is not None and len(framed.table.rows) > 1:
            tables.append(framed.table)
        elif framed.table is not None:  # the foot of a title page: 发布 and 实施 beside one another between two lines
            prose.append(_as_line(" ".join(dict.fromkeys(filter(None, framed.table.rows[0])))))
    loose = [table for sheet in sheets for table in sheet.tables]
    tables += join_continued(loose, [index > 0 for index in range(len(loose))])
    text = "\n".join(paragraphs(prose))
    return Document(
        media_type=PDF,
        text=text,
        tables=tuple(tables),
        readable=bool(text or tables),
        warnings=_findings(sheets, text, bool(tables)),
        name=name,
    )


def _as_line(text: str) -> Line:
    return Line(text, 0, 0, 0, 0, 0)


def _findings(sheets: Sequence[_Sheet], text: str, tables: bool) -> tuple[str, ...]:
    found = [doubt for sheet in sheets for doubt in sheet.doubts]
    pictures = [sheet.number for sheet in sheets if sheet.picture]
    recognised = [sheet.number for sheet in sheets if sheet.recognised]
    if recognised:
        found.append(f"{_pages(recognised)} read by character recognition; check names and numbers against the picture")
    elif pictures and not ocr.available():
        found.append(f"{_pages(pictures)} images; install the [ocr] extra to have them read")
    elif not text and not tables:
        found.append("holds no text")
    lost = text.count("\ufffd") + text.count("(cid:") + sum("\ue000" <= char <= "\uf8ff" for char in text)
    if lost > max(_FEWEST_CHARACTERS, len(text) // 50):
        found.append(f"{lost} characters of its text layer have no known meaning; compare with the printed page")
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """`page 3 is`, `pages 1–3, 7 are`."""
    parts: list[str] = []
    start = before = numbers[0]
    for number in [*numbers[1:], 0]:
        if number != before + 1:
            parts.append(str(start) if start == before else f"{start}–{before}")
            start = number
        before = number
    return f"page {numbers[0]} is" if len(numbers) == 1 else f"pages {', '.join(parts)} are"
