"""Bytes of a local text or page to characters: byte-order mark, declaration, UTF-8, GB18030, then a guess."""

import codecs
import re

import chardet

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "cp936", "x-gbk", "gb_2312-80", "gb-2312", "gb18030", "hz-gb-2312"}


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text and what is doubtful about it. A declared GB2312 or GBK is read as GB18030, their superset."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _lenient(data[len(mark) :], name)
    candidates = []
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = declared[1].decode("ascii").lower()
        candidates.append("gb18030" if name in _CHINESE else name)
    for name in [*candidates, "utf-8", "gb18030"]:
        try:
            return data.decode(name), []
        except (ValueError, LookupError):
            continue
    guess = chardet.detect(data[:200_000]).get("encoding") or ""
    for name in [*candidates, guess, "gb18030"]:
        try:
            if name and codecs.lookup(name):
                return _lenient(data, name)
        except LookupError:
            continue
    return _lenient(data, "utf-8")


def _lenient(data: bytes, name: str) -> tuple[str, list[str]]:
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    return text, [f"{lost} bytes or characters are not valid {name} and are shown as \ufffd"] if lost else []
