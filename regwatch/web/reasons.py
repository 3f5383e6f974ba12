"""Why a supplier is taken for an enterprise of a list, in Chinese, for the pages. Pure."""

import re

_SAID = (
    (r"the same name but for its brackets", "名称相同，仅括号不同"),
    (r"the same name in another legal form \((.+) / (.+)\)", r"名称相同，组织形式不同（\1 / \2）"),
    (r"the same name but for brackets, width or blanks", "名称相同，仅括号、全半角或空格不同"),
    (r"the same name in traditional characters", "名称相同，为繁体字"),
    (r"the same name", "名称相同"),
    (r"the same credit code (\S+)", r"统一社会信用代码相同：\1"),
    (r"a former name of (.+)", r"\1 的曾用名"),
    (r"the later name of (.+)", r"\1 的现用名"),
    (r"(.+) is declared an alias of (.+)", r"\1 已登记为 \2 的别名"),
    (r"several enterprises bear this name; compare the credit code", "多家企业同名，请核对信用代码"),
    (r"a branch or part of the listed enterprise, by its name", "按名称为名单企业的分支机构"),
    (r"the listed name is that of a branch or part of it", "名单所列为其分支机构"),
    (r"one character differs, is missing or is swapped", "一字之差、缺字或错位"),
    (r"a short form of the listed name", "名单名称的简写"),
    (r"the listed name stands within it", "含名单名称"),
    (r"the same distinguishing word (\S+), elsewhere: perhaps a sister", r"字号同为 \1，地域不同，或为关联企业"),
    (r"the same distinguishing word (\S+): perhaps a sister", r"字号同为 \1，或为关联企业"),
    (r"a name that is nearly the same", "名称近似"),
    (r"an abbreviation of the listed name", "名单名称的缩写"),
    (r"holds the distinguishing word (\S+)", r"含字号 \1"),
    (r"it was proposed, but the announcement (\S+) does not list it", r"曾公示，但公告 \1 未列入"),
    (
        r"it was proposed, and (\S+) dropped the capacity before any announcement that lists it was seen",
        r"曾公示；未见列入公告，其类型已由 \1 取消",
    ),
    (r"it was proposed on (\S+), and no announcement that answers it was seen yet", r"\1 公示，尚未见相应公告"),
    (r"its removal was proposed, but the announcement (\S+) does not strike it off", r"曾公示拟撤销，但公告 \1 未撤销"),
    (r"its listing is suspended since (\S+)", r"自 \1 起暂停公告资格"),
)
_RULES = [(re.compile(pattern), chinese) for pattern, chinese in _SAID]


def reason_in_chinese(why: str) -> str:
    """Each part that is known in Chinese; what is not known stays as it was said."""
    whole = _part(why)
    return whole if whole != why else "；".join(_part(part) for part in why.split("; "))


def _part(text: str) -> str:
    for pattern, chinese in _RULES:
        found = pattern.fullmatch(text)
        if found:
            return found.expand(chinese)
    return text
