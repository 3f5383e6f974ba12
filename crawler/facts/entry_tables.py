"""The rows of one list table as entries: columns by meaning, section rows, merged capacities, renames."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from crawler.facts.columns import header_texts
from crawler.facts.company_names import codes_in_cell, firms_in_cell, is_name
from crawler.facts.entry_actions import action_of, is_strong, is_suspension, squeezed, types_in
from crawler.facts.entry_captions import batch_of
from crawler.facts.entry_changes import LONGEST_CELL, Told, row_told
from crawler.facts.entry_columns import cell_of, is_sum
from crawler.facts.entry_frames import Frame
from crawler.facts.entry_places import province_of_cells, province_row
from storage.companies import clean_uscc, normalise, uscc_valid
from storage.model import Entry, Table

_FAILED = re.compile(r"不符合|不通过|未通过|不合格|不予|不同意|否决")
_TICKED = frozenset("√✓✔☑●■是有1yYvV")


@dataclass(slots=True)
class TableReading:
    entries: list[Entry] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_table(table: Table, label: str, frame: Frame, names: Sequence[str], skip: int) -> TableReading:
    """The entries of a table's rows. `label` names the table where its rows have no place of their own."""
    reading = TableReading()
    headers = header_texts(table) if skip else []
    head = {tuple(map(squeezed, row)) for row in table.rows[:skip]}
    previous: tuple[str, str] = ("", "")
    for row in table.rows[:skip]:
        frame = _section(row, frame) or frame
    for number, row in enumerate(table.rows[skip:], start=skip + 1):
        if tuple(map(squeezed, row)) in head or not any(cell.strip() for cell in row):
            continue
        section = _section(row, frame)
        if section is not None:
            frame = section
            continue
        place = (table.places[number - 1] if len(table.places) >= number else "") or f"row {number}"
        place = f"{label}{place}" if place.startswith("row ") else place
        made = list(_entries(row, place, frame, names, headers, reading.warnings))
        numbered = cell_of(row, names, "seq"), normalise(cell_of(row, names, "company"))
        if all(numbered) and numbered == previous:  # one firm over several lines, its equipment or sites in each
            made = [entry for entry in made if not any(map(_same_as(entry), reading.entries))]
        previous = numbered
        reading.entries.extend(made)
        failed = _FAILED.search(squeezed(cell_of(row, names, "result")))
        if (made or failed) and numbered[0].isdigit() and len(numbered[0]) < 6:
            reading.numbers.append(int(numbered[0]))
    reading.warnings.extend(_numbering_faults(reading.numbers, label, frame.where))
    return reading


def _same_as(entry: Entry) -> Callable[[Entry], bool]:
    """Whether another entry does the same to the same enterprise in the same capacity."""
    return lambda other: (
        (entry.action, entry.company, entry.entry_type, entry.former)
        == (other.action, other.company, other.entry_type, other.former)
    )


def _section(row: Sequence[str], frame: Frame) -> Frame | None:
    """The frame from here on, when the row is a heading inside the table and no entry."""
    filled = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
    if len(filled) != 1 or (len(row) == 1 and is_name(filled[0])) or is_name(filled[0]) or len(filled[0]) > 120:
        return None
    text = filled[0]
    if text.isdigit() or is_sum(text):
        return frame
    province = province_row(text)
    if province:
        return replace(frame, province=province)
    action = action_of(text, frame.stage)
    keep = action in ("listed", "proposed", "") and not is_strong(text) and not re.search("列入|新增", text)
    return replace(
        frame, types=types_in(text) or frame.types, action=frame.action if keep else action or frame.action,
        batch=batch_of(text) or frame.batch,
        suspended=frame.suspended if keep else is_suspension(text),
    )  # fmt: skip


def _entries(
    row: Sequence[str],
    place: str,
    frame: Frame,
    names: Sequence[str],
    headers: Sequence[str],
    warnings: list[str],
) -> Iterator[Entry]:
    if is_sum(cell_of(row, names, "company")) or is_sum(row[0]):
        return
    result = cell_of(row, names, "result")
    if _FAILED.search(squeezed(result)):
        company = cell_of(row, names, "company")
        warnings.append(
            f"{place}: {company[:60]} is printed with the result “{result[:40]}”; it was not taken as listed"
        )
        return
    for told in row_told(row, names, frame.action, frame.stage, frame.correction):
        if not told.company and any(told.detail.get(side) for side in ("before", "after")):
            warnings.append(
                f"{place}: what is changed ({told.detail.get('before', '')[:40]} → "
                f"{told.detail.get('after', '')[:40]}) stands beside no enterprise's name; it was left out"
            )
        yield from _of_told(told, row, place, frame, names, headers, warnings)


def _of_told(
    told: Told,
    row: Sequence[str],
    place: str,
    frame: Frame,
    names: Sequence[str],
    headers: Sequence[str],
    warnings: list[str],
) -> Iterator[Entry]:
    detail = dict(told.detail)
    if told.action == "rectification" and frame.suspended:
        detail.setdefault("suspended", "暂停")
    firms = firms_in_cell(told.company[:LONGEST_CELL])
    codes = _codes(told, len(firms), place, detail, warnings)
    province = province_of_cells(cell_of(row, names, "province"), cell_of(row, names, "address")) or frame.province
    types = types_in(told.raw_type) or _ticked(row, headers) or _noted_types(told.company) or frame.types
    if len(firms) > 1:
        detail["shared_row"] = told.company[:200]
    for (name, earlier, own_code), code in zip(firms, codes, strict=True):
        earlier = earlier or (told.former if len(firms) == 1 else "")
        base = Entry(
            frame.register,
            told.action,
            name,
            own_code or code,
            province,
            batch=_batch(cell_of(row, names, "batch"), told.action, frame),
            former=earlier,
            where=frame.where,
            row=place,
            detail=detail,
        )
        if earlier and normalise(earlier) != normalise(name) and told.action not in ("renamed", "changed"):
            yield replace(base, action="renamed", batch="")
        for entry_type in types or ((told.raw_type,) if 0 < len(told.raw_type) <= 30 else ("",)):
            yield replace(base, entry_type=entry_type)


def _codes(told: Told, firms: int, place: str, detail: dict[str, str], warnings: list[str]) -> list[str]:
    """A valid code or an empty text for each firm of the row; a code that is not valid is told and kept as printed."""
    printed = codes_in_cell(told.code) if firms > 1 else [told.code]
    if len(printed) != firms:
        return [""] * firms
    codes = []
    for one in printed:
        code = clean_uscc(one)
        if code and not uscc_valid(code):
            warnings.append(
                f"{place}: the code {code[:24]} of {told.company[:40]} is no valid unified social credit code"
            )
            detail["uscc_as_printed"] = code[:40]
            code = ""
        codes.append(code)
    return codes


def _noted_types(company: str) -> tuple[str, ...]:
    """Capacities noted in brackets behind a name; the name itself may hold 再生 and says nothing."""
    return types_in(" ".join(re.findall(r"[(（]([^()（）]{2,20})[)）]\s*\Z", company)))


def _ticked(row: Sequence[str], headers: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for header, cell in zip(headers, row, strict=False):
        if squeezed(cell) in _TICKED and len(header) <= 20:
            found += [name for name in types_in(header) if name not in found]
    return tuple(found)


def _batch(cell: str, action: str, frame: Frame) -> str:
    if cell:
        return batch_of(cell) or "".join(cell.split())[:20]
    return frame.batch if frame.action in ("listed", "proposed", "readmitted") and action != "renamed" else ""


def _numbering_faults(numbers: Sequence[int], label: str, where: str) -> list[str]:
    """Gaps are told; a number that starts again at 1 (a new section) is none."""
    faults = []
    for before, after in pairwise(numbers):
        if after > before + 1:
            faults.append(f"{where} {label}the 序号 (number) jumps from {before} to {after}: rows may be missing")
    return faults[:5]
