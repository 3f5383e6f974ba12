"""The entries of official lists of enterprises, as a notice's tables and text state them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.facts.claimed_totals import claimed_totals
from crawler.facts.entry_actions import PROVISIONAL, action_of, dropped_types, is_strong, squeezed, types_in
from crawler.facts.entry_captions import annexes, batch_of, captions, subject_of
from crawler.facts.entry_columns import holds_firms, list_columns
from crawler.facts.entry_prose import read_prose
from crawler.facts.entry_tables import Frame, read_table
from storage.companies import normalise
from storage.model import ClaimedTotal, Entry, Table
from storage.registers.known import register_for, register_of

_LISTS = re.compile(
    r"名单|规范企业|规范(?:管理)?公告|符合[^。]{0,60}条件》?[^。]{0,12}企业|(?:试点|示范)(?:企业|单位)|动态调整|"
    r"(?:拟|予以|同意)(?:列入|撤销|整改|变更|移出|更名)|(?:企业|公司|单位)(?:名称)?(?:的)?(?:更名|变更)|更名"
)
_ONLY_A_NUMBER = re.compile(r"(?:公告|令|通告)?[(\[〔]?[0-9]{4}年?[)\]〕]?第?[0-9]{1,4}号\Z")
_NO_LISTS = re.compile(
    r"处罚|抽查|抽检|检验检测|不合格|中标|采购|招标|成交|招聘|录用|产品目录|推荐目录|车型|道路机动车|专利|职称|律师|保障房|"
    r"廉租|租赁住房|免罚|裁量|减免责|推荐性标准|起草单位|参编|专家"
)
SILENT_STAGES = frozenset({"interpretation"})


@dataclass(frozen=True, slots=True)
class EntriesReading:
    entries: tuple[Entry, ...] = ()
    totals: tuple[ClaimedTotal, ...] = ()
    warnings: tuple[str, ...] = ()


def read_entries(
    title: str,
    text: str,
    tables: Sequence[tuple[str, Table]],
    stage: str,
    published: date | None = None,
    texts: Mapping[str, str] | None = None,
) -> EntriesReading:
    """What a notice lists, strikes off, renames or drops.

    `tables` are (`body` or `attachment:NAME`, table) in order; `texts` the prose of attachments under the same names;
    `stage` as in product words: a `proposal` (公示) only proposes, an `interpretation` states nothing of its own.
    `published` is not used to decide anything; rows carry no day of their own. Pure; never raises on hostile text.
    """
    texts = {"body": text, **(texts or {})}
    annex_titles = annexes(text)
    if stage in SILENT_STAGES:
        return EntriesReading()
    if not _is_list(title, text, [table.name for _, table in tables], annex_titles):
        dropped = _drops(title, texts, ())
        totals = claimed_totals("\n".join((title, *texts.values())), dropped[0].register) if dropped else []
        return EntriesReading(tuple(dropped), tuple(totals))
    entries: list[Entry] = []
    warnings: list[str] = []
    unknown = register_for(subject_of(title, text)).key
    top = Frame(
        "", action_of(title, stage) or _default(stage), stage, "body", types_in(title), batch_of(title, text[:2_000])
    )
    found_tables = 0
    for where in dict.fromkeys(["body", *(where for where, _ in tables), *texts]):
        own = [table for place, table in tables if place == where]
        frame = _frame_of(where, top, title, text, annex_titles, unknown)
        listed = _read_tables(own, frame, texts.get(where, ""), entries, warnings)
        found_tables += listed
        prose = texts.get(where, "")
        if prose:
            act_only = bool(found_tables) or (where == "body" and any(place != "body" for place, _ in tables))
            known = {(normalise(e.company), e.action) for e in entries}
            entries += [
                entry
                for entry in read_prose(prose, frame, title if where == "body" else where, act_only)
                if (normalise(entry.company), entry.action) not in known
            ]
    entries += _drops(title, texts, entries)
    entries, doubled = _without_doubles(entries)
    warnings += doubled
    known_list = register_of(subject_of(title, text))
    key = known_list.key if known_list else next((entry.register for entry in entries), "")
    totals = claimed_totals("\n".join((title, *texts.values())), key) if key else []
    warnings += _miscounted(entries, totals)
    return EntriesReading(tuple(entries), tuple(totals), tuple(dict.fromkeys(warnings)))


def _is_list(title: str, text: str, names: Sequence[str], annex_titles: Mapping[str, str]) -> bool:
    """Whether the title, an annex or a caption names a list; a title that is only a number is told by the text."""
    plain = squeezed(title)
    if _NO_LISTS.search(plain):
        return False
    heads = squeezed(" ".join((title, *names, *annex_titles.values())))
    return bool(_LISTS.search(heads) or (_ONLY_A_NUMBER.search(plain) and _LISTS.search(squeezed(text[:3_000]))))


def _default(stage: str) -> str:
    return "proposed" if stage in PROVISIONAL else "listed"


def _frame_of(where: str, top: Frame, title: str, text: str, annex_titles: Mapping[str, str], unknown: str) -> Frame:
    """What the name of an annex and its line in the notice say of everything in it."""
    name = where.removeprefix("attachment:") if where != "body" else ""
    caption = _annex_caption(name, annex_titles)
    register = next(
        (
            found.key
            for phrase in (caption, title, subject_of(title, text), text[:3_000])
            if (found := register_of(phrase))
        ),
        unknown,
    )
    stated = action_of(caption, top.stage) if caption and (is_strong(caption) or "名单" in caption) else ""
    return replace(
        top, register=register, where=where, action=stated or top.action, types=types_in(caption) or top.types,
        batch=batch_of(caption) or top.batch,
    )  # fmt: skip


def _annex_caption(name: str, annex_titles: Mapping[str, str]) -> str:
    if not name:
        return ""
    number = re.match(r"\s*附件\s*([0-9一二三四五六七八九十]{1,2})", unicodedata.normalize("NFKC", name))
    listed = annex_titles.get(number.group(1), "") if number else ""
    if not listed and len(annex_titles) == 1 and not is_strong(name):
        listed = next(iter(annex_titles.values()))
    return f"{name} {listed}"


def _read_tables(own: Sequence[Table], frame: Frame, prose: str, entries: list[Entry], warnings: list[str]) -> int:
    """Reads the list tables of one place into `entries`; answers how many there were."""
    previous: list[str] | None = None
    lists: list[tuple[int, Table, list[str], int]] = []
    for number, table in enumerate(own, start=1):
        told = list_columns(table, previous)
        if told and holds_firms(table, *told):
            previous = told[0]
            lists.append((number, table, *told))
    above = captions(prose, len(lists))
    for place, (number, table, names, skip) in enumerate(lists):
        caption = " ".join(filter(None, (table.name if _speaks(table.name) else "", above[place] if above else "")))
        register = register_of(caption)
        stated = action_of(caption, frame.stage) if caption and (is_strong(caption) or "名单" in caption) else ""
        own_frame = replace(
            frame, register=register.key if register else frame.register, action=stated or frame.action,
            types=types_in(caption) or frame.types, batch=batch_of(caption) or frame.batch,
        )  # fmt: skip
        reading = read_table(table, f"table {number} " if len(own) > 1 else "", own_frame, names, skip)
        entries += reading.entries
        warnings += reading.warnings
    return len(lists)


def _speaks(name: str) -> bool:
    return not re.fullmatch(r"(?i)\s*(?:sheet|工作表|table)?\s*\d*\s*", name)


def _drops(title: str, texts: Mapping[str, str], entries: Sequence[Entry]) -> list[Entry]:
    """A capacity that is repealed as a whole, for the register the notice is about."""
    found = []
    for where, text in texts.items():
        register = register_of(subject_of(title, text)) or register_of(title) or register_of(text[:3_000])
        for entry_type, sentence in dropped_types(f"{title}\n{text}" if where == "body" else text):
            if register and not any(e.entry_type == entry_type and e.action == "removed" for e in entries):
                found.append(
                    Entry(
                        register.key,
                        "type_dropped",
                        "",
                        entry_type=entry_type,
                        where=where,
                        detail={"sentence": sentence[:500]},
                    )
                )
    return found


def _without_doubles(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """Each entry once. A list in the body and again in an annex is one list; a name twice in one place is a fault. Of
    two rows that differ only in what one leaves out, the fuller is kept."""
    kept: dict[tuple[str, ...], Entry] = {}
    warnings = []
    for entry in entries:
        key = (entry.register, entry.action, normalise(entry.company), entry.entry_type, normalise(entry.former))
        first = kept.setdefault(key, entry)
        if first is entry:
            continue
        if first.province and entry.province and first.province[:2] != entry.province[:2]:
            kept[*key, entry.province] = entry
            continue
        if first.where == entry.where:
            warnings.append(f"{entry.company} stands twice ({first.row} and {entry.row}); it was taken once")
        if (bool(entry.uscc), bool(entry.province)) > (bool(first.uscc), bool(first.province)):
            kept[key] = entry
    return list(kept.values()), warnings


def _miscounted(entries: Sequence[Entry], totals: Sequence[ClaimedTotal]) -> list[str]:
    """A total of the whole batch or list that the rows at hand do not bear out."""
    added = {normalise(e.company) for e in entries if e.action in ("listed", "proposed")}
    claims = sorted({t.count for t in totals if t.scope == "all" or "批" in t.scope})
    if not added or not claims or len(added) in claims:
        return []
    return [f"the text claims {' or '.join(map(str, claims))} enterprises, the rows at hand name {len(added)}"]
