"""Made announcements out of fixtures/odd_lists: lines and tables become HTML, DOCX and XLSX, and are read as a notice.

How the fixtures are written is told in their README.
"""

import io
import tomllib
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import docx
import openpyxl

from crawler.attachments.reading import read
from crawler.reading import read_notice
from storage.model import Attachment, Document, Entry, Facts, Page
from storage.registers import ListingRow

FOLDER = Path(__file__).parents[2] / "fixtures" / "odd_lists"
Merge = tuple[int, int, int, int]


def cases(kind: str) -> list[dict[str, Any]]:
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    return [case for file in found for case in file.get(kind, [])]


@dataclass
class Block:
    """A run of lines, or a table: cells and the ranges merged (top, left, bottom, right)."""

    lines: list[str]
    rows: list[list[str]]
    merges: list[Merge]
    name: str = ""


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    name = ""
    for line in text.strip("\n").split("\n"):
        if line.startswith("# "):
            name = line[2:]
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not found or not found[-1].rows or found[-1].name != name:
                found.append(Block([], [], [], name))
            found[-1].rows.append(cells)
        else:
            if not found or found[-1].rows:
                found.append(Block([], [], []))
            found[-1].lines.append(line)
    for block in found:
        _merge(block)
    return found


def _merge(block: Block) -> None:
    rows = block.rows
    for top, row in enumerate(rows):
        for left, cell in enumerate(row):
            if cell in ("<", "^"):
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and rows[bottom + 1][left : right + 1] == ["^"] * (right - left + 1):
                bottom += 1
            if (bottom, right) != (top, left):
                block.merges.append((top, left, bottom, right))
    block.rows = [["" if cell in ("<", "^") else cell.replace("⏎", "\n") for cell in row] for row in rows]


def as_html(text: str) -> bytes:
    parts: list[str] = []
    for block in blocks(text):
        parts += [f"<p>{escape(line)}</p>" for line in block.lines]
        if block.rows:
            parts.append(_html_table(block))
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(parts)}</body></html>'.encode()


def _html_table(block: Block) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in block.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in block.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    lines = []
    for row, cells in enumerate(block.rows):
        line = ""
        for column, cell in enumerate(cells):
            if (row, column) not in covered:
                down, across = spans.get((row, column), (1, 1))
                line += f'<td rowspan="{down}" colspan="{across}">{escape(cell).replace(chr(10), "<br>")}</td>'
        lines.append(f"<tr>{line}</tr>")
    return f"<table>{''.join(lines)}</table>"


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for block in blocks(text):
        for line in block.lines:
            document.add_paragraph(line)
        if not block.rows:
            continue
        table = document.add_table(rows=len(block.rows), cols=max(map(len, block.rows)))
        for row, cells in zip(table.rows, block.rows, strict=True):
            for cell, value in zip(row.cells, cells, strict=False):
                cell.text = value
        for top, left, bottom, right in block.merges:
            merged = table.cell(top, left).merge(table.cell(bottom, right))
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)
    return _saved(document)


def as_xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet, used, named = book.active, 0, ""
    for block in blocks(text):
        if block.name != named:
            sheet = book.create_sheet(block.name) if used else sheet
            sheet.title, named, used = block.name, block.name, 0
        for line in block.lines:
            sheet.append([line])
            used += 1
        for row in block.rows:
            sheet.append(row)
        for top, left, bottom, right in block.merges:
            sheet.merge_cells(
                start_row=top + 1 + used, start_column=left + 1, end_row=bottom + 1 + used, end_column=right + 1
            )
        used += len(block.rows)
    return _saved(book)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


MAKERS = {"html": as_html, "docx": as_docx, "xlsx": as_xlsx}


def facts_of(case: dict[str, Any], form: str, day: date | None = None) -> Facts:
    """The facts of the case as a notice, its annexes in one form (or in the only one that the case allows)."""
    body = read(as_html(case["body"]), "body")
    page = Page(case["title"], body.text, "made", body.tables, published=day)
    files = []
    for annex in case.get("annex", []):
        own = annex.get("form", form)
        document = read(MAKERS[own](annex["text"]), f"{annex['name']}.{own}")
        files.append(_attachment(document, f"{annex['name']}.{own}"))
    return read_notice(page, files, "工业和信息化部").facts


def _attachment(document: Document, name: str) -> Attachment:
    assert document.readable, document.warnings
    return Attachment(
        name, f"https://example.gov.cn/{name}", "0" * 64, document.media_type, 1, True, text=document.text,
        tables=document.tables,
    )  # fmt: skip


def wanted_entry(line: str) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of an entry as the case writes them, and what its detail must hold."""
    action, company, *rest = line.split(" ")
    fields = {"action": action, "company": company}
    detail: dict[str, str] = {}
    for part in rest:
        if "=" in part:
            key, _, value = part.partition("=")
            fields["entry_type" if key == "type" else key] = value
        else:
            key, _, value = part.partition(":")
            detail[key] = value
    return fields, detail


def fields_of(entry: Entry) -> dict[str, str]:
    names = ("action", "company", "entry_type", "province", "batch", "former", "uscc")
    return {name: getattr(entry, name) for name in names if getattr(entry, name)}


def listing_rows(facts: Facts, notice: str, day: date) -> list[ListingRow]:
    observed = f"{day.isoformat()}T09:00:00+08:00"
    return [
        ListingRow(
            e.register, e.action, e.company, notice, observed, e.uscc, e.province, e.entry_type, e.batch, e.former,
            day, None, e.where, e.row, "0" * 64, facts.stage, tuple(sorted(e.detail.items())),
        )
        for e in facts.entries
    ]  # fmt: skip
