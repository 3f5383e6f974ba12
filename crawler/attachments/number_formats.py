"""Numbers and dates of a workbook as a reader sees them: the number format codes of Excel that notices use.

Source of the built-in codes: ECMA-376 part 1, 18.8.30; 14 to 22 and 27 to 58 as a Chinese Excel shows them.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 12: "# ?/?", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss",
    46: "h:mm:ss", 47: "mm:ss.0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]{0,200})"?|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<tag>[^\]]{0,60})\]'
    r"|(?P<ampm>AM/PM|上午/下午|A/P)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(?P<text>.)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_FORMAT = 255
_EXACT = Context(prec=20 + _LONGEST_FORMAT)  # a format may ask for as many places as it is long
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = "一二三四五六日"


def general(value: float) -> str:
    """As Excel's format General: no trailing zeros, whole numbers without a point, at most 11 significant digits for
    broken ones (0.1 + 0.2 is shown as 0.3)."""
    if not isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.11g}"
    return text if "e" not in text else f"{value:.5E}".replace("E+0", "E+").replace("E-0", "E-")


def is_date_format(code: str) -> bool:
    section = _sections(code)[0]
    return any(token.lastgroup == "date" or _is_elapsed(token["tag"]) for token in _TOKEN.finditer(section))


def shown(value: float, code: str, epoch_1904: bool = False) -> str:
    """The number under a format code; a code that is not understood falls back to General."""
    code = code[:_LONGEST_FORMAT]
    sections = _sections(code)
    if not isfinite(value) or not code or code.strip().lower() in ("general", "@", "g/通用格式"):
        return general(value)
    if is_date_format(code):
        return _as_date(value, sections[0], epoch_1904)
    if value < 0 and len(sections) > 1 and sections[1].strip():
        return _as_number(-value, sections[1])
    if value == 0 and len(sections) > 2 and sections[2].strip():
        return _as_number(value, sections[2])
    return _as_number(value, sections[0])


def _sections(code: str) -> list[str]:
    parts, quoted, start = [], False, 0
    for at, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            parts.append(code[start:at])
            start = at + 1
    return [*parts, code[start:]]


def _is_elapsed(tag: str | None) -> bool:
    return bool(tag) and set((tag or "").lower()) in ({"h"}, {"m"}, {"s"})


def _as_number(value: float, section: str) -> str:
    before, pattern, after = "", "", ""
    for token in _TOKEN.finditer(section):
        char = token["text"]
        if char is not None and char in "0#?.,%":
            pattern += char
            after += "%" if char == "%" else ""
            continue
        literal = token["quoted"] or token["escaped"] or (char if char not in ("@", None) else "") or ""
        if token["tag"] and token["tag"].startswith("$"):
            literal = token["tag"][1:].split("-")[0]
        if token["pad"]:
            literal = ""
        if literal.lower() in ("/", "e") and pattern:
            return general(value)
        before, after = (before + literal, after) if not pattern else (before, after + literal)
    if not pattern:
        return (before + after).strip() if before + after and "@" not in section else general(value)
    number = Decimal(repr(value)) * (100 ** pattern.count("%"))
    digits = pattern.replace("%", "")
    scale = len(digits) - len(digits.rstrip(","))
    number /= 1000**scale
    whole, _, broken = digits.rstrip(",").partition(".")
    places = sum(char in "0#?" for char in broken)
    needed = broken.replace(",", "").rstrip("#?").count("0")
    if abs(number) >= 10**20:
        return general(value)
    text = f"{abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT):f}"
    left, _, right = text.partition(".")
    while len(right) > needed and right.endswith("0"):
        right = right[:-1]
    left = left.lstrip("0").rjust(whole.count("0"), "0") or ("0" if "0" in whole or not right else "")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", ",", left)
    sign = "-" if number < 0 and any(char in "123456789" for char in left + right) else ""
    return (sign + before + left + (f".{right}" if right else "") + after).strip()


def _as_date(value: float, section: str, epoch_1904: bool) -> str:
    try:
        start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
        moment = start + timedelta(seconds=round(value * 86400, 3))
        moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except (OverflowError, ValueError):
        return general(value)
    if value < 0:
        return general(value)
    tokens = list(_TOKEN.finditer(section))
    afternoon = any(token["ampm"] for token in tokens)
    out = ""
    for at, token in enumerate(tokens):
        letters = (token["date"] or (token["tag"] if _is_elapsed(token["tag"]) else "") or "").lower()
        if letters:
            out += _date_part(moment, value, letters, bool(token["tag"]), afternoon, _is_minute(tokens, at))
        elif token["ampm"]:
            late = moment.hour >= 12
            out += ("下午" if late else "上午") if "午" in token["ampm"] else ("PM" if late else "AM")
        elif token["quoted"] is not None or token["escaped"]:
            out += token["quoted"] or token["escaped"] or ""
        elif token["text"] and token["text"] not in "@;0#":
            out += token["text"]
    return out.strip()


def _is_minute(tokens: list[re.Match[str]], at: int) -> bool:
    def letter(token: re.Match[str]) -> str:
        return (token["date"] or (token["tag"] if _is_elapsed(token["tag"]) else "") or "")[:1].lower()

    before = [letter(token) for token in tokens[:at] if letter(token)]
    after = [letter(token) for token in tokens[at + 1 :] if letter(token)]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _date_part(moment: datetime, value: float, letters: str, elapsed: bool, half_day: bool, minute: bool) -> str:
    kind, width = letters[0], len(letters)
    if elapsed:
        total = {"h": value * 24, "m": value * 1440, "s": value * 86400}[kind]
        return str(int(total + 1e-6)).rjust(width, "0")
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if kind == "a":
        return ("星期" if width > 3 else "") + _WEEKDAYS[moment.weekday()]
    if kind == "m" and not minute:
        return _MONTHS[moment.month - 1] if width >= 3 else str(moment.month).rjust(width, "0")
    if kind == "d" and width >= 3:
        return ("星期" if width > 3 else "周") + _WEEKDAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    number = {"m": moment.minute, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return str(number).rjust(min(width, 2), "0")
