"""Penalty rules written as labelled lines: 【违法行为】…【处罚依据】…【裁量标准】…, or `违法行为：…` line by line.

The labels are the headers that tables use, so `columns.meaning` tells them.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from crawler.facts.columns import meaning
from crawler.facts.fines import read_fines
from crawler.facts.penalty_text import items_of_cell
from storage.model import PenaltyRule

_NUMBER = r"(?:[0-9一二三四五六七八九十]{1,3}[、.．]|[(（][0-9一二三四五六七八九十]{1,3}[)）])"
_LABEL = re.compile(
    rf"【([^【】\n]{{2,14}})】[ \t\u3000]{{0,9}}[:：]?"
    rf"|^[ \t\u3000]{{0,9}}{_NUMBER}?[ \t\u3000]{{0,9}}([^\s:：,，。;；【】《》]{{2,14}})[:：]",
    re.MULTILINE,
)
_ROLES = frozenset({"offence", "basis", "circumstance", "tier", "fine", "seq", "item_code", "statutory_range", "note"})


def rules_of_labels(text: str, where: str) -> Iterator[PenaltyRule]:
    """One rule for each labelled fine, or for each tier that it lists; none where no offence is labelled."""
    marks = [(match, name) for match in _LABEL.finditer(text) if (name := meaning(match[1] or match[2])) in _ROLES]
    if not {"offence", "fine"} <= {name for _, name in marks}:
        return
    said: dict[str, str] = {}
    stops = [*(match.start() for match, _ in marks), len(text)]
    for (match, name), (_, end) in zip(marks, pairwise(stops), strict=True):
        value = text[match.end() : end].strip()
        if name == "offence":
            said = {"seq": said.get("seq", "")} if "offence" not in said else {}
        if name != "fine":
            said[name] = value
        elif said.get("offence"):
            yield from _rules(said, value, where)
            said = {known: said[known] for known in said if known not in ("circumstance", "tier")}


def _rules(said: dict[str, str], value: str, where: str) -> Iterator[PenaltyRule]:
    for circumstance, part in items_of_cell(value) or [(said.get("circumstance", ""), value)]:
        reading = read_fines(part)
        yield PenaltyRule(
            offence=said["offence"],
            basis=said.get("basis", ""),
            circumstance=circumstance,
            tier=said.get("tier", ""),
            fine=reading.fines,
            text=part,
            flags=reading.flags,
            item=said.get("seq") or said.get("item_code", ""),
            where=where,
        )
