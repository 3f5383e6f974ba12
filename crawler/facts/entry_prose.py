"""Enterprises that a notice names in running text: numbered lines under a heading, and sentences that act on them."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from crawler.facts.company_names import names_in_sentence
from crawler.facts.entry_actions import action_of, is_strong, is_suspension, squeezed, types_in
from crawler.facts.entry_frames import Frame
from crawler.facts.entry_lines import firms_in_line, label_and_value, with_label
from crawler.facts.entry_places import province_before_colon, province_row
from storage.companies import find_uscc
from storage.model import Entry

_LEAD = re.compile(
    r"\A[\s　]*(?:[(（]?[0-9]{1,4}[)）.．、:：]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[-•·●])?[\s　]*"
)
_RENAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:原|将|由|企业名称由)?[\"“]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?[,]?(?:的?(?:企业|公司|单位)?名称)?"
        r"(?:已|拟)?(?:更名|变更|更改|改名|改)为[\"“:]?(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)(?!为)",
        r"(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\((?:原名称?|曾用名|原)[:为]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\)",
    )
)
_CORRECTIONS = (
    re.compile(
        r"[\"“]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?,?(?:应为|应是|更正为|勘误为|改正为)[:]?[\"“]?"
        r"(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)"
    ),
)
_LISTING = re.compile(
    r"名单(?:如下|为|:)|(?:以下|下列|如下).{0,12}(?:企业|单位)|(?:企业|单位).{0,6}如下|列入.{0,30}名单|予以公告|符合.{0,60}条件"
)
_HEADING = re.compile(r"名单|企业|单位|撤销|整改|变更|更名|列入|退出|移出|梯次|再生")
_BODIES = re.compile(r"联系|电话|邮箱|传真|地址|邮编|监督|举报|受理|委托|组织|评审|寄送|反馈|承办|印发")
_SPEAKS = re.compile(r"[，。：；、！？,:;!?（(]|名单|企业|单位|附件|类|情况|条件|要求")
_LONGEST_ODD = 24
LONGEST_HEADING = 120


def read_prose(
    text: str, frame: Frame, headline: str, only_acts: bool, taken: Container[int] = ()
) -> tuple[list[Entry], list[str]]:
    """The entries of running text, with `line N` as their place, and warnings.

    `headline` is the notice's title; `only_acts`: tables hold the list, so a text only adds what it says is struck
    off, renamed or readmitted. A name in a sentence that neither lists nor acts is no entry. `taken` are the lines
    that were read as rows of a table.
    """
    found: list[Entry] = []
    odd: list[tuple[int, str]] = []
    firm_lines: set[int] = set()
    context, in_list = frame, bool(re.search("名单", headline)) and not only_acts
    for number, line in enumerate(text[:400_000].split("\n"), start=1):
        lead = _LEAD.match(line)
        bare = line[lead.end() :].strip() if lead else line.strip()
        if not bare or number in taken:
            continue
        numbered = bool(lead and lead.group().strip())
        place = f"line {number}"
        province, rest = province_before_colon(bare)
        if province:
            context, bare = replace(context, province=province), rest
        firms = firms_in_line(bare, works=in_list and numbered)
        if firms and not is_strong(bare):
            firm_lines.add(number)
            if in_list and context.action:
                for name, former, code in firms:
                    found += _made(context, name, former, code or find_uscc(bare), place)
            continue
        if firm_lines and found and (card := label_and_value(bare)):
            found = with_label(found, *card)
            firm_lines.add(number)
            continue
        province = province_row(bare)
        if province:
            context = replace(context, province=province)
            continue
        if in_list and numbered and len(bare) <= _LONGEST_ODD and not _SPEAKS.search(bare):
            odd.append((number, bare))
        if _is_heading(bare):
            context, in_list = _under(bare, frame, context), not only_acts or is_strong(bare)
            continue
        for sentence in re.split(r"[。；;]", bare):
            found += _sentence(sentence, frame, context, place, only_acts)
        if _LISTING.search(squeezed(bare)) and bare.endswith((":", "：")):
            context, in_list = _under(bare, frame, context), not only_acts or is_strong(bare)
    return found, _unread(odd, firm_lines, frame.where)


def _unread(odd: Sequence[tuple[int, str]], firm_lines: Container[int], where: str) -> list[str]:
    """A numbered line between the firms of a list that is no name: perhaps one that is not known as such."""
    return [
        f"{where} line {number}: “{bare}” stands among the enterprises of a list and was not read as one"
        for number, bare in odd
        if number - 1 in firm_lines and number + 1 in firm_lines
    ][:5]


def renames_in(sentence: str) -> list[tuple[str, str]]:
    """(former name, new name) as a sentence states them."""
    return _pairs(sentence, _RENAMES)


def corrections_in(sentence: str) -> list[tuple[str, str]]:
    """(name as it was misprinted, right name)."""
    return _pairs(sentence, _CORRECTIONS)


def _pairs(sentence: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    plain = squeezed(sentence)[:4_000]
    for pattern in patterns:
        for match in pattern.finditer(plain):
            old, new = names_in_sentence(match["old"]), names_in_sentence(match["new"])
            if old and new and old[-1] != new[0] and (old[-1], new[0]) not in found:
                found.append((old[-1], new[0]))
    return found


def _sentence(sentence: str, frame: Frame, context: Frame, place: str, only_acts: bool) -> Iterator[Entry]:
    corrections = corrections_in(sentence)
    renames = [] if corrections else renames_in(sentence)
    for old, new in renames:
        yield Entry(frame.register, "renamed", new, former=old, where=frame.where, row=place)
    for old, new in corrections:
        detail = {"correction": f"{old} → {new}"}
        yield Entry(frame.register, "changed", new, former=old, where=frame.where, row=place, detail=detail)
    renamed = {name for pair in (*renames, *corrections) for name in pair}
    names = [name for name in names_in_sentence(sentence) if name not in renamed]
    if not names or _BODIES.search(squeezed(sentence)):
        return
    if is_strong(sentence):
        action = action_of(sentence, frame.stage)
    elif not only_acts and (_LISTING.search(squeezed(sentence)) or (len(names) > 1 and context is not frame)):
        action = context.action
    else:
        return
    if not action or (action == "renamed" and renames):
        return
    types = types_in(re.sub("|".join(map(re.escape, names)), "", squeezed(sentence))) or context.types
    for name in names:
        for entry_type in types or ("",):
            batch = frame.batch if action in ("listed", "proposed") else ""
            entry = Entry(frame.register, action, name, "", context.province, entry_type, batch, "", frame.where, place)
            suspends = action == "rectification" and is_suspension(sentence)
            yield replace(entry, detail={"suspended": "暂停"}) if suspends else entry


def _made(context: Frame, name: str, former: str, code: str, place: str) -> Iterator[Entry]:
    batch = context.batch if context.action in ("listed", "proposed", "readmitted") else ""
    for entry_type in context.types or ("",):
        yield Entry(
            context.register,
            context.action,
            name,
            code,
            context.province,
            entry_type,
            batch,
            former,
            context.where,
            place,
            {"suspended": "暂停"} if context.suspended and context.action == "rectification" else {},
        )


def _is_heading(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", ";")) and bool(_HEADING.search(line))


def _under(heading: str, frame: Frame, context: Frame) -> Frame:
    types = types_in(heading)
    action = action_of(heading, frame.stage)
    keep = not is_strong(heading) and not re.search("列入|新增", heading) and types and context.action
    return Frame(
        frame.register, context.action if keep else action or context.action, frame.stage, frame.where,
        types or (() if is_strong(heading) else context.types), frame.batch, suspended=is_suspension(heading),
    )  # fmt: skip
