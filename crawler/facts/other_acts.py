"""Dates in a notice that are another act's: when the act it carries out, or the one it replaces, came into force."""

import re
from datetime import date, timedelta

from crawler.facts.dates import FoundDate

_QUOTED = re.compile(r"《[^《》\n]{1,200}》")
_OTHER = re.compile(r"(?:原|此前|曾|以往)[^，。]{0,30}\Z|》[^，。本]{0,12}(?:自|于) {0,3}\Z")
_QUOTED_BEFORE = re.compile(r"《([^《》\n]{1,200})》(?:[（(][^（）()\n]{1,60}[）)])?(?:已|将)?(?:自|于|从) {0,3}\Z")
_IN_BRACKETS = re.compile(r"《([^《》\n]{1,200})》[（(](?:[^（）()\n]{0,60}[，,;；])?[^（）()，,\n]{0,6}\Z")
_ISSUES_OR_EXPLAINS = re.compile(
    r"(?:印发|发布|公布|颁布|施行|出台|修[改订]|制定|延长)[^《》]{0,12}《|》[^《》]{0,16}(?:解读|问答|说明|公布|发布|有效期)|读懂|图解"
    r"|\A[^《》]{0,30}《[^《》]{1,100}》(?:[（(][^（）()]{1,40}[）)])?\Z"
)
_CARRIES_OUT = re.compile(r"做好|贯彻|落实|实施|施行|宣传|学习|清理|衔接")


def is_of_another(plain: str, found: FoundDate, issued: date | None) -> bool:
    """The date of another document: said of a 《…》 or of what was before, and long before this one was issued."""
    long_ago = issued is not None and found.last < issued - timedelta(days=60)
    return long_ago and bool(_OTHER.search(plain[: found.span[0]]) or "以来" in plain or "废止" in plain)


def names_another(title: str, sentence: str, place: int) -> bool:
    """《生态环境法典》自…起施行 in a notice that is neither that act, nor issues or explains it: the act's date."""
    said = _QUOTED_BEFORE.search(sentence[:place])
    if said is None:
        return False
    name = said.group(1)
    if f"《{name}》" in title or any(name in quoted for quoted in _QUOTED.findall(title)):
        return not _ISSUES_OR_EXPLAINS.search(title)
    return not title.startswith(name) and _CARRIES_OUT.search(title) is not None


def stands_beside_another(title: str, sentence: str, place: int) -> bool:
    """What stands in brackets behind the name of an act that is not the notice's own is that act's date:
    《条例》（自1998年11月29日起施行，2017年10月1日废止）."""
    said = _IN_BRACKETS.search(sentence[:place])
    return said is not None and said.group(1) not in title
