"""Who a title names before its subject: 工业和信息化部 生态环境部关于…, 工信部等八部门：…, 省工业和信息化厅关于…."""

import re

from storage.vocabulary.bodies import CENTRAL_NAMES, central_body
from storage.vocabulary.english import english_body
from storage.vocabulary.places import english_province
from storage.vocabulary.titles.numerals import NUMERAL, numeral
from storage.vocabulary.titles.patterns import DEEDS

_VERBS = "|".join(sorted({*DEEDS, "公示", "公告", "公开征求", "征求", "对", "就"}, key=len, reverse=True))
_OTHERS = re.compile(rf"等({NUMERAL})?(?:个)?(?:部门|部委|单位)$")
_ALONE = re.compile(rf"(?:国家)?({NUMERAL})(?:个)?(?:部门|部委)")
_LEVELS = {"省": "provincial", "市": "municipal", "县": "county", "区": "district"}


def split_issuers(title: str) -> tuple[str, str]:
    """(English of the bodies before the subject, the rest). ("", title) when none stands there or one is unknown."""
    head, about, rest = title.partition("关于")
    if about and head and "《" not in head:
        by = re.fullmatch(r"(?P<who>.+?)(?:联合|共同)?(?P<deed>转发|批转|印发)?", head.rstrip(" :"))
        named = _named(by["who"]) if by else ""
        return (named, f"{by['deed'] or ''}{about}{rest}") if by and named else ("", title)
    if about and not head:
        return "", title
    for verb in re.finditer(rf"(?:联合)?(?:{_VERBS})|[:]", title):
        if 2 <= verb.start() <= 60:
            named = _named(title[: verb.start()])
            # 贵州省推动… is about the province; only 贵州： speaks for it.
            if named and (verb[0] == ":" or not english_province(title[: verb.start()])):
                return named, re.sub(r"^(?:联合|:)", "", title[verb.start() :]).strip()
        if verb.start() > 60 or "《" in title[: verb.start()]:
            break
    return "", title


def _named(head: str) -> str:
    alone = _ALONE.fullmatch(head)
    if alone:
        return f"{numeral(alone[1])} departments"
    others = _OTHERS.search(head)
    if others:
        head = head[: others.start()]
    names: list[str] = []
    for piece in re.split(r"[\s、,]+", head.strip()):
        found = _bodies(piece)
        if not found:
            return ""
        names += found
    if not names:
        return ""
    if others:
        count = f" ({numeral(others[1])} departments)" if others[1] else ""
        return f"{', '.join(names)} and others{count}"
    return ", ".join(names)


def _bodies(text: str) -> list[str]:
    """One body, or several central ones written without a space between them; [] when a part is unknown."""
    one = _body(text)
    if one:
        return [one]
    names: list[str] = []
    while text:
        name = next((name for name in CENTRAL_NAMES if text.startswith(name)), "")
        if not name:
            return []
        names.append(_body(name))
        text = text.removeprefix(name)
    return names


def _body(name: str) -> str:
    body = central_body(name)
    if body is not None:
        office = " General Office" if name.endswith("办公厅") and name != body.name else ""
        return (body.code if body.code.isupper() else body.english) + office
    english = english_body(name) or english_province(name)
    if english or name[:1] not in _LEVELS:
        return english
    # A site of a province leaves its own name out; any place gives the words of the department.
    known = english_body(f"广东省{name[1:]}")
    return f"{_LEVELS[name[0]]} {known.removeprefix('Guangdong ')}" if known.startswith("Guangdong ") else ""
