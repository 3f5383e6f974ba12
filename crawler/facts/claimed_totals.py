"""Totals that a text itself declares: `共68家`, `其中梯次利用45家`, `拟撤销7家`."""

import re
import unicodedata

from crawler.facts.entry_actions import types_in
from crawler.facts.entry_places import PROVINCE_NAMES
from storage.model import ClaimedTotal

_DIGITS = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNT = re.compile(
    r"(?<![0-9.第])([0-9]{1,5}|[零〇一二两三四五六七八九十百千]{1,7})\s*(?:家|户|个(?=企业|单位))(?!庭|长|具|电|属|乡)"
)
_SENTENCE = re.compile(r"[。;；!！\n]")
_STOP = re.compile(r"[,、:()]")
_BATCH = re.compile(r"第[一二三四五六七八九十百0-9]{1,4}批|首批|[一二三四五六七八九十]至[一二三四五六七八九十]批")
_SCOPES = (
    ("cumulative", re.compile(r"累计|截至|至今|目前(?:共|已)|总计|前[一二三四五六七八九十]批")),
    ("both", re.compile(r"兼有|同时(?:符合|从事|具备|开展)|两类|双资质")),
    ("removed", re.compile(r"撤销|移出|退出|取消|剔除")),
    ("added", re.compile(r"(?<!不再)(?:拟列入|新增|入选)")),
    ("rectification", re.compile(r"整改")),
    ("changed", re.compile(r"变更|更名")),
    ("readmitted", re.compile(r"重新列入|恢复")),
)
_OF_A_PROVINCE = re.compile(
    rf"({PROVINCE_NAMES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|生产建设兵团)?[:(]?(?:共计?|计)?[0-9]{{1,4}}\s*(?:家|户|个)"
)
_ABOUT_LISTS = re.compile(r"企业|单位|名单|符合|公告|列入|梯次|再生|公司|规范")


def number(text: str) -> int:
    """`六十八` is 68, `一百` 100. Raises ValueError where the characters make no number."""
    if text.isascii():
        return int(text)
    total, digit = 0, 0
    for letter in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(letter)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        elif letter in _DIGITS:
            digit = digit * 10 + _DIGITS[letter]
        else:
            raise ValueError(f"{text} is no number")
    return total + digit


def claimed_totals(text: str, register: str) -> list[ClaimedTotal]:
    """The totals of enterprises in a text with what they count: a batch, a capacity, an action, `cumulative`, `all`."""
    found: dict[tuple[int, str], ClaimedTotal] = {}
    for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", text[:400_000])):
        plain = "".join(sentence.split())[:2_000]
        if not _ABOUT_LISTS.search(plain):
            continue
        end = 0
        for match in _COUNT.finditer(plain):
            trailing = _STOP.split(plain[match.end() : match.end() + 14], maxsplit=1)[0]
            clause = plain[max(end, match.start() - 40) : match.end()] + trailing
            end = match.end()
            count = number(match.group(1))
            scope = _scope(clause, plain)
            if count:
                found.setdefault((count, scope), ClaimedTotal(register, count, scope, sentence.strip()[:500]))
    return list(found.values())


def _scope(clause: str, sentence: str) -> str:
    for name, pattern in _SCOPES:
        if pattern.search(clause):
            return name
    types = types_in(clause)
    if len(types) == 1:
        return types[0]
    province = _OF_A_PROVINCE.search(clause)
    if province:
        return province.group(1)
    batch = _BATCH.search(sentence)
    return batch.group() if batch else "all"
