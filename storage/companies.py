"""Who an enterprise is: the unified social credit code where it is stated, else its legal name, letter by letter.

Names are made comparable (width, brackets, blanks, traditional characters) and never made equal: a place name, a trade
word or a legal form that differs is another enterprise until the publisher says otherwise.
"""

import re
import unicodedata
from functools import lru_cache

import opencc

from storage.company_words import LEGAL_FORMS, PLACES, TRADES

_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE = re.compile(rf"(?<![0-9A-Z])[{_CODE_LETTERS}]{{2}}\d{{6}}[{_CODE_LETTERS}]{{10}}(?![0-9A-Z])")
_BRACKETS = str.maketrans(dict.fromkeys("〔[【{〈<⟨「『", "(") | dict.fromkeys("〕]】}〉>⟩」』", ")"))
_QUOTES = "\"'“”‘’`*,;:。、.,，；：!！|_-"
_LEGAL = tuple(sorted(LEGAL_FORMS, key=len, reverse=True))
_PLACE_LENGTHS = sorted({len(place) for place in PLACES}, reverse=True)
_TRADES = re.compile("|".join(sorted(map(re.escape, TRADES), key=len, reverse=True)))
_BOTH_SCRIPTS = frozenset("乾瞭藉徵於餘著夥")  # letters of simplified script too, though a converter would change them
_UNBRACKETED = str.maketrans("", "", "()")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def uscc_valid(code: str) -> bool:
    """Whether the 18 characters are a unified social credit code (GB 32100-2015: weights 3^i mod 31, check mod 31)."""
    if len(code) != 18 or any(letter not in _CODE_LETTERS for letter in code):
        return False
    return uscc_check(code[:17]) == code[17]


def uscc_check(body: str) -> str:
    """The check character of a code's first 17 (GB 32100-2015)."""
    total = sum(_CODE_LETTERS.index(letter) * weight for letter, weight in zip(body, _CODE_WEIGHTS, strict=True))
    return _CODE_LETTERS[(31 - total % 31) % 31]


def clean_uscc(text: str) -> str:
    """The code as it is compared: half width, upper case, without blanks and hyphens. Not yet known to be valid."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def find_uscc(text: str) -> str:
    """The first valid code that stands in a text, or an empty text."""
    for found in _CODE.finditer(unicodedata.normalize("NFKC", text).upper()):
        if uscc_valid(found.group()):
            return found.group()
    return ""


def plain_name(name: str) -> str:
    """A legal name as printed, but for width, bracket shape, blanks, invisible signs, outer quotes and letter case."""
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs"))
    return text.strip(_QUOTES).casefold()


def simplified(text: str) -> str:
    """Traditional characters turned into simplified ones, one for one."""
    return text if text.isascii() else str(_converter().convert(text))


@lru_cache(maxsize=65_536)
def normalise(name: str) -> str:
    """The key under which names are looked up: `plain_name` in simplified characters.

    Two names with one key may still differ (乾 and 干 fall together): `same_name` decides.
    """
    return simplified(plain_name(name))


def same_name(one: str, other: str) -> bool:
    """Whether two names are one name but for width, brackets, blanks and traditional characters.

    A pair of characters counts as one only where turning the one into simplified script gives the other, and never
    where both are simplified script already (乾照 is not 干照).
    """
    left, right = plain_name(one), plain_name(other)
    if left == right:
        return True
    left_simple, right_simple = simplified(left), simplified(right)
    if len({len(left), len(right), len(left_simple), len(right_simple)}) != 1:
        return False
    pairs = zip(left, right, left_simple, right_simple, strict=True)
    traditional = any(
        c != s and c not in _BOTH_SCRIPTS for c, s in zip(left + right, left_simple + right_simple, strict=True)
    )
    return all(
        a == b or ((traditional or not {a, b} & _BOTH_SCRIPTS) and (a_simple == b or b_simple == a))
        for a, b, a_simple, b_simple in pairs
    )


def legal_form(key: str) -> str:
    """The legal form a normalised name ends in (`股份有限公司`), or an empty text."""
    return next((form for form in _LEGAL if key.endswith(form) and len(key) > len(form)), "")


def core(key: str) -> str:
    """A normalised name without its legal form and its brackets: what short names are cut from."""
    form = legal_form(key)
    return (key[: -len(form)] if form else key).translate(_UNBRACKETED)


def stem(key: str) -> str:
    """What is left of a normalised name without place, trade words and legal form (`邦普`), or an empty text.

    A hint that two names may belong to one group; never a ground to take one for the other.
    """
    rest = core(key)
    for _ in range(3):
        length = next((n for n in _PLACE_LENGTHS if rest[:n] in PLACES and len(rest) - n >= 2), 0)
        if not length:
            break
        rest = rest[length:]
        if rest[0] in "省市县区" and len(rest) >= 3:
            rest = rest[1:]
    left = [part for part in _TRADES.split(rest) if part]
    return left[0] if left and len(left[0]) >= 2 else ""
