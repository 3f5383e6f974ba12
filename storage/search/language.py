"""A search query: words, "phrases", OR, NOT, parentheses and filters, read so that no query is an error.

Words stand beside each other for AND. `OR` (also `|`) and `NOT` (also a leading `-`) are operators in capitals; AND
binds closer than OR. Filters are `source:`, `topic:`, `province:`, `stage:`, `year:`, and for the day of publication
`since:` and `until:` (half-open: the day named by `until:` is left out; 2026 and 2026-04 mean their first day). What
cannot be read as meant is read as plain words, and `Query.notes` says so in one sentence each.
"""

import re
from dataclasses import dataclass
from datetime import date

from storage.search.folding import fold
from storage.search.nodes import All, Any, Node, Not, Word, gathered
from storage.search.vocabulary import Meaning, filter_values, meanings

MAX_CHARACTERS, MAX_WORDS, MAX_DEPTH = 2000, 60, 12

_FILTERS = ("source", "topic", "province", "stage", "year", "since", "until")
_FILTER = re.compile(rf"({'|'.join(_FILTERS)})[:：]\s*", re.IGNORECASE)
_QUOTES = {'"': '"＂', "＂": '"＂', "“": "”", "「": "」"}
_MINUS = "-－−"
_OPERATORS = {"AND": "and", "&&": "and", "OR": "or", "|": "or", "||": "or", "NOT": "not"}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Query:
    """`node` is None when only days, or nothing, were asked for. `since` and `until` are `YYYY-MM-DD` or ''."""

    node: Node | None
    since: str = ""
    until: str = ""
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return self.node is None and not self.since and not self.until

    def narrowed(self, **filters: str) -> "Query":
        """The same query with filters by name besides, written as in a query; empty ones do not count."""
        given = [f'{name}:"{value.replace(chr(34), "")}"' for name, value in filters.items() if value]
        other = parse(" ".join(given))
        nodes = [node for node in (self.node, other.node) if node is not None]
        since, until = max(self.since, other.since), min(filter(None, (self.until, other.until)), default="")
        return Query(gathered(All, nodes) if nodes else None, since, until, (*self.notes, *other.notes))


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind` is word, phrase, filter, and, or, not, open or close."""

    kind: str
    text: str = ""
    value: str = ""


def parse(text: str) -> Query:
    """Read a query. Never raises; see the module for what it understands."""
    notes: list[str] = []
    if len(text) > MAX_CHARACTERS:
        notes.append(f"only the first {MAX_CHARACTERS} characters of the query were read")
    tokens = _tokens(text[:MAX_CHARACTERS])
    counted = [place for place, token in enumerate(tokens) if token.kind in ("word", "phrase", "filter")]
    if len(counted) > MAX_WORDS:
        notes.append(f"only the first {MAX_WORDS} words of the query were read")
        tokens = tokens[: counted[MAX_WORDS]]
    reader = _Reader(_balanced(tokens, notes), notes)
    node = reader.alternatives()
    return Query(node, reader.since, reader.until, tuple(notes))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
        elif char in "()":
            tokens.append(_Token("open" if char == "(" else "close"))
            place += 1
        elif char in _QUOTES:
            said, place = _quoted(text, place)
            tokens.append(_Token("phrase", said))
        elif char in _MINUS and place + 1 < len(text) and not text[place + 1].isspace() and text[place + 1] != ")":
            tokens.append(_Token("not"))
            place += 1
        elif (found := _FILTER.match(text, place)) is not None and found.end() < len(text):
            start = found.end()
            value, place = _quoted(text, start) if text[start] in _QUOTES else _word(text, start)
            tokens.append(_Token("filter", found[1].casefold(), value))
        else:
            word, place = _word(text, place)
            kind = _OPERATORS.get(word, "word")
            tokens.append(_Token(kind, word))
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


def _balanced(tokens: list[_Token], notes: list[str]) -> list[_Token]:
    """Without parentheses that close nothing or stand too deep."""
    kept: list[_Token] = []
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


class _Reader:
    """Recursive descent over balanced tokens; dangling operators are passed over."""

    def __init__(self, tokens: list[_Token], notes: list[str]) -> None:
        self.tokens, self.place, self.notes = tokens, 0, notes
        self.since, self.until = "", ""

    def _kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else "end"

    def alternatives(self) -> Node | None:
        nodes: list[Node] = []
        while self._kind() not in ("end", "close"):
            if (node := self._together()) is not None:
                nodes.append(node)
            self.place += self._kind() == "or"
        return gathered(Any, nodes)

    def _together(self) -> Node | None:
        nodes: list[Node] = []
        while (kind := self._kind()) not in ("end", "or", "close"):
            if kind == "and":
                self.place += 1
            elif kind == "word":
                nodes += self._words()
            elif (node := self._one()) is not None:
                nodes.append(node)
        return gathered(All, nodes)

    def _words(self) -> list[Node]:
        """Neighbouring plain words, names of two languages recognised over several of them."""
        start = self.place
        while self._kind() == "word":
            self.place += 1
        return [
            node
            for meaning in meanings([token.text for token in self.tokens[start : self.place]])
            if (node := _meant(meaning)) is not None
        ]

    def _one(self) -> Node | None:
        token = self.tokens[self.place]
        self.place += 1
        if token.kind == "not":
            return self._negated()
        if token.kind == "open":
            node = self.alternatives()
            self.place += self._kind() == "close"
            return node
        if token.kind == "filter":
            return self._filter(token)
        return _word_node(token.text)

    def _negated(self) -> Node | None:
        negations = 1
        while self._kind() == "not":
            self.place += 1
            negations += 1
        kind = self._kind()
        if kind == "word":
            (meaning,) = meanings([self.tokens[self.place].text])
            self.place += 1
            node = _meant(meaning)
        elif kind in ("phrase", "filter", "open"):
            node = self._one()
        else:
            return None
        return Not(node) if node is not None and negations % 2 else node

    def _filter(self, token: _Token) -> Node | None:
        if token.text in ("since", "until"):
            day = _day(token.value)
            if day and token.text == "since":
                self.since = max(self.since, day)
                return None
            if day:
                self.until = min(self.until or day, day)
                return None
            fault = f"'{token.value}' is not a day; write {token.text}:2026-05-18"
        else:
            found = filter_values(token.text, token.value)
            if found:
                return gathered(Any, list(found))
            fault = f"there is no {token.text} '{token.value}'"
        self.notes.append(f"{fault}; it was searched for as words")
        return _word_node(f"{token.text}:{token.value}")


def _word_node(text: str) -> Node | None:
    folded = fold(text)
    return Word(folded) if folded else None


def _meant(meaning: Meaning) -> Node | None:
    """What was typed or, where it names a body, a place or a topic in English or pinyin, what it names."""
    literal = gathered(All, [node for word in meaning.words if (node := _word_node(word)) is not None])
    if literal is None or not meaning.named:
        return literal
    return gathered(Any, [literal, *meaning.named])


def _day(text: str) -> str:
    found = _DAY.match(text.strip())
    if found is None:
        return ""
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).isoformat()
    except ValueError:
        return ""
