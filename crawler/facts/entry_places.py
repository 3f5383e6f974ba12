"""The province that a heading row, a line or an address of a list names."""

import re

from crawler.facts.entry_actions import squeezed

PROVINCE_NAMES = (
    "北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|"
    "贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
_KINDS = "省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|生产建设兵团"
_COUNT = r"[(:]?(?:共计?|计)?[0-9一二三四五六七八九十百]{1,4}(?:家|户|个)?(?:企业)?\)?"
_PROVINCE_ROW = re.compile(
    rf"\A(?:\(?[一二三四五六七八九十]{{1,3}}[、)])?({PROVINCE_NAMES})(?:{_KINDS})?(?:{_COUNT})?:?\Z"
)
_NOTE = re.compile(r"[(（]([\u4e00-\u9fff]{2,12})[)）]\s*\Z")
_PROVINCE_LED = re.compile(rf"\A({PROVINCE_NAMES})(?:省|自治区|壮族自治区|回族自治区|维吾尔自治区|市)")


def province_row(text: str) -> str:
    """The province when a line, row or heading is nothing but its name and perhaps how many enterprises follow
    (`河北省`, `二、江苏省（共1家）`), or an empty text."""
    named = _PROVINCE_ROW.match(squeezed(text[:40]))
    return named.group(1) if named else ""


def province_before_colon(line: str) -> tuple[str, str]:
    """(province, rest) of a line like `河北省（2家）：甲公司、乙公司`; both empty for any other line."""
    head, colon, rest = line.replace("：", ":").partition(":")
    province = province_row(head) if colon and rest.strip() and len(head) <= 20 else ""
    return (province, rest.strip()) if province else ("", "")


def without_province_note(line: str) -> tuple[str, str]:
    """(line, province) of a line like `甲公司（江苏）`; the province is empty where no such note ends the line."""
    note = _NOTE.search(line)
    province = province_row(note.group(1)) if note else ""
    return (line[: note.start()].rstrip(), province) if note and province else (line, "")


def province_of_cells(cell: str, address: str) -> str:
    """The cell for the province as printed, else the province that an address begins with."""
    if cell:
        return "".join(cell.split())[:20]
    led = _PROVINCE_LED.match(squeezed(address))
    return led.group(1) if led else ""
