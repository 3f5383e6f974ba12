"""Which province a notice belongs to: that of its ISSUER, not of a place its headline happens to name.

A central body has none, whatever place it writes about; a city or county body has its province's. Only where no issuer
is known does a place in the title count, and then not one inside a company's name or in front of a count of companies.
"""

import re
from collections.abc import Iterator

from crawler.facts.issuers import from_name, from_title
from crawler.facts.reasons import Reason
from crawler.facts.title_core import flat, without_mark
from storage.vocabulary.bodies import central_body
from storage.vocabulary.places import PLACES, PROVINCES, SHORT_PLACES, Place, place_at

# Short city names that are also common words or street names: they count only at the head of a title.
_ALSO_WORDS = frozenset(
    re.findall(
        r"\w+",
        "中山 朝阳 大同 来宾 长治 安康 白山 黄山 海东 海西 海北 黄南 三明 南平 玉林 大理 大庆 新乡 黑河 金华 丽水"
        " 四平 通化 河池 安顺 安阳 保定 太原 平凉 永州 丽江 白城 白银 天水 东营 北海 贵港 保山 凉山 红河 怒江 兴安",
    )
)
_COMPANY = re.compile(r"[\u4e00-\u9fff（）]{2,30}?(?:有限责任公司|有限公司|股份公司|集团公司)")
_ONLY_COUNTED = re.compile(r"^(?:省|市)?\d{1,4}[家户]|^\d{1,4}[家户]")
_NAMED_AFTER = re.compile(r"^(?:大学|学院|师范|理工|时代|银行|证券)")  # 北京大学, 宁德时代: called after a place
# Beijing stands for the central government in English headlines, and so names no province.
_ENGLISH = {province.english: province.short for province in PROVINCES if province.short != "北京"}
_IN_ENGLISH = re.compile(rf"\b({'|'.join(_ENGLISH)})\b")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIRST_CHARS = frozenset(name[0] for name in (*PLACES, *SHORT_PLACES))


def province_of(title: str, issuer: str = "") -> tuple[str, Reason]:
    """The short name (广东) of the issuer's province, or "". `issuer` is a name, a code, or empty."""
    named = from_name(issuer)
    if named and all(central_body(name) for name in named):
        return "", Reason("province: none", "the issuer is a central body", named[0])
    place = _first_full(flat(issuer)) if issuer else None
    if place is not None:
        return place.province.short, Reason(f"province: {place.province.short}", "the issuer's name", issuer)
    headed = from_title(title)
    if headed and all(central_body(name) for name in headed):
        return "", Reason("province: none", "the title's issuer is a central body", headed[0])
    for name in headed:
        found = place_at(name)
        if found:
            where = found[0].province.short
            return where, Reason(f"province: {where}", "the issuer at the title's head", name)
    english = None if _HAN.search(title) else _IN_ENGLISH.search(title)
    if english:
        where = _ENGLISH[english.group()]
        return where, Reason(f"province: {where}", "no issuer is known: the place in the title", english.group())
    mentioned = _mentioned(flat(title))
    if mentioned is None:
        return "", Reason("province: none", "no issuer or place is named")
    where = mentioned.province.short
    return where, Reason(f"province: {where}", "no issuer is known: the place in the title", mentioned.name)


def _first_full(issuer: str) -> Place | None:
    """At the head short names count (北京人大); further in only full ones."""
    issuer, _ = without_mark(issuer)
    head = place_at(issuer, short=True)
    if head is not None:
        return head[0]
    return next(_full_names(issuer), None)


def _full_names(text: str) -> Iterator[Place]:
    at = 0
    while at < len(text):
        found = place_at(text, at) if text[at] in _FIRST_CHARS else None
        if found:
            yield found[0]
        at = found[1] if found else at + 1


def _mentioned(title: str) -> Place | None:
    companies = [match.span() for match in _COMPANY.finditer(title)] if "公司" in title else []
    at = 0
    while at < len(title):
        found = place_at(title, at, short=True) if title[at] in _FIRST_CHARS else None
        if found is None:
            at += 1
            continue
        place, end = found
        is_word = title[at:end] in _ALSO_WORDS and at > 0
        inside_company = any(begin <= at < stop for begin, stop in companies)
        if not is_word and not inside_company and not _is_no_place(title[end:]):
            return place
        at = end
    return None


def _is_no_place(rest: str) -> bool:
    return bool(_ONLY_COUNTED.match(rest) or _NAMED_AFTER.match(rest))
