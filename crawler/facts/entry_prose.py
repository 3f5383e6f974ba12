"""Enterprises that a notice names in running text: numbered lines under a heading, and sentences that act on them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawler.facts.company_names import firms_in_cell, is_name, names_in_sentence
from crawler.facts.entry_actions import action_of, is_strong, squeezed, types_in
from crawler.facts.entry_tables import Frame, province_row
from storage.companies import find_uscc, plain_name
from storage.model import Entry

_LEAD = re.compile(
    r"\A[\s　]*(?:[(（]?[0-9]{1,4}[)）.．、:：]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[-•·●])?[\s　]*"
)
_RENAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:原|将|由|企业名称由)?[\"“]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?(?:的?(?:企业|公司|单位)?名称)?"
        r"(?:已|拟)?(?:更名|变更|更改|改名|改)为[\"“:]?(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)(?!为)",
        r"(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\((?:原名称?|曾用名|原)[:为]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\)",
    )
)
_LISTING = re.compile(
    r"名单(?:如下|为|:)|(?:以下|下列|如下).{0,12}(?:企业|单位)|(?:企业|单位).{0,6}如下|列入.{0,30}名单|予以公告|符合.{0,60}条件"
)
_HEADING = re.compile(r"名单|企业|单位|撤销|整改|变更|更名|列入|退出|移出|梯次|再生")
_BODIES = re.compile(r"联系|电话|邮箱|传真|地址|邮编|监督|举报|受理|委托|组织|评审|寄送|反馈|承办|印发")
LONGEST_HEADING = 120


def read_prose(text: str, frame: Frame, headline: str, only_acts: bool) -> Iterator[Entry]:
    """The entries of running text, with `line N` as their place.

    `headline` is the notice's title; `only_acts`: tables hold the list, so a text only adds what it says is struck
    off, renamed or readmitted. A name in a sentence that neither lists nor acts is no entry.
    """
    context, in_list = frame, bool(re.search("名单", headline)) and not only_acts
    for number, line in enumerate(text[:400_000].split("\n"), start=1):
        bare = _LEAD.sub("", line, count=1).strip()
        if not bare:
            continue
        place = f"line {number}"
        firms = firms_in_cell(re.split(r"[\s　]{2,}|\t", bare)[0]) if len(bare) <= 200 else []
        if firms and not is_strong(bare) and all(_alone(name) for name, _, _ in firms):
            if in_list and context.action:
                for name, former, code in firms:
                    yield from _made(context, name, former, code or find_uscc(bare), place)
            continue
        province = province_row(bare)
        if province:
            context = replace(context, province=province)
            continue
        if _is_heading(bare):
            context, in_list = _under(bare, frame, context), not only_acts or is_strong(bare)
            continue
        for sentence in re.split(r"[。；;]", bare):
            yield from _sentence(sentence, frame, context, place, only_acts)
        if _LISTING.search(squeezed(bare)) and bare.endswith((":", "：")):
            context, in_list = _under(bare, frame, context), not only_acts or is_strong(bare)


def renames_in(sentence: str) -> list[tuple[str, str]]:
    """(former name, new name) as a sentence states them."""
    found = []
    plain = squeezed(sentence)[:4_000]
    for pattern in _RENAMES:
        for match in pattern.finditer(plain):
            old, new = names_in_sentence(match["old"]), names_in_sentence(match["new"])
            if old and new and old[-1] != new[0] and (old[-1], new[0]) not in found:
                found.append((old[-1], new[0]))
    return found


def _sentence(sentence: str, frame: Frame, context: Frame, place: str, only_acts: bool) -> Iterator[Entry]:
    renames = renames_in(sentence)
    for old, new in renames:
        yield Entry(frame.register, "renamed", new, former=old, where=frame.where, row=place)
    renamed = {name for pair in renames for name in pair}
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
            yield Entry(frame.register, action, name, "", context.province, entry_type, batch, "", frame.where, place)


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
        )


def _alone(name: str) -> bool:
    """Whether a line is a name and no sentence around one (`其中甲有限公司`)."""
    return is_name(name) and [plain_name(found) for found in names_in_sentence(name)] == [plain_name(name)]


def _is_heading(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", ";")) and bool(_HEADING.search(line))


def _under(heading: str, frame: Frame, context: Frame) -> Frame:
    types = types_in(heading)
    action = action_of(heading, frame.stage)
    keep = not is_strong(heading) and not re.search("列入|新增", heading) and types and context.action
    return Frame(
        frame.register, context.action if keep else action or context.action, frame.stage, frame.where,
        types or (() if is_strong(heading) else context.types), frame.batch,
    )  # fmt: skip
