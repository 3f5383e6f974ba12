"""The parts of an article that sets fines: its paragraphs (款) with their items (项), and clauses that name them again.

A statute of several offences lists them first (有下列行为之一 …（一）…（二）…) and fines them behind, by their numbers:
有前款第一项、第八项行为之一，处五万元以上二十万元以下的罚款. The forms are those of 固体废物污染环境防治法 (2020), 8.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawler.facts.date_numerals import counted_number

_COUNT = "一二三四五六七八九十"
_ITEM_LINE = re.compile(rf"[ \t\u3000]*(?:[(（][{_COUNT}\d]{{1,3}}[)）]|[\d]{{1,2}}[、.．](?!\d)|[①-⑳])")
_ENDED = re.compile(r"[。；;：:][\"”』」）)]?[ \t\u3000]*\Z")
_ONE = rf"第?[{_COUNT}]{{1,3}}项"
_REFERS = re.compile(
    rf"(?P<who>[^，,；;。：:第有]{{0,12}}?)(?:有|属于|违反|对)?(?:前款|本款|本条(?:第[{_COUNT}]{{1,3}}款)?|上述)"
    rf"(?P<items>第[{_COUNT}]{{1,3}}项(?:(?:、|和|或者|或|及|以及|至|到){_ONE})*)(?:规定的?|所列的?|中的?)?(?:违法)?(?:行为|情形|规定|之一)"
)
_CLAUSE = re.compile(r"(?<=[；;。])")
_LONGEST_RUN = 60


class Referred(NamedTuple):
    """A clause that fines an item listed before. `item` counts from 0; `who` is 单位, 个人 … or empty; `goes_on` says
    that the clause has no numbers of its own and goes on about those of the clause before (情节严重的，…)."""

    item: int
    who: str
    clause: str
    goes_on: bool


def paragraphs(body: str) -> list[str]:
    """The paragraphs of an article, each with the items it lists; lines that a page wrapped are put together first."""
    lines: list[str] = []
    for line in filter(None, (raw.strip() for raw in body.split("\n"))):
        if lines and not _ENDED.search(lines[-1]) and not _ITEM_LINE.match(line):
            lines[-1] += line
        else:
            lines.append(line)
    found: list[str] = []
    for line in lines:
        if found and _ITEM_LINE.match(line):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def referred(paragraph: str, listed: int) -> Iterator[Referred]:
    """What a paragraph says of the `listed` items before it, clause by clause; nothing where it names none of them."""
    about: tuple[int, ...] = ()
    who = ""
    for clause in filter(None, (part.strip() for part in _CLAUSE.split(paragraph))):
        match = _REFERS.match(clause)
        if match:
            about, who = _numbers(match["items"]), match["who"].strip()
        for number in about:
            if 0 < number <= listed:
                yield Referred(number - 1, who, clause, match is None)


def _numbers(text: str) -> tuple[int, ...]:
    """`第一项、第三项至第五项` as 1, 3, 4, 5."""
    found: list[int] = []
    for link, counted in re.findall(rf"(至|到)?第?([{_COUNT}]{{1,3}})项", text):
        number = counted_number(counted) or 0
        if link and found and 0 < number - found[-1] < _LONGEST_RUN:
            found += range(found[-1] + 1, number + 1)
        else:
            found.append(number)
    return tuple(dict.fromkeys(found))
