"""Enterprises that a notice names in running text: numbered lines under a heading, and sentences that act on them."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from crawler.facts.company_names import names_in_sentence
from crawler.facts.entry_actions import action_of, is_strong, is_suspension, squeezed, types_in
from crawler.facts.entry_frames import Frame
from crawler.facts.entry_lines import firms_in_line, label_and_value, with_label
from crawler.facts.entry_places import province_before_colon, province_row, without_province_note
from crawler.facts.entry_renames import corrections_in, renames_in
from storage.companies import find_uscc
from storage.model import Entry

_LEAD = re.compile(
    r"\A[\s　]*(?:[(（]?[0-9]{1,4}[)）.．、:：]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[-•·●])?[\s　]*"
)
_LISTING = re.compile(
    r"名单(?:如下|为|:)|(?:以下|下列|如下).{0,12}(?:企业|单位)|(?:企业|单位).{0,6}如下|列入.{0,30}名单|予以公告|符合.{0,60}条件"
)
_HEADING = re.compile(r"名单|企业|单位|撤销|整改|变更|更名|列入|退出|移出|梯次|再生")
_OF_A_LIST = re.compile(r"名单|如下|以下|[:：]\Z")
_BODIES = re.compile(r"联系|电话|邮箱|传真|地址|邮编|监督|举报|受理|委托|组织|评审|寄送|反馈|承办|印发")
_CONTACTS = re.compile(r"联系|电话|邮箱|传真|邮编|举报|寄送")
_KEPT = re.compile(r"保留|继续有效|仍然有效|不受影响")
_CODE_CORRECTED = re.compile(r"信用代码.{0,60}?(?:应为|应是|更正为|勘误为|变更为|改为)(.{0,40})")
_SPEAKS = re.compile(r"[，。：；、！？,:;!?]|名单|企业|单位|附件|类|情况|条件|要求")
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
    unclear: list[str] = []
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
        firm_line, noted = without_province_note(bare)
        firms = firms_in_line(firm_line, works=in_list and numbered)
        if firms and not is_strong(firm_line):
            firm_lines.add(number)
            if in_list and context.action:
                here = replace(context, province=noted or context.province)
                for name, former, code in firms:
                    found += _made(here, name, former, code or find_uscc(bare), place)
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
        for sentence in re.split(r"[。]", bare):
            found += _clauses(sentence, frame, context, place, only_acts, unclear)
        if _LISTING.search(squeezed(bare)) and bare.endswith((":", "：")):
            context, in_list = _under(bare, frame, context), not only_acts or is_strong(bare)
    return found, [*_unread(odd, firm_lines, frame.where), *(f"{frame.where} {said}" for said in unclear[:5])]


def _unread(odd: Sequence[tuple[int, str]], firm_lines: Container[int], where: str) -> list[str]:
    """A numbered line between the firms of a list that is no name: perhaps one that is not known as such."""
    return [
        f"{where} line {number}: “{bare}” stands among the enterprises of a list and was not read as one"
        for number, bare in odd
        if number - 1 in firm_lines and number + 1 in firm_lines
    ][:5]


def _clauses(
    sentence: str, frame: Frame, context: Frame, place: str, only_acts: bool, unclear: list[str]
) -> Iterator[Entry]:
    """What stands between semicolons, one after the other. Where one lists, names that follow alone are of its list."""
    lists: list[Entry] = []
    for clause in re.split(r"[；;]", sentence):
        firms = firms_in_line(clause.strip(), works=False)
        if lists and firms:
            for name, former, code in firms:
                yield replace(lists[-1], company=name, former=former, uscc=code)
            continue
        made = list(_sentence(clause, frame, context, place, only_acts, unclear))
        lists = [entry for entry in made if entry.action in ("listed", "proposed", "removed", "proposed_removal")]
        yield from made


def _sentence(
    sentence: str, frame: Frame, context: Frame, place: str, only_acts: bool, unclear: list[str]
) -> Iterator[Entry]:
    corrections = corrections_in(sentence)
    renames = [] if corrections else renames_in(sentence)
    for old, new in renames:
        yield Entry(frame.register, "renamed", new, former=old, where=frame.where, row=place)
    for old, new in corrections:
        detail = {"correction": f"{old} → {new}"}
        yield Entry(frame.register, "changed", new, former=old, where=frame.where, row=place, detail=detail)
    renamed = {name for pair in (*renames, *corrections) for name in pair}
    names = [name for name in names_in_sentence(sentence) if name not in renamed]
    strong = is_strong(sentence)
    if not names or (_CONTACTS if strong else _BODIES).search(squeezed(sentence)):
        return
    if strong:
        action = action_of(sentence, frame.stage)
        parts = re.split(r"[，,]", sentence)
        if not action and len(parts) > 1:  # several things are done: each clause says its own
            for part in parts:
                yield from _sentence(part, frame, context, place, only_acts, unclear)
            return
        if not action:
            unclear.append(f"{place}: what is done to {'、'.join(names)[:120]} is not clear; nothing was taken of it")
    elif not only_acts and (_LISTING.search(squeezed(sentence)) or (len(names) > 1 and context is not frame)):
        action = context.action
    else:
        return
    if not action or (action == "renamed" and renames):
        return
    said = ",".join(part for part in re.split(r"[，,]", squeezed(sentence)) if not (strong and _KEPT.search(part)))
    types = types_in(re.sub("|".join(map(re.escape, names)), "", said)) or context.types
    detail = {"suspended": "暂停"} if action == "rectification" and is_suspension(sentence) else {}
    corrected = _CODE_CORRECTED.search(squeezed(sentence)) if action == "changed" and len(names) == 1 else None
    code = find_uscc(corrected.group(1)) if corrected else ""
    if code:
        detail = {"change": "统一社会信用代码", "after": code}
    for name in names:
        for entry_type in types or ("",):
            batch = frame.batch if action in ("listed", "proposed") else ""
            yield Entry(
                frame.register, action, name, code, context.province, entry_type, batch, "", frame.where, place, detail
            )  # fmt: skip


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
    """A line with an enterprise's name in it acts on it (`撤销甲公司公告资格`), unless it announces a list."""
    if len(line) > LONGEST_HEADING or line.endswith(("。", "；", ";")) or not _HEADING.search(line):
        return False
    return bool(_OF_A_LIST.search(line)) or not names_in_sentence(line)


def _under(heading: str, frame: Frame, context: Frame) -> Frame:
    types = types_in(heading)
    action = action_of(heading, frame.stage)
    keep = not is_strong(heading) and not re.search("列入|新增", heading) and types and context.action
    return Frame(
        frame.register, context.action if keep else action or context.action, frame.stage, frame.where,
        types or (() if is_strong(heading) else context.types), frame.batch, suspended=is_suspension(heading),
    )  # fmt: skip
