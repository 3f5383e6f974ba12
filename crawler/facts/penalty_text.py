"""Penalty rules in running text: 第N条 …细化为：1、…；2、…, and the articles of a regulation that set a fine."""

import re
from collections.abc import Iterator
from itertools import pairwise

from crawler.facts.fines import read_fines
from crawler.facts.penalty_articles import paragraphs, referred
from storage.model import PenaltyRule

LONGEST_ARTICLE = 6_000

_COUNT = "一二三四五六七八九十"
_ARTICLE = re.compile(rf"(?m)^[ \t\u3000]*第[零〇{_COUNT}百千两0-9]{{1,8}}条(?:之[{_COUNT}])?")
_NUMBERED_OFFENCE = re.compile(rf"(?m)^[ \t\u3000]*(?:[{_COUNT}]{{1,3}}、|\([{_COUNT}]{{1,3}}\)|（[{_COUNT}]{{1,3}}）)")
_REFINED = re.compile(
    r"细化(?:标准)?(?:如下|为)|裁量(?:标准|基准|幅度)(?:如下|为|[:：])|(?:按照?|依照)(?:以下|下列)(?:标准|情形|幅度|规定|档次)[^:：\n]{0,20}[:：]"
    r"|分为以下[^:：\n]{0,20}[:：]|具体(?:标准|幅度)(?:如下|为)[:：]?|处罚标准(?:如下|为)?[:：]"
)
_ITEM = re.compile(
    r"(?:\A|(?<=[;；。:：\n])|(?<=如下)|(?<=细化为)|(?<=标准为))[ \t\u3000]*"
    r"(?:[0-9]{1,2}[、.．)）](?![0-9])|[(（][0-9一二三四五六七八九十]{1,3}[)）]|[①②③④⑤⑥⑦⑧⑨⑩])[ \t\u3000]*"
)
_ACTS = re.compile(
    r"(?:按照?|依照)[^,，;；。\n]{0,40}计算罚款|(?:由[^,，;；。:：\n]{2,60}?)?(?:责令|给予警告|没收|可以?并?处以?|并处以?|处以|处(?!置|理|于|分|罚)|罚款|(?:不予|免予|免于)(?:行政)?处罚)"
)
_OWN_RULE = re.compile(
    r"\A[ \t\u3000]*违反本(?:法|条例|办法|规定|规则)(?:第[^,，;；。]{1,40}[条款项])?(?:的?(?:有关|相关)?规定)?[,，]"
)
_NAMED_BASIS = re.compile(
    r"《[^《》\n]{2,60}》(?:[(（][^()（）\n]{1,20}[)）])?(?:第[零〇一二三四五六七八九十百千0-9]{1,8}[条款项](?:[和、至第之一二三四五六七八九十百0-9款项条（）()]{0,30}))?"
)
_LEFT_OF_BASIS = re.compile(r"\A[ \t\u3000,，、:：和或及]*(?:违反|根据|依据)?(?:的?规定)?[ \t\u3000,，、:：和或及]*")
_FINED = re.compile(r"罚款|处[^,，;；。\n]{0,30}[元倍%％‰]")
_LATER = re.compile(
    r"(?:(?<=[;；。])|(?<=罚款[,，])(?=逾期|拒不|情节))[ \t\u3000]*"
    r"(?=(?:情节|对?造成|逾期|拒不|后果|危害后果|有前款|违法所得|没有违法所得|货值金额)[^;；。]{0,60}[,，])"
)


def rules_of_text(text: str, where: str) -> Iterator[PenaltyRule]:
    """Rules of a text's articles (第N条), or of its numbered offences where it has no articles."""
    marks = [match.start() for match in _ARTICLE.finditer(text)]
    if not marks and _REFINED.search(text):
        marks = [match.start() for match in _NUMBERED_OFFENCE.finditer(text)] or [0]
    for start, end in pairwise([*marks, len(text)] if marks else []):
        block = text[start : min(end, start + LONGEST_ARTICLE)].strip()
        if _FINED.search(block) or _REFINED.search(block):
            yield from _of_article(block, where)


def items_of_cell(cell: str) -> list[tuple[str, str]]:
    """(circumstance, text) of each numbered item of a cell that lists tiers; empty where it lists none.

    Steps of a formula (（1）每增加1个因子…) are no tiers: every item must set a sum of its own and say when.
    """
    items = [(when, item) for when, item in map(_split_item, _items(cell)) if when]
    whole = len(_items(cell))
    tiers = [(when, item) for when, item in items if _FINED.search(item) and read_fines(item).fines]
    return tiers if whole >= 2 and len(tiers) == whole else []


def _of_article(block: str, where: str) -> Iterator[PenaltyRule]:
    name = _ARTICLE.match(block) or _NUMBERED_OFFENCE.match(block)
    number = name.group().strip() if name else ""
    body = block[name.end() :].strip() if name else block
    refined = _REFINED.search(body)
    if refined and (_ACTS.search(body) or _FINED.search(body)):
        head, rest = body[: refined.start()], body[refined.end() :].lstrip(" \t\u3000:：\n")
        offence, basis = _offence(head), _basis(head) or number
        for item in _items(rest) or [rest.strip()]:
            circumstance, part = _split_item(item)
            if _ACTS.search(part) or read_fines(part).fines:
                yield _rule(offence, basis, circumstance, part, where, number, ())
        return
    before: list[str] = []
    for paragraph in paragraphs(body):
        named = list(referred(paragraph, len(before)))
        for one in named:
            if read_fines(one.clause).fines:
                circumstance = _split_item(one.clause)[0] if one.goes_on else one.who
                basis = f"{number}第{one.item + 1}项"
                yield _rule(before[one.item], basis, circumstance, one.clause, where, number, ("statutory",))
        if not named:
            before = [item.rstrip("；;。") for item in _items(paragraph)] or before
            yield from _of_paragraph(paragraph, number, where)


def _of_paragraph(body: str, number: str, where: str) -> Iterator[PenaltyRule]:
    listed = _items(body)
    first = _ITEM.search(body)
    head = body[: first.start()] if listed and first else body
    if not _FINED.search(head):
        return
    offences = [item.rstrip("；;。") for item in listed] if listed and not any(map(_FINED.search, listed)) else []
    for part in _LATER.split(head):
        circumstance, fine = _split_item(part) if part is not head and not head.startswith(part) else ("", part)
        if not read_fines(fine).fines:
            continue
        for offence in offences or [_offence(head)]:
            yield _rule(offence, number, circumstance, fine.strip(), where, number, ("statutory",))


def _items(text: str) -> list[str]:
    marks = list(_ITEM.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)] if marks else []
    return [item for mark, end in zip(marks, ends, strict=True) if (item := text[mark.end() : end].strip())]


def _split_item(item: str) -> tuple[str, str]:
    """`国控企业，处6-8万元罚款` → (`国控企业`, whole item)."""
    acts = _ACTS.search(item)
    return (item[: acts.start()].strip(" \t\u3000,，:：、\n") if acts else "", item.strip())


def _offence(head: str) -> str:
    """What was done, without the clause that it breaks where a statute is named (that is the basis), and without what
    the authority does about it."""
    plain, named = _NAMED_BASIS.subn("", _OWN_RULE.sub("", head))
    if named:
        plain = _LEFT_OF_BASIS.sub("", plain)
    acts = _ACTS.search(plain)
    return (plain[: acts.start()] if acts and acts.start() else plain).strip(" \t\u3000,，:：、\n。;；")


def _basis(head: str) -> str:
    return "；".join(dict.fromkeys(match.group() for match in _NAMED_BASIS.finditer(head)))


def _rule(
    offence: str, basis: str, circumstance: str, text: str, where: str, place: str, flags: tuple[str, ...]
) -> PenaltyRule:
    reading = read_fines(text)
    every = tuple(dict.fromkeys((*reading.flags, *flags)))
    return PenaltyRule(offence, basis, circumstance, "", reading.fines, text, every, item=place, where=where, row=place)
