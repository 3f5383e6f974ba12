"""How text becomes index terms, so that a phrase of terms matches exactly where one text is found inside another.

Text is first folded as versions are compared (width variants one, whitespace gone), and letter case besides. Then every
character is a term of its own, so that a Chinese word of any length is a phrase of characters. ASCII letters and digits
are commoner than any Chinese character; each is indexed together with its right neighbour (`2026` is `20 02 26 6`),
which keeps the same count of positions but makes a number or a Latin word rare enough to be found fast.
"""

import re
from operator import add

from storage.normal import compare_key

# What FTS5's `ascii` tokenizer would take for a separator stands in the index as its full-width form, which folded text
# never holds; so every mark of punctuation is a term too.
_WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_UNSEARCHABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_RUNS = re.compile("([0-9a-z]+)")

# Terms of two and more non-ASCII characters: no text ever yields one, so they can stand beside it.
BORDER = "¶¶"
EVERY = '"¶¶¶"'


def fold(text: str) -> str:
    """The text as it is searched: NFKC, no whitespace, no control characters, no case."""
    return _UNSEARCHABLE.sub("", compare_key(text).casefold())


def terms(folded: str) -> str:
    """The index terms of folded text, separated by blanks."""
    pieces: list[str] = []
    for number, part in enumerate(_RUNS.split(folded)):
        if number % 2:
            pieces += [*map(add, part, part[1:]), part[-1]]
        elif part:
            pieces.append(" ".join(part.translate(_WIDE)))
    return " ".join(pieces)


def phrase(word: str) -> str:
    """The FTS5 phrase that matches where the folded `word` stands in folded text, at any place of a longer one.

    A trailing letter or digit may have any neighbour: a lone one is asked for as a beginning, a longer run has it in
    the pair before.
    """
    parts = _RUNS.split(word)
    ends_in_run = len(parts) > 1 and not parts[-1]
    spaced = terms(word)
    if not ends_in_run:
        return f'"{spaced}"'
    if len(parts[-2]) == 1:
        return f'"{spaced}" *'
    return f'"{spaced[:-2]}"'


def border_joined(units: list[str]) -> str:
    """The terms of several folded texts; no phrase reaches from one into the next."""
    return f" {BORDER} ".join(terms(unit) for unit in units if unit)


def mark_term(key: str, value: str) -> str:
    """One term for a property of a notice (`source`, `miit`), of a form that no text yields."""
    return f"¶{key}＝{fold(value).translate(_WIDE)}"
