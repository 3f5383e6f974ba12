"""A query's tree as an FTS5 expression over the index of `schema`."""

from storage.search.folding import EVERY, phrase
from storage.search.nodes import All, Any, Mark, Node, Not, Word


def expression(node: Node | None, *, title_only: bool = False) -> str:
    """Matches exactly the notices for which `nodes.holds` is true; with `title_only` words count in titles alone.

    FTS5 knows NOT only between two operands, so what is only excluded is taken from every notice.
    """
    match node:
        case None:
            return EVERY
        case Word(text):
            return f"title : {phrase(text)}" if title_only else phrase(text)
        case Mark(term):
            return f'"{term}"'
        case Not(part):
            return f"({EVERY} NOT {expression(part)})"
        case Any(parts):
            return "(" + " OR ".join(expression(part, title_only=title_only) for part in parts) + ")"
        case All(parts):
            wanted = [expression(part, title_only=title_only) for part in parts if not isinstance(part, Not)]
            unwanted = [expression(part.part) for part in parts if isinstance(part, Not)]
            found = " AND ".join(wanted) or EVERY
            return f"(({found}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({found})"
