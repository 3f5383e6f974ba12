"""A single line without its document: a fine phrase or a dated sentence is read as what it is, a title as a title."""

import re
from datetime import date

from crawler.facts.descriptions import Description
from crawler.facts.fines import FineReading, read_fines
from crawler.facts.notice_dates import dates_of, summary
from crawler.facts.penalty_rules import read_rules
from crawler.facts.press import reads_as_press
from storage.model import DatedSentence, PenaltyRule

_MAY_FINE = re.compile(r"[元万倍%％‰罚]|百分|千分|警告|没收|责令|关闭|停业|停产")
_FINES = re.compile(r"罚款|并处|处以|处(?!置|理|于|分|方|罚)|没收|责令|警告")
_PENAL = re.compile(r"罚|警告")
_ASKS = re.compile(r"怎么|如何|什么|哪些|[?？]")
_OF_A_SUM = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿元角分之倍以上下不足超过至到的含由按数额每和或%％‰.~～\-—－–,，、0-9０-９（）()\s]|未满"
)
_LONGEST_BASE = 12  # characters beside the sum: 违法所得, 建设项目总投资额
_MAY_DATE = re.compile(r"月|年底|年起|之日|[日天]内?(?:前|止|起)|\d{4}[-./]\d")


def penalties_of_line(line: str, told: Description) -> tuple[PenaltyRule, ...]:
    """The rule that a fine phrase states (one, with all its fines), or nothing where the line is a title.

    A sum alone is a fine only when hardly anything stands beside it (`20万元`, `违法所得一倍以上三倍以下`): titles name
    investments and outputs, too.
    """
    if not _MAY_FINE.search(line):
        return ()
    reading = read_fines(line)
    if not _is_phrase(line, told, reading):
        return ()
    rules, _ = read_rules((), line, "line")
    if len(rules) == 1 and rules[0].fine == reading.fines:
        return rules
    return (
        PenaltyRule(
            offence="", basis="", circumstance="", tier="", fine=reading.fines, text=line, flags=reading.flags,
            where="line",
        ),
    )  # fmt: skip


def _is_phrase(line: str, told: Description, reading: FineReading) -> bool:
    sums = any(fine.kind != "closure_only" for fine in reading.fines)
    if sums:
        bare = not told.stage and len(_OF_A_SUM.sub("", line)) <= _LONGEST_BASE
        return bool(_FINES.search(line)) or bare
    untitled = not told.stage and told.topics == ("other",) and not told.on_subject and not reads_as_press(line)
    return untitled and bool(reading.fines or (reading.flags and _PENAL.search(line) and not _ASKS.search(line)))


def dates_of_line(line: str) -> tuple[dict[str, date], tuple[DatedSentence, ...]]:
    """One day for each kind and the statements, of a line that states a date (`本办法自2026年4月1日起施行`)."""
    if not _MAY_DATE.search(line):
        return {}, ()
    stated = dates_of(line, line, {}, None)
    return summary(stated), stated
