"""The numerals of dates: years digit by digit (二〇二六), months and days as counted numbers (十一, 廿七, 元)."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= dict.fromkeys("〇○ＯO0", 0) | {char: value for value, char in enumerate("0123456789")}
_TENS = {"廿": 2, "卅": 3}


def year_number(text: str) -> int | None:
    """2026 for `2026`, `二〇二六`, `二○二六`, `二零二六`; None for anything but four digits."""
    digits = [_DIGITS.get(char) for char in text]
    if len(digits) != 4 or None in digits:
        return None
    return int("".join(map(str, digits)))


def counted_number(text: str) -> int | None:
    """1 to 99 for `1`, `01`, `元`, `初五`, `十`, `十一`, `二十七`, `廿七`, `三十一`; None for anything else."""
    bare = text.removeprefix("初")
    if bare in ("元", "正"):
        return 1
    if bare.isascii() and bare.isdigit() and len(bare) <= 2:
        return int(bare) or None
    if bare[:1] in _TENS:
        bare = f"{'二' if bare[0] == '廿' else '三'}十{bare[1:].removeprefix('十')}"
    tens, ten, units = bare.partition("十")
    if not ten:
        tens, units = "", bare
    if len(tens) > 1 or len(units) > 1:
        return None
    high = _DIGITS.get(tens) if tens else (1 if ten else 0)
    low = _DIGITS.get(units) if units else 0
    if high is None or low is None:
        return None
    return high * 10 + low or None
