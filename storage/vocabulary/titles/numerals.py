"""Chinese numerals up to 9999 as batches, parts and numbers of a series write them."""

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"(?:\d{1,5}|[〇零一二两三四五六七八九十百千]{1,9})"


def numeral(text: str) -> int:
    """`六` → 6, `八十六` → 86, `379` → 379. Raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            raise ValueError(f"'{text}' is no numeral")
    return total + digit
