"""What is doubtful about penalty rules beside one another and on a given day. Pure; nothing is repaired, only flagged.

- tiers_share_bound: a fine of just this sum belongs to this tier and to its neighbour (5万元以上8万元以下, 8万元以上…),
  and the table does not say whether 以上 and 以下 include the figure;
- tier_gap: between this tier and its neighbour lie sums that belong to neither; tier_overlap: sums that belong to both;
- statute_edition_replaced: the basis names an edition of a statute that had given way to a later one on the day asked
  for. A benchmark can be in force on a dead edition, as 江门 2020 is on the 固体废物污染环境防治法 of 2016;
- statute_edition_unverified: the basis names an edition of a statute whose successors nobody has looked up
  (`statute_editions`): whether it still stands is not said;
- statute_codified: the basis names a statute of pollution control, and the day asked for lies in the time of the
  Ecological and Environmental Code (生态环境法典, in force since 2026-08-15): the basis wants to be looked up there.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from storage.statute_editions import CODE_SINCE, standing

Row = Mapping[str, Any]

_SEPARATE = re.compile(
    r"《(?:中华人民共和国)?(?:环境保护法|(?:大气|水|土壤|环境噪声|噪声|放射性|固体废物)污染(?:环境)?防治法|海洋环境保护法)》"
)
_EDITION = re.compile(r"《(?:中华人民共和国)?([^《》\n]{2,40})》\s{0,3}[（(]\s{0,3}(\d{4})\s{0,3}年?")


def with_doubts(rules: Sequence[Row], day: date) -> list[dict[str, Any]]:
    """The rules of one document in its order, each with the flags above added behind its own."""
    added: list[list[str]] = [_replaced(rule, day) for rule in rules]
    for first, second in _neighbours(rules):
        flag = _between(_range(rules[first]), _range(rules[second]))
        for place in (first, second) if flag else ():
            if flag not in added[place]:
                added[place].append(flag)
    return [{**rule, "flags": [*rule["flags"], *flags]} for rule, flags in zip(rules, added, strict=True)]


def _neighbours(rules: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Places of rules that follow one another as tiers of one offence: each fined by one range in yuan, a higher tier
    printed below a lower one. Rows that repeat a tier's range (several circumstances) count as one."""
    offences = [_offence(rule) for rule in rules]
    for first, second in itertools.pairwise(range(len(rules))):
        if offences[first] == offences[second]:
            low, high = _range(rules[first]), _range(rules[second])
            if low and high and high[0] > low[0] and high[1] > low[1]:
                yield first, second


def _offence(rule: Row) -> tuple[str, str, str, str]:
    """What tiers of one offence have in common. A rule without a word of its offence is nobody's neighbour."""
    offence = "".join(str(rule.get("offence") or "").split())
    return (offence or str(id(rule)), str(rule.get("item") or ""), str(rule.get("where") or ""), _party(rule))


def _party(rule: Row) -> str:
    fines = list(rule.get("fine") or ())
    return str(fines[0].get("party") or "") if len(fines) == 1 else ""


def _range(rule: Row) -> tuple[float, float] | None:
    """The one range in yuan that a rule sets, from zero where it only has an upper bound; None for anything else."""
    fines = list(rule.get("fine") or ())
    if len(fines) != 1 or fines[0].get("kind") not in ("yuan_range", "yuan_max"):
        return None
    low, high = fines[0].get("min"), fines[0].get("max")
    return (float(low), float(high)) if low is not None and high is not None and low <= high else None


def _between(low: tuple[float, float] | None, high: tuple[float, float] | None) -> str:
    assert low is not None and high is not None
    if high[0] == low[1]:
        return "tiers_share_bound"
    return "tier_gap" if high[0] > low[1] else "tier_overlap"


def _replaced(rule: Row, day: date) -> list[str]:
    basis = str(rule.get("basis") or "")
    told = {standing(title, int(year), day) for title, year in _EDITION.findall(basis)}
    found = [f"statute_edition_{word}" for word in ("replaced", "unverified") if word in told]
    if day >= CODE_SINCE and _SEPARATE.search(basis):
        found.append("statute_codified")
    return found
