"""Bytes to text. Order: byte order mark, what is declared (header, then meta), UTF-8, GB18030, a detector.

Source: WHATWG Encoding (GB2312 and GBK are read as GB18030, whose characters editors use under either name); the
HTML rule that a meta declaration stands in the first 1024 bytes, read here up to 4096 as some pages put scripts first.
"""

import codecs
import re
from itertools import islice

import chardet

from crawler.pages.errors import WrongCharset

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GB18030_BOM = b"\x84\x31\x95\x33"
_HEAD = 4096
_META = re.compile(rb"<meta\b[^<>]{0,300}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"\A\s{0,20}<\?xml\b[^<>]{0,100}?encoding\s{0,4}=\s{0,4}[\"']([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030", "gb-2312": "gb18030", "gb_2312-80": "gb18030", "x-gb2312": "gb18030", "chinese": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "gb18030": "gb18030",
    "euc-cn": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cp950": "big5hkscs",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_TELLING = 4
_DAMAGE_SHARE = 0.001
_DAMAGE_ALWAYS_BORNE = 2


def decode(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and the encoding it was read in. `content_type` is the header's value, or an empty text.

    An encoding that other sites name by default (ISO-8859-1) counts as not declared. A declared GB encoding gives way
    to UTF-8 where the bytes are whole UTF-8 with several Chinese characters, which GB text never is by accident.
    A few damaged characters are borne (one for a thousand, shown as U+FFFD).

    Raises WrongCharset where more than that cannot be read.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _checked(body[len(mark) :].decode(name, "replace"), name), name
    if body.startswith(_GB18030_BOM):
        return _checked(body[4:].decode("gb18030", "replace"), "gb18030"), "gb18030"
    declared = _declared(body, content_type)
    loose = body.decode("utf-8", "replace")
    if _damage(loose) <= _borne(loose) and _is_chinese(loose):
        return loose.replace("\x00", ""), "utf-8"
    for name in dict.fromkeys((*declared, "utf-8", "gb18030")):
        text = _strictly(body, name)
        if text is not None and _damage(text) <= _borne(text):
            return _checked(text, name), name
    return _detected(body, declared)


def _is_chinese(text: str) -> bool:
    return sum(1 for _ in islice(_CHINESE.finditer(text, 0, 50_000), _TELLING)) == _TELLING


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    found = []
    if header := _HEADER.search(content_type[:300]):
        found.append(header[1])
    for form in (_META, _XML):
        if meta := form.search(body[:_HEAD]):
            found.append(meta[1].decode("ascii"))
    names = (_NAMES.get(name.lower(), "") for name in found)
    return tuple(dict.fromkeys(name for name in names if name))


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _detected(body: bytes, declared: tuple[str, ...]) -> tuple[str, str]:
    """No encoding fits whole: the one that is damaged least, among those declared, usual or detected."""
    guess = _NAMES.get(str(chardet.detect(body[:100_000])["encoding"] or "").lower(), "")
    names = dict.fromkeys(name for name in (*declared, guess, "utf-8", "gb18030") if name)
    texts = [(name, body.decode(name, "replace")) for name in names]
    name, text = min(texts, key=lambda pair: _damage(pair[1]))
    return _checked(text, name), name


def _damage(text: str) -> int:
    return text.count("\ufffd") + text.count("\x00")


def _borne(text: str) -> float:
    return max(_DAMAGE_ALWAYS_BORNE, len(text) * _DAMAGE_SHARE)


def _checked(text: str, name: str) -> str:
    damage = _damage(text)
    if damage > _borne(text):
        raise WrongCharset(
            f"read as {name}, {damage} of {len(text)} characters are damaged; fetch the page again or name its encoding"
        )
    return text.replace("\x00", "")
