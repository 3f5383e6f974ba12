"""Who issued a document: all of them, by canonical full names.

Four places say it, in this order of trust: the signature block under the body, the head of the title, the labelled
fields of the page, the name of the source. A ministry's general office (办公厅) is the ministry speaking; an office of
a provincial or city body keeps its own name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from crawler.facts.title_core import flat, without_mark
from storage.vocabulary.bodies import CENTRAL_NAMES, central_body
from storage.vocabulary.departments import GOVERNMENTS, LEVELS, SHORT_DEPARTMENTS, SHORT_GOVERNMENTS
from storage.vocabulary.places import place_at, province_named

ISSUER_FIELDS = (
    "发文机关",
    "制发机关",
    "发文单位",
    "发布机构",
    "颁布单位",
    "公开责任部门",
    "所属机构",
    "来源",
    "ContentSource",
)

_HEAD_ENDS = re.compile(r"关于|对于|有关|印发|转发|批转|公布|发布|公开征求|征求|起草|《|公告|通告|令|公示|联合|决定")
_SEPARATORS = re.compile(r"[ 、，,;；/｜|]+")
_AND_OTHERS = re.compile(r"等?(?:[一二两三四五六七八九十]+|\d{1,2})个?(?:部门|部委|单位|部)?$|等(?:部门|单位)$")
_BODY = re.compile(
    r"(?:厅|局|署|委|办|部|院|会|政府|委员会|办公厅|办公室|总队|支队|大队|中心|人大|常委会|领导小组|管委会|集团|总社|所|司|公司)$"
)
_LEVEL_ONLY = re.compile(r"^(省|市|自治区|县|区|州)(?=[\u4e00-\u9fff])")
_CODES = re.compile(r"[A-Z]{2,6}(?:-F)?(?![A-Za-z])")
_DATE_LINE = re.compile(r"^(?:\d{4}|[二〇○零一九]{1,2}[〇○零一二三四五六七八九]{2,3}) ?年.{1,4}月.{1,4}日$")
_LEADING = re.compile(r"[\u4e00-\u9fff]{1,16}?(?:总局|管理局|环境局|信息化局|信息化厅|环境厅|信息化委员会)(?=.)")
_NOT_ISSUERS = {"media", "other", "unknown", "press", ""}


def issuers_of(
    title: str, text: str = "", fields: Mapping[str, str] | None = None, source_name: str = "", province: str = ""
) -> tuple[str, ...]:
    """Every issuer's canonical name in printed order; empty where nothing says. `province` (广东) completes names that
    leave it out (省工业和信息化厅); without it the source's own name does."""
    province = province or _province_of_name(source_name)
    signed = from_signature(text, province) if text else ()
    headed = from_title(title, province)
    if signed:
        return signed + tuple(name for name in headed if name not in signed and len(headed) > len(signed))
    if headed:
        return headed
    for label in ISSUER_FIELDS:
        named = from_name((fields or {}).get(label, ""), province)
        if named:
            return named
    return from_name(source_name, province)


@lru_cache(maxsize=4096)
def from_title(title: str, province: str = "") -> tuple[str, ...]:
    """The bodies at the head of a title: 工业和信息化部 国家发展改革委 … in front of 关于印发."""
    text, _ = without_mark(flat(title))
    end = _HEAD_ENDS.search(text)
    headed = _bodies(text[: end.start()], province) if end and end.start() else ()
    return headed or _leading(text)


def _leading(text: str) -> tuple[str, ...]:
    """The office whose full name opens a title that has no 关于: 陕西省市场监督管理局行政处罚裁量权适用规则."""
    match = _LEADING.match(text)
    name = canonical(match.group()) if match else ""
    return (name,) if name and (central_body(name) or place_at(name)) else ()


@lru_cache(maxsize=4096)
def from_name(value: str, province: str = "") -> tuple[str, ...]:
    """The bodies that a field or a source's name states: names, short forms or codes, joined by 、 / or spaces."""
    value = flat(value)
    if value.lower() in _NOT_ISSUERS:
        return ()
    value, _ = without_mark(value)
    codes = [body.name for code in _CODES.findall(value) if (body := central_body(code))]
    return tuple(dict.fromkeys(codes)) or _bodies(value, province)


def from_signature(text: str, province: str = "") -> tuple[str, ...]:
    """The block of bodies directly above the last date line that has one: lines that hold nothing but bodies."""
    lines = [flat(line) for line in text.splitlines() if line.strip()]
    for at in range(len(lines) - 1, -1, -1):
        if not _DATE_LINE.match(lines[at].replace(" ", "")):
            continue
        signed: list[str] = []
        for line in reversed(lines[max(0, at - 15) : at]):
            bodies = _bodies(line, province) if len(line) <= 120 else ()
            if not bodies:
                break
            signed[:0] = bodies
        if signed:
            return tuple(dict.fromkeys(signed))
    return ()


def canonical(name: str, province: str = "") -> str:
    """The full name of one body, or "": 工信部 → 工业和信息化部, 广东省工信厅 → 广东省工业和信息化厅."""
    central = central_body(name)
    if central is not None:
        return central.name
    return _local(name, province)


def _bodies(head: str, province: str) -> tuple[str, ...]:
    names: list[str] = []
    for part in _SEPARATORS.split(head.strip()):
        if not part or part == "中华人民共和国":
            continue
        others = _AND_OTHERS.search(part)
        bare = part[: others.start()] if others else part
        if not bare:
            continue
        found = [name] if (name := canonical(bare, province)) else _run_of_central(bare)
        if not found:
            return ()
        names.extend(found)
    return tuple(dict.fromkeys(names))


def _run_of_central(text: str) -> list[str]:
    """财政部国家税务总局民政部: names set without a space. Nothing may be left over."""
    names, place = [], 0
    while place < len(text):
        word = next((name for name in CENTRAL_NAMES if text.startswith(name, place)), "")
        body = central_body(word) if word else None
        if body is None:
            return []
        names.append(body.name)
        place += len(word)
        for office in ("办公厅", "办公室"):
            if text.startswith(office, place):
                place += len(office)
    return names


def _local(name: str, province: str) -> str:
    if not _BODY.search(name) or not 3 <= len(name) <= 40:
        return ""
    found = place_at(name, short=True)
    if found is not None:
        place, end = found
        rest = name[end:]
        deeper = place_at(rest)
        if deeper is not None:
            return place.name + deeper[0].name + _department(rest[deeper[1] :])
        return place.name + _department(rest) if rest else ""
    level = _LEVEL_ONLY.match(name)
    if level is None:
        return ""
    unit = province_named(province) if level.group(1) in ("省", "自治区") else None
    return (unit.name if unit else level.group(1)) + _department(name[level.end() :])


def _department(name: str) -> str:
    for office in ("办公厅", "办公室"):
        inner = name.removesuffix(office)
        if inner != name and inner[-1:] in ("厅", "局", "委"):
            return _department(inner) + office
    name = SHORT_GOVERNMENTS.get(name, name)
    if name in GOVERNMENTS:
        return name
    for level in sorted(LEVELS, key=len, reverse=True):
        if name.endswith(level):
            stem = name.removesuffix(level)
            return SHORT_DEPARTMENTS.get(stem, stem) + ("委员会" if level == "委" else level)
    return name


def _province_of_name(name: str) -> str:
    found = place_at(name, short=True) if name else None
    return found[0].province.short if found else ""
