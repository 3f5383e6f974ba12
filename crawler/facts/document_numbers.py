"""Document numbers (文号): found in running text, normalised, and turned into keys.

Kinds of number, as the State Council's rules on official documents (党政机关公文处理工作条例, GB/T 9704) and the
ministries' pages print them:

- `letter`: the body's characters, the year, the serial: 工信部联节〔2018〕43号
- `announcement` (公告) and `bulletin` (通告): 公告2026年第20号
- `order` (令): 令第73号, or 令2020年第2号 where the ministry counts by year
- `registration`: a register's own code for a normative document: 40-29〔2022〕6号

An index code (索引号 696785044/2026-00017), a court's case number ((2021)京01行终5号) and an article of a law are none.
"""

import re
from dataclasses import dataclass

_SPACES = "\u00a0\u2002\u2003\u2009\u3000\t\r\n\u200b\ufeff"
_OPEN, _CLOSE = "［[(（﹝【〖<＜〈『「", "］])）﹞】〗>＞〉』」"
_SAME_LENGTH = {ord(char): " " for char in _SPACES}
_SAME_LENGTH |= {ord(char): "〔" for char in _OPEN} | {ord(char): "〕" for char in _CLOSE}
_SAME_LENGTH |= {0xFF10 + digit: str(digit) for digit in range(10)}

_SAME_LENGTH_BUT_LINES = {place: value for place, value in _SAME_LENGTH.items() if place != ord("\n")}

_SERIAL = r"(?P<serial>\d{1,5}|[一二三四五六七八九十百零〇]{1,7})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_LETTER = re.compile(rf"〔 {{0,3}}{_YEAR} {{0,3}}年? {{0,3}}〕 {{0,3}}(?:第 {{0,3}})?(?P<serial>\d{{1,5}}) {{0,3}}号")
_ANNOUNCED = re.compile(
    rf"(?P<word>公告|通告) {{0,3}}〔? {{0,3}}(?:{_YEAR} {{0,3}}年 {{0,3}}[,，]?)? {{0,3}}第 {{0,3}}{_SERIAL} {{0,3}}号"
)
_ORDERED = re.compile(
    rf"(?P<word>令) {{0,3}}〔? {{0,3}}(?:{_YEAR} {{0,3}}年 {{0,3}}[,，]?)? {{0,3}}第 {{0,3}}{_SERIAL} {{0,3}}号"
)
_BACKWARD = re.compile(rf"{_YEAR} {{0,3}}年 {{0,3}}第 {{0,3}}{_SERIAL} {{0,3}}号 {{0,3}}(?P<word>公告|通告|令)")
_BACKWARD_ORDER = re.compile(rf"第 {{0,3}}{_SERIAL} {{0,3}}号 {{0,3}}(?P<word>令)(?![一-龥])")
_ALONE = re.compile(rf"(?:〔|^) {{0,3}}{_YEAR} {{0,3}}年 {{0,3}}第 {{0,3}}{_SERIAL} {{0,3}}号 {{0,3}}(?:〕|$)")
_PATTERNS = (_LETTER, _ANNOUNCED, _ORDERED, _BACKWARD, _BACKWARD_ORDER)

_HAN_TAIL = re.compile(r"[\u4e00-\u9fff]{1,24} {0,3}\Z")
_CODE_TAIL = re.compile(r"(?<!\d)\d{1,3}-\d{1,3} {0,3}\Z")
_NOT_OF_A_BODY = re.compile(
    r"根据|依据|按照|依照|参照|遵照|落实|执行|贯彻|关于|通知|办法|规定|意见|条例|方案|规则|细则|措施|转发|印发|下发|发文"
    r"|公布|发布|废止|修订|修改|代替|替代|同时|以下|如下|收到|字号|文号|编号|文件|附件|人民政府|委员会|办公厅|办公室|国务院"
    r"|工业和信息化[部厅局]|[的与及或将对为由在了是以见按即号等]|(?<!呼)和(?!政|办|府)"
)
_NO_LETTERS = re.compile(r"(?:书|(?<!办)案|批|期|版|条|款|项|年|月|日|第|共|约)\Z")
_BODY_TAIL = re.compile(r"[\u4e00-\u9fff、 ]{0,60}\Z")
_IS_BODY = re.compile(r"(?:部|局|委|署|院|厅|会|办|政府|主席|海关|银行)\Z")
_GENERIC_BODY = re.compile(r"(?:[一二两三四五六七八九十]+(?:个)?部门|部|总局|本部|本局|局|委|省|省政府|市政府)?\Z")
_JOURNAL = re.compile(r"(?:公报|简报|期刊|杂志|会刊|专报)[》〉 ]{0,3}\Z")
_INDEX_CODE = re.compile(r"(?:[0-9A-Z]{8,}|\d{6,})[/\-](?:\d{1,5}[/\-])?\d{4}-\d{3,}|[A-Z]{2}\d{4,}-\d{3,}")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class DocNumber:
    """One number as a text prints it. `text` is the normalised form; `prefix` the body's characters (letter) or the
    name printed before 公告 or 令 (may be empty or generic: 部, 六部门); `year` is 0 where the number has none."""

    text: str
    kind: str
    prefix: str
    year: int
    number: int
    start: int
    end: int


def find_numbers(text: str) -> list[DocNumber]:
    """Every document number in the order of the text. Brackets, widths and spaces are normalised; nothing is raised."""
    if "号" not in text:
        return []
    flat = text.translate(_SAME_LENGTH)
    found: list[DocNumber] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(flat):
            number = _read(flat, pattern, match)
            if number is not None and not _overlaps(number, found):
                found.append(number)
    found.extend(number for number in _alone(text, flat) if not _overlaps(number, found))
    return sorted(found, key=lambda number: number.start)


_UNDER = re.compile(
    rf"\A\s{{0,20}}(?:{_YEAR} {{0,3}}年 {{0,3}})?第 {{0,3}}{_SERIAL} {{0,3}}号 {{0,3}}(?:$|\n)", re.MULTILINE
)


def number_under(title: str, text: str) -> str:
    """The number that stands alone under a heading which says its kind: 生态环境部令 / 第39号."""
    word = next((word for word in ("公告", "通告", "令") if title.rstrip().endswith(word)), "")
    match = _UNDER.match(text.translate(_SAME_LENGTH_BUT_LINES)[:80]) if word else None
    serial = _serial(match["serial"]) if match else None
    if match is None or serial is None:
        return ""
    return f"{word}{match['year']}年第{serial}号" if match["year"] else f"{word}第{serial}号"


def number_of_field(value: str) -> str:
    """The normalised number of a labelled field (发文字号, 文号), or "" for an index code or anything else."""
    if _INDEX_CODE.fullmatch(value.translate(_SAME_LENGTH).replace(" ", "")):
        return ""
    numbers = find_numbers(value)
    return numbers[0].text if numbers else ""


def key(number: DocNumber, issuer: str = "") -> str:
    """What identifies the document: issuer, kind, year and number.

    The letters of a body name it, so a `letter` is its own key. A 公告, 通告 or 令 number is none without its issuer
    (2026年第20号 exists at four ministries): the answer is then "". `issuer` is a canonical name; without it the name
    printed before the number counts, when it is a name and not 部 or 六部门.
    """
    if number.kind in ("letter", "registration"):
        return f"{number.kind}|{number.prefix}|{number.year}|{number.number}"
    who = issuer or ("" if _GENERIC_BODY.match(number.prefix) else number.prefix)
    return f"{number.kind}|{who}|{number.year}|{number.number}" if who else ""


def _read(flat: str, pattern: re.Pattern[str], match: re.Match[str]) -> DocNumber | None:
    if pattern is _LETTER:
        return _lettered(flat, match)
    year = int(match["year"]) if "year" in match.re.groupindex and match["year"] else 0
    serial = _serial(match["serial"])
    if serial is None:
        return None
    word = match["word"]
    kind = {"公告": "announcement", "通告": "bulletin", "令": "order"}[word]
    text = f"{word}{year}年第{serial}号" if year else f"{word}第{serial}号"
    prefix = _body_before(flat, match.start())
    return DocNumber(text, kind, prefix, year, serial, match.start(), match.end())


def _lettered(flat: str, match: re.Match[str]) -> DocNumber | None:
    year, serial = int(match["year"]), int(match["serial"])
    head = flat[max(0, match.start() - 28) : match.start()]
    code = _CODE_TAIL.search(head)
    if code:
        prefix = code.group().strip()
        start = match.start() - len(code.group())
        return DocNumber(f"{prefix}〔{year}〕{serial}号", "registration", prefix, year, serial, start, match.end())
    tail = _HAN_TAIL.search(head)
    if tail is None:
        return None
    run = tail.group().rstrip()
    cut = max((stop.end() for stop in _NOT_OF_A_BODY.finditer(run)), default=0)
    prefix = run[cut:]
    if not 2 <= len(prefix) <= 14 or _NO_LETTERS.search(prefix):
        return None
    start = match.start() - len(tail.group()) + cut
    kind = {"公告": "announcement", "通告": "bulletin"}.get(prefix[-2:], "order" if prefix[-1] == "令" else "letter")
    return DocNumber(f"{prefix}〔{year}〕{serial}号", kind, prefix, year, serial, start, match.end())


def _alone(text: str, flat: str) -> list[DocNumber]:
    """（2025年 第39号) in brackets, or on a line of its own as ministries print it under a 公告's heading."""
    found = []
    place = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        for match in _ALONE.finditer(flat[place : place + len(bare)]):
            serial = _serial(match["serial"])
            if serial is None or _JOURNAL.search(flat[max(0, place + match.start() - 10) : place + match.start()]):
                continue
            year = int(match["year"])
            word = f"公告{year}年第{serial}号"
            begin, end = place + match.start(), place + match.end()
            found.append(DocNumber(word, "announcement", "", year, serial, begin, end))
        place += len(line)
    return found


def _body_before(flat: str, end: int) -> str:
    tail = _BODY_TAIL.search(flat[max(0, end - 60) : end])
    run = (tail.group() if tail else "").strip()
    cut = max(
        (stop.end() for stop in re.finditer(r"根据|依据|按照|关于|印发|发布|公布|[和与及以的由见按]  ?", run)),
        default=0,
    )
    name = run[cut:].strip("、 ").removeprefix("中华人民共和国")
    name = name.split(" ")[-1]
    return name if name and (_IS_BODY.search(name) or _GENERIC_BODY.match(name) or name.endswith("部门")) else ""


def _serial(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    total = current = 0
    for char in text:
        if char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = (
                current * 10 + _DIGITS[char] if current and "十" not in text and "百" not in text else _DIGITS[char]
            )
    return total + current or None


def _overlaps(number: DocNumber, others: list[DocNumber]) -> bool:
    return any(number.start < other.end and other.start < number.end for other in others)
