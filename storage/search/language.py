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
from storage.search.tokens import Token, balanced, tokens_of
from storage.search.vocabulary import Meaning, filter_values, meanings

MAX_CHARACTERS, MAX_WORDS = 2000, 60

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


def parse(text: str) -> Query:
    """Read a query. Never raises; see the module for what it understands."""
    notes: list[str] = []
    if len(text) > MAX_CHARACTERS:
        notes.append(f"only the first {MAX_CHARACTERS} characters of the query were read")
    tokens = tokens_of(text[:MAX_CHARACTERS])
    counted = [place for place, token in enumerate(tokens) if token.kind in ("word", "phrase", "filter")]
    if len(counted) > MAX_WORDS:
        notes.append(f"only the first {MAX_WORDS} words of the query were read")
        tokens = tokens[: counted[MAX_WORDS]]
    reader = _Reader(balanced(tokens, notes), notes)
    node = reader.alternatives()
    return Query(node, reader.since, reader.until, tuple(notes))


class _Reader:
    """Recursive descent over balanced tokens; dangling operators are passed over."""

    def __init__(self, tokens: list[Token], notes: list[str]) -> None:
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

    def _filter(self, token: Token) -> Node | None:
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
