"""The tree of a query. Pure values; `holds` is what a query means, whatever index answers it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.search.texts import Searchable


@dataclass(frozen=True, slots=True)
class Word:
    """Folded text that has to stand somewhere within one piece."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A property of the notice, as its index term."""

    term: str


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Node", ...]


Node = Word | Mark | Not | All | Any


def gathered(kind: type[All] | type[Any], nodes: Sequence[Node]) -> Node | None:
    """The nodes as one: None of none, the node itself of one; what is of the same kind is taken in."""
    parts: dict[Node, None] = {}
    for node in nodes:
        parts.update(dict.fromkeys(node.parts if isinstance(node, kind) else (node,)))
    if len(parts) < 2:
        return next(iter(parts), None)
    return kind(tuple(parts))


def holds(node: Node, version: Searchable, *, title_only: bool = False) -> bool:
    """Whether a version is what the query asks for; with `title_only`, whether its title alone shows the words.

    What must be absent has to be absent from the whole version either way.
    """
    match node:
        case Word(text):
            return text in version.title or (not title_only and any(text in unit for unit in version.units))
        case Mark(term):
            return term in version.properties.marks()
        case Not(part):
            return not holds(part, version)
        case All(parts):
            return all(holds(part, version, title_only=title_only) for part in parts)
        case Any(parts):
            return any(holds(part, version, title_only=title_only) for part in parts)


def only_words(node: Node) -> bool:
    """Whether nothing is excluded and no property asked for, so that what a title shows can be told by it alone."""
    match node:
        case Word():
            return True
        case All(parts) | Any(parts):
            return all(map(only_words, parts))
        case _:
            return False


def wanted_words(node: Node | None) -> Iterator[str]:
    """The words whose presence makes a hit, in the order of the query."""
    match node:
        case Word(text):
            yield text
        case All(parts) | Any(parts):
            for part in parts:
                yield from wanted_words(part)
