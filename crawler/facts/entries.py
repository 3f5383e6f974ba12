"""The entries of official lists of enterprises, as a notice's tables and text state them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.facts.claimed_totals import claimed_totals
from crawler.facts.entry_actions import (
    PROVISIONAL,
    action_of,
    dropped_types,
    is_correction,
    is_strong,
    is_suspension,
    squeezed,
    types_in,
)
from crawler.facts.entry_captions import annexes, batch_of, captions, subject_of
from crawler.facts.entry_checks import miscounted, without_doubles
from crawler.facts.entry_columns import holds_firms, list_columns
from crawler.facts.entry_frames import Frame
from crawler.facts.entry_layouts import straightened
from crawler.facts.entry_prose import read_prose
from crawler.facts.entry_tables import read_table
from crawler.facts.list_notices import is_list
from crawler.facts.text_tables import tables_in_text
from storage.companies import normalise
from storage.model import ClaimedTotal, Entry, Table
from storage.registers.known import register_for, register_of

_LISTS_IN_CAPTION = re.compile(r"名单|符合.{0,30}条件")
_NAMES_FIRMS = re.compile(r"企业.{0,8}名单|名单.{0,12}(?:公告|公示)|规范企业")
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
    if not is_list(title, text, [table.name for _, table in tables], annex_titles):
        dropped = _drops(title, texts, ())
        totals = claimed_totals("\n".join((title, *texts.values())), dropped[0].register) if dropped else []
        return EntriesReading(tuple(dropped), tuple(totals))
    entries: list[Entry] = []
    warnings: list[str] = []
    unknown = register_for(subject_of(title, text)).key
    top = Frame(
        "", action_of(title, stage) or _default(stage), stage, "body", types_in(title), batch_of(title, text[:2_000]),
        correction=is_correction(title), suspended=is_suspension(title),
    )  # fmt: skip
    found_tables = 0
    for where in dict.fromkeys(["body", *(where for where, _ in tables), *texts]):
        own = [table for place, table in tables if place == where]
        frame = _frame_of(where, top, title, text, annex_titles, unknown)
        listed = _read_tables(own, frame, texts.get(where, ""), entries, warnings)
        found_tables += listed
        prose = texts.get(where, "")
        if prose:
            taken, rows = _read_text_tables(prose, frame, warnings)
            entries += rows
            act_only = bool(found_tables or rows) or (where == "body" and any(place != "body" for place, _ in tables))
            known = {(normalise(e.company), e.action) for e in entries}
            told, unread = read_prose(prose, frame, title if where == "body" else where, act_only, taken)
            entries += [entry for entry in told if (normalise(entry.company), entry.action) not in known]
            warnings += unread
    entries += _drops(title, texts, entries)
    entries, doubled = without_doubles(entries)
    warnings += doubled
    known_list = register_of(subject_of(title, text))
    key = known_list.key if known_list else next((entry.register for entry in entries), "")
    totals = claimed_totals("\n".join((title, *texts.values())), key) if key else []
    warnings += miscounted(entries, totals)
    at_hand = bool(tables) or len(texts) > 1 or not annex_titles  # an annex that is not here is no list left unread
    if not entries and at_hand and known_list and stage != "consultation" and _NAMES_FIRMS.search(squeezed(title)):
        warnings.append("the title announces a list of enterprises, and no enterprise could be read of it")
    return EntriesReading(tuple(entries), tuple(totals), tuple(dict.fromkeys(warnings)))


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
    stated = (
        action_of(caption, top.stage) if caption and (is_strong(caption) or _LISTS_IN_CAPTION.search(caption)) else ""
    )
    return replace(
        top, register=register, where=where, action=stated or top.action, types=types_in(caption) or top.types,
        batch=batch_of(caption) or ("" if "恢复" in caption else top.batch),
        correction=top.correction or is_correction(caption),
        suspended=is_suspension(caption) if stated else top.suspended,
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
    for number, table in enumerate(map(straightened, own), start=1):
        told = list_columns(table, previous)
        if told and holds_firms(table, *told):
            previous = told[0]
            lists.append((number, table, *told))
    above = captions(prose, len(lists))
    for place, (number, table, names, skip) in enumerate(lists):
        caption = " ".join(filter(None, (table.name if _speaks(table.name) else "", above[place] if above else "")))
        register = register_of(caption)
        stated = (
            action_of(caption, frame.stage)
            if caption and (is_strong(caption) or _LISTS_IN_CAPTION.search(caption))
            else ""
        )
        own_frame = replace(
            frame, register=register.key if register else frame.register, action=stated or frame.action,
            types=types_in(caption) or frame.types, batch=batch_of(caption) or frame.batch,
            suspended=is_suspension(caption) if stated else frame.suspended,
        )  # fmt: skip
        reading = read_table(table, f"table {number} " if len(own) > 1 else "", own_frame, names, skip)
        entries += reading.entries
        warnings += reading.warnings
    return len(lists)


def _read_text_tables(prose: str, frame: Frame, warnings: list[str]) -> tuple[set[int], list[Entry]]:
    """The lists that a text sets with blanks, and the lines that they take."""
    taken: set[int] = set()
    rows: list[Entry] = []
    for table, lines in tables_in_text(prose):
        told = list_columns(table)
        if told and holds_firms(table, *told):
            reading = read_table(table, "", frame, *told)
            rows += reading.entries
            warnings += reading.warnings
            taken |= lines
    return taken, rows


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
