"""One line of a list in running text: the firms it is, or a label and value of the firm above it."""

import re
from dataclasses import replace

from crawler.facts.columns import meaning
from crawler.facts.company_names import firms_in_cell, is_name, names_in_sentence, names_works
from crawler.facts.entry_actions import squeezed, types_in
from crawler.facts.entry_places import province_of_cells
from storage.companies import find_uscc, plain_name
from storage.model import Entry

_LABELLED = re.compile(r"([\u4e00-\u9fff()（）、]{2,16})\s*[：:]\s*(\S.{0,200})\Z")
_OF_A_FIRM = frozenset({"uscc", "address", "entry_type", "province", "batch", "capacity", "product", "contact"})


def firms_in_line(line: str, *, works: bool) -> list[tuple[str, str, str]]:
    """The firms that a line is and nothing else, as (name, former name, code). `works`: in a numbered list the name
    of works will do, which has no company's form."""
    if len(line) > 200:
        return []
    cell = re.split(r"[\s　]{2,}|\t", line)[0]
    firms = firms_in_cell(cell)
    if firms and all(_alone(name) for name, _, _ in firms):
        return firms
    if works and names_works(cell):
        return [("".join(cell.split()), "", "")]
    return []


def label_and_value(line: str) -> tuple[str, str] | None:
    """(meaning, value) of a line like `地址：江苏省…` that tells something of the firm above it."""
    match = _LABELLED.match(line)
    told = meaning(match.group(1)) if match else ""
    return (told, match.group(2).strip()) if match and told in _OF_A_FIRM else None


def with_label(entries: list[Entry], label: str, value: str) -> list[Entry]:
    """The entries, the last line's with what a label below it says."""
    last = entries[-1].row
    before = [entry for entry in entries if entry.row != last]
    own = [entry for entry in entries if entry.row == last]
    if label == "uscc":
        code = find_uscc(squeezed(value))
        own = [replace(entry, uscc=entry.uscc or code) for entry in own]
    elif label == "entry_type" and all(not entry.entry_type for entry in own):
        types = types_in(value) or (squeezed(value)[:30],)
        own = [replace(entry, entry_type=entry_type) for entry in own for entry_type in types]
    elif label in ("address", "province"):
        stated = value if label == "province" else ""
        own = [replace(entry, province=entry.province or province_of_cells(stated, value)) for entry in own]
    return before + [replace(entry, detail={**entry.detail, label: value}) for entry in own]


def _alone(name: str) -> bool:
    """Whether a line is a name and no sentence around one (`其中甲有限公司`)."""
    return is_name(name) and [plain_name(found) for found in names_in_sentence(name)] == [plain_name(name)]
