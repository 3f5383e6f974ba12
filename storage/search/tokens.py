"""The words, signs and filters of a query, in order. Pure; `language` makes sense of them."""

import re
from dataclasses import dataclass

MAX_DEPTH = 12

_FILTERS = ("source", "topic", "province", "stage", "year", "since", "until")
_FILTER = re.compile(rf"({'|'.join(_FILTERS)})[:：]\s*", re.IGNORECASE)
_QUOTES = {'"': '"＂', "＂": '"＂', "“": "”", "「": "」"}
_MINUS = "-－−"
_OPERATORS = {"AND": "and", "&&": "and", "OR": "or", "|": "or", "||": "or", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is word, phrase, filter, and, or, not, open or close."""

    kind: str
    text: str = ""
    value: str = ""


def tokens_of(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
        elif char in "()":
            tokens.append(Token("open" if char == "(" else "close"))
            place += 1
        elif char in _QUOTES:
            said, place = _quoted(text, place)
            tokens.append(Token("phrase", said))
        elif char in _MINUS and place + 1 < len(text) and not text[place + 1].isspace() and text[place + 1] != ")":
            tokens.append(Token("not"))
            place += 1
        elif (found := _FILTER.match(text, place)) is not None and found.end() < len(text):
            start = found.end()
            value, place = _quoted(text, start) if text[start] in _QUOTES else _word(text, start)
            tokens.append(Token("filter", found[1].casefold(), value))
        else:
            word, place = _word(text, place)
            kind = _OPERATORS.get(word, "word")
            tokens.append(Token(kind, word))
    return tokens


def _quoted(text: str, place: int) -> tuple[str, int]:
    """The phrase whose opening quotation mark stands at `place`; one that is never closed runs to the end."""
    closing = _QUOTES[text[place]]
    for end in range(place + 1, len(text)):
        if text[end] in closing:
            return text[place + 1 : end], end + 1
    return text[place + 1 :], len(text)


def _word(text: str, place: int) -> tuple[str, int]:
    """Up to a blank, a straight quotation mark, or a parenthesis that the word itself did not open."""
    depth = 0
    end = place
    while end < len(text) and not text[end].isspace() and text[end] not in '"＂':
        depth += (text[end] == "(") - (text[end] == ")")
        if depth < 0:
            break
        end += 1
    return text[place:end], max(end, place)


def balanced(tokens: list[Token], notes: list[str]) -> list[Token]:
    """Without parentheses that close nothing or stand too deep."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
            if depth < 0:
                depth = 0
                continue
        too_deep = depth > MAX_DEPTH if token.kind == "open" else depth >= MAX_DEPTH
        if token.kind in ("open", "close") and too_deep:
            if token.kind == "open":
                notes.append(f"parentheses deeper than {MAX_DEPTH} were passed over")
            continue
        kept.append(token)
    return kept
