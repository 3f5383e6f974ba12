"""Titles of annexes, captions of tables, the batch and the subject of a list."""

import re
import unicodedata
from collections.abc import Sequence

_ANNEX = re.compile(r"附\s{0,4}件\s{0,4}([0-9一二三四五六七八九十]{0,2})\s{0,2}[:.、]?\s{0,4}(.{0,120})")
_ITEM = re.compile(r"([0-9]{1,2})\s{0,2}[.、]\s{0,4}(.{2,120})")
_BATCH = re.compile(r"第([0-9一二三四五六七八九十百零〇]{1,4})批")
_CAPTION = re.compile(
    r"名单|(?:拟|予以)?(?:列入|撤销|整改|变更|移出|退出).{0,20}(?:企业|情况|表)|符合.{0,30}条件.{0,8}企业|(?:梯次|再生)利用.{0,10}企业"
)
_NUMBERING = re.compile(
    r"\A(?:附件\s{0,3}[0-9一二三四五六七八九十]{0,2}|[0-9]{1,2}|[(]?[一二三四五六七八九十]{1,3}[)]?)\s{0,2}[:.、]?\s{0,4}"
)
_LIST_SENTENCE = re.compile(r"名单|规范条件|准入条件|规范企业|撤销|公告")
_TENS = "一二三四五六七八九"
_CHINESE = str.maketrans({"〇": "零"})


def annexes(text: str) -> dict[str, str]:
    """The annexes a notice names at its end, by number as written there (`1`, or `` for a single one)."""
    found: dict[str, str] = {}
    inside = False
    for line in unicodedata.normalize("NFKC", text[-60_000:]).split("\n"):
        plain = line.strip()
        head = _ANNEX.match(plain)
        item = _ITEM.match(plain)
        if head:
            inside = True
            rest = _ITEM.match(head.group(2))
            number, title = rest.groups() if rest else (head.group(1), head.group(2))
            if title:
                found.setdefault(number, title.strip())
        elif inside and item:
            found.setdefault(item.group(1), item.group(2).strip())
        elif plain:
            inside = False
    return found


def captions(text: str, wanted: int) -> Sequence[str]:
    """The headings of the tables that stood in a text, in order, or nothing when their number does not fit."""
    if wanted == 0:
        return ()
    found: list[str] = []
    listed = set(annexes(text).values())
    for line in unicodedata.normalize("NFKC", text[:400_000]).split("\n"):
        plain = line.strip()
        bare = _NUMBERING.sub("", plain)
        if len(plain) > 80 or plain.endswith(("。", ";", ",", ":")) or not _CAPTION.search(plain):
            continue
        if (bare in listed and _ITEM.match(plain)) or plain.startswith("附件:"):
            continue
        if not found or found[-1] != bare:
            found.append(bare)
    return found if len(found) == wanted else ()


def batch_of(*phrases: str) -> str:
    """The first batch a phrase names, as `第五批`; `首批` is `第一批`."""
    for phrase in phrases:
        plain = "".join(unicodedata.normalize("NFKC", phrase).split())
        match = _BATCH.search(plain)
        if match:
            return f"第{_chinese(match.group(1))}批"
        if "首批" in plain:
            return "第一批"
    return ""


def subject_of(title: str, text: str) -> str:
    """What the list is about: the title or, where the title is only a number (`公告2018年第40号`), the sentence that
    names the list."""
    plain = "".join(unicodedata.normalize("NFKC", title).split())
    if re.search(r"名单|条件|企业|单位|《", plain):
        return plain
    for sentence in re.split(r"[。\n]", unicodedata.normalize("NFKC", text[:20_000])):
        if _LIST_SENTENCE.search(sentence) and ("《" in sentence or "名单" in sentence or "企业" in sentence):
            named = re.search(r"符合.{0,80}?名单|《[^》]{4,60}》[^,，]{0,20}", "".join(sentence.split()))
            return named.group() if named else "".join(sentence.split())[:120]
    return plain


def _chinese(number: str) -> str:
    if not number.isascii():
        return number.translate(_CHINESE)
    value = int(number)
    if not 0 < value < 100:
        return number
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _TENS[tens - 1] + "十")
    return head + (_TENS[ones - 1] if ones else "")
