"""The rows of one list table as entries: columns by meaning, section rows, merged capacities, renames."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from crawler.facts.columns import header_texts
from crawler.facts.company_names import firms_in_cell, is_name
from crawler.facts.entry_actions import action_of, is_strong, provisional, squeezed, types_in
from crawler.facts.entry_columns import cell_of, is_sum
from storage.companies import clean_uscc, normalise, uscc_valid
from storage.model import Entry, Table

_PROVINCE_NAMES = (
    "北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|"
    "贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
_PROVINCE_ROW = re.compile(
    rf"\A(?:[一二三四五六七八九十]{{1,3}}、)?({_PROVINCE_NAMES})(?:省|市|.{{0,5}}自治区|生产建设兵团)?\Z"
)
_PROVINCE_LED = re.compile(rf"\A({_PROVINCE_NAMES})(?:省|自治区|壮族自治区|回族自治区|维吾尔自治区|市)")
_TICKED = frozenset("√✓✔☑●■是有1yYvV")
_BECOMES = re.compile(
    r"(?:名称|更名|改名)[^,;。]{0,60}?(?:变更|更名|更改|改名|改)?为[\"“:]?([\u4e00-\u9fffA-Za-z0-9()·]{4,48}公司)"
)
_NAMED = frozenset({"seq", "company", "province", "entry_type", "uscc", "batch", "former_name", "new_name", ""})
LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Frame:
    """What the surroundings of a table say of all its rows, until a section row says otherwise."""

    register: str
    action: str
    stage: str
    where: str
    types: tuple[str, ...] = ()
    batch: str = ""
    province: str = ""


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
    for row in table.rows[:skip]:
        frame = _section(row, frame) or frame
    for number, row in enumerate(table.rows[skip:], start=skip + 1):
        if tuple(map(squeezed, row)) in head or not any(cell.strip() for cell in row):
            continue
        section = _section(row, frame)
        if section is not None:
            frame = section
            continue
        place = table.places[number - 1] if len(table.places) >= number and table.places[number - 1] else ""
        before = len(reading.entries)
        reading.entries.extend(_entries(row, place or f"{label}row {number}", frame, names, headers, reading.warnings))
        sequence = cell_of(row, names, "seq")
        if len(reading.entries) > before and sequence.isdigit() and len(sequence) < 6:
            reading.numbers.append(int(sequence))
    reading.warnings.extend(_numbering_faults(reading.numbers, label, frame.where))
    return reading


def province_row(text: str) -> str:
    """The province when a line or row is nothing but a province's name (`河北省`), or an empty text."""
    named = _PROVINCE_ROW.match(squeezed(text[:40]))
    return named.group(1) if named else ""


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
    return replace(frame, types=types_in(text) or frame.types, action=frame.action if keep else action or frame.action)


def _entries(
    row: Sequence[str],
    place: str,
    frame: Frame,
    names: Sequence[str],
    headers: Sequence[str],
    warnings: list[str],
) -> Iterator[Entry]:
    old, new = cell_of(row, names, "former_name"), cell_of(row, names, "new_name")
    company = cell_of(row, names, "company")
    if is_sum(company) or is_sum(row[0]):
        return
    action, detail = _row_action(row, names, frame), _detail(row, names)
    former = ""
    if new and (is_name(new) or not company) and old and (is_name(old) or not company):
        company, former, action = new, old, _renaming(frame, action)
    elif old and is_name(old):
        former = old
    elif action in ("changed", "renamed") and (told := _new_name_told(company, detail)):
        company, former, action = told, company, "renamed"
    elif old or new:
        detail |= {"before": old, "after": new}
    code = clean_uscc(cell_of(row, names, "uscc"))
    if code and not uscc_valid(code):
        warnings.append(f"{place}: the code {code[:24]} of {company[:40]} is no valid unified social credit code")
        detail["uscc_as_printed"] = code[:40]
        code = ""
    province = _province(cell_of(row, names, "province"), cell_of(row, names, "address")) or frame.province
    raw_type = cell_of(row, names, "entry_type")
    types = types_in(raw_type) or _ticked(row, headers) or _noted_types(company) or frame.types
    firms = firms_in_cell(company[:LONGEST_CELL])
    if len(firms) > 1:
        detail["shared_row"] = company[:200]
    for name, earlier, own_code in firms:
        earlier = earlier or (former if len(firms) == 1 else "")
        base = Entry(
            frame.register,
            action,
            name,
            own_code or (code if len(firms) == 1 else ""),
            province,
            batch=_batch(cell_of(row, names, "batch"), frame),
            former=earlier,
            where=frame.where,
            row=place,
            detail=detail,
        )
        if earlier and normalise(earlier) != normalise(name) and action not in ("renamed", "changed"):
            yield replace(base, action="renamed", batch="")
        for entry_type in types or ((raw_type,) if 0 < len(raw_type) <= 30 else ("",)):
            yield replace(base, entry_type=entry_type)


def _new_name_told(company: str, detail: Mapping[str, str]) -> str:
    """The new name where a remark tells it (`企业名称变更为…`), or an empty text."""
    for cell in detail.values():
        told = _BECOMES.search(squeezed(cell)[:400])
        if told and is_name(told.group(1)) and normalise(told.group(1)) != normalise(company):
            return told.group(1)
    return ""


def _row_action(row: Sequence[str], names: Sequence[str], frame: Frame) -> str:
    for column in ("action", "change"):
        text = cell_of(row, names, column)
        stated = action_of(text, frame.stage) if text and is_strong(text) else ""
        if stated:
            return stated
    return frame.action


def _renaming(frame: Frame, action: str) -> str:
    return (
        "renamed"
        if action in ("listed", "proposed", "changed", "renamed", "")
        else provisional(action, frame.stage, "")
    )


def _detail(row: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, cell in zip(names, row, strict=False):
        text = " ".join(cell.split())[:LONGEST_CELL]
        if name not in _NAMED and text and name not in kept:
            kept[name] = text
    return kept


def _noted_types(company: str) -> tuple[str, ...]:
    """Capacities noted in brackets behind a name; the name itself may hold 再生 and says nothing."""
    return types_in(" ".join(re.findall(r"[(（]([^()（）]{2,20})[)）]\s*\Z", company)))


def _ticked(row: Sequence[str], headers: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for header, cell in zip(headers, row, strict=False):
        if squeezed(cell) in _TICKED and len(header) <= 20:
            found += [name for name in types_in(header) if name not in found]
    return tuple(found)


def _province(cell: str, address: str) -> str:
    if cell:
        return "".join(cell.split())[:20]
    led = _PROVINCE_LED.match(squeezed(address))
    return led.group(1) if led else ""


def _batch(cell: str, frame: Frame) -> str:
    return "".join(cell.split())[:20] or (frame.batch if frame.action in ("listed", "proposed", "readmitted") else "")


def _numbering_faults(numbers: Sequence[int], label: str, where: str) -> list[str]:
    """Gaps are told; a number that starts again at 1 (a new section) is none."""
    faults = []
    for before, after in pairwise(numbers):
        if after > before + 1:
            faults.append(f"{where} {label}the 序号 (number) jumps from {before} to {after}: rows may be missing")
    return faults[:5]
