"""What one row of a list says is done to its enterprise: listed, struck off, renamed, put right, changed from A to B.

A row of changes tells the old value beside the new one: in columns of their own for each attribute (`变更前 / 地址`),
or in two columns with the attribute named in a third (`变更事项`). A changed capacity is one dropped or won.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawler.facts.company_names import is_name
from crawler.facts.entry_actions import action_of, is_strong, is_suspension, provisional, squeezed, types_in
from crawler.facts.entry_columns import cell_of
from storage.companies import normalise

_BECOMES = re.compile(
    r"(?:名称|更名|改名)[^,;。]{0,60}?(?:变更|更名|更改|改名|改)?为[\"“:]?([\u4e00-\u9fffA-Za-z0-9()·]{4,48}公司)"
)
_BECAME = re.compile(
    r"(?:由|原名:?|曾用名:?|前身为)[\"“]?([\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?(?:更名|变更|改名|\Z)"
)
_OF_NAME = re.compile(r"名称|更名|改名")
_OF_TYPE = re.compile(r"类型|类别|利用方式|业务")
_OF_CODE = re.compile(r"信用代码|统一代码")
_UNCHANGED = frozenset(("", "-", "--", "—", "——", "/", "无", "无变化", "不变", "未变更", "同左", "同前"))
_NAMED = frozenset({"seq", "company", "province", "entry_type", "uscc", "batch", "former_name", "new_name", ""})
_SIDES = ("type", "address", "uscc", "capacity", "product", "contact")
LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a row does. `raw_type` is the capacity as printed, `code` a credit code not yet checked."""

    action: str
    company: str
    former: str = ""
    raw_type: str = ""
    code: str = ""
    detail: dict[str, str] = field(default_factory=dict)


def row_told(row: Sequence[str], names: Sequence[str], action: str, stage: str, correction: bool) -> Iterator[Told]:
    """`action` is what the surroundings state; `correction`: they put misprints right (更正, 勘误). Pure."""
    row = _with_unchanged(row, names)
    base = _base(row, names, action, stage)
    old, new, item = (cell_of(row, names, name) for name in ("former_name", "new_name", "change"))
    company, detail = base.company, base.detail
    if old and new and _is_of(_OF_TYPE, item):
        yield from _types_moved(replace(base, detail=detail | {"before": old, "after": new}), old, new, stage)
        return
    if old and new and _is_of(_OF_CODE, item):
        yield replace(base, code=new, detail=detail | {"before": old, "after": new})
        return
    renamed = old and new and (not item or _is_of(_OF_NAME, item))
    if renamed and (is_name(new) or not company) and (is_name(old) or not company):
        yield from _renamed(base, old, new, names, row, stage, correction)
    elif old and is_name(old) and not new:
        yield replace(base, former=old)
    elif base.action in ("changed", "renamed") and (told := _told_in(_BECOMES, company, detail)):
        yield replace(base, action="renamed", company=told, former=company)
    elif old or new:
        yield replace(base, detail=detail | {"before": old, "after": new})
    elif _moved(row, names):
        yield from _sides(base, row, names, stage)
    else:
        yield replace(base, former=_told_in(_BECAME, company, detail))


def _with_unchanged(row: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    """A stroke or `不变` in a column of new values says that the old one stays."""
    cells = list(row)
    for place, name in enumerate(names[: len(cells)]):
        former = f"former_{name.removeprefix('new_')}"
        if name.startswith("new_") and former in names and squeezed(cells[place]) in _UNCHANGED:
            cells[place] = cells[names.index(former)]
    return cells


def _base(row: Sequence[str], names: Sequence[str], action: str, stage: str) -> Told:
    detail = _detail(row, names)
    for column in ("action", "change"):
        text = cell_of(row, names, column)
        stated = action_of(text, stage) if text and is_strong(text) else ""
        if stated:
            action = stated
            if is_suspension(text):
                detail["suspended"] = "暂停"
            break
    raw_type = cell_of(row, names, "entry_type") or cell_of(row, names, "new_type")
    code = cell_of(row, names, "uscc") or cell_of(row, names, "new_uscc")
    return Told(action, cell_of(row, names, "company"), "", raw_type, code, detail)


def _is_of(what: re.Pattern[str], item: str) -> bool:
    return bool(item) and len(item) <= 40 and bool(what.search(squeezed(item)))


def _renamed(
    base: Told, old: str, new: str, names: Sequence[str], row: Sequence[str], stage: str, correction: bool
) -> Iterator[Told]:
    if normalise(old) != normalise(new):
        action = "changed" if correction else _renaming(base.action, stage)
        detail = base.detail | ({"correction": f"{old} → {new}"} if correction else {})
        yield replace(base, action=action, company=new, former=old, detail=detail)
        if not _moved(row, names):
            return
    yield from _sides(replace(base, company=new), row, names, stage)


def _sides(base: Told, row: Sequence[str], names: Sequence[str], stage: str) -> Iterator[Told]:
    """The attributes that have columns of their own before and after."""
    old, new = cell_of(row, names, "former_type"), cell_of(row, names, "new_type")
    changed = base if base.action != "renamed" else replace(base, action="changed")
    if types_in(old) and types_in(new) and types_in(old) != types_in(new):
        yield from _types_moved(changed, old, new, stage)
        if _moved(row, names) == {"type"}:
            return
    yield changed


def _moved(row: Sequence[str], names: Sequence[str]) -> set[str]:
    pairs = {side: (cell_of(row, names, f"former_{side}"), cell_of(row, names, f"new_{side}")) for side in _SIDES}
    return {side for side, (old, new) in pairs.items() if squeezed(old) != squeezed(new)}


def _types_moved(base: Told, old: str, new: str, stage: str) -> Iterator[Told]:
    before, after = types_in(old), types_in(new)
    gone, won = [one for one in before if one not in after], [one for one in after if one not in before]
    if not before or not after or not (gone or won):
        yield replace(base, raw_type=new, detail=base.detail | {"former_type": old, "new_type": new})
        return
    for entry_type in gone:
        yield replace(base, action="type_dropped", raw_type=entry_type)
    for entry_type in won:
        yield replace(base, action=provisional("listed", stage, ""), raw_type=entry_type)


def _told_in(pattern: re.Pattern[str], company: str, detail: Mapping[str, str]) -> str:
    """Another name where a remark tells it (`企业名称变更为…`), or an empty text."""
    for cell in detail.values():
        told = pattern.search(squeezed(cell)[:400])
        if told and is_name(told.group(1)) and normalise(told.group(1)) != normalise(company):
            return told.group(1)
    return ""


def _renaming(action: str, stage: str) -> str:
    return "renamed" if action in ("listed", "proposed", "changed", "renamed", "") else provisional(action, stage, "")


def _detail(row: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, cell in zip(names, row, strict=False):
        text = " ".join(cell.split())[:LONGEST_CELL]
        if name not in _NAMED and text and name not in kept:
            kept[name] = text
    return kept
