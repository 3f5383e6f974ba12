"""Which rows speak of one enterprise: by code where it is stated, by name and province else, across stated renames.

Identity is found over all rows at once, so it does not depend on the order in which they arrived.
"""

from collections import defaultdict
from collections.abc import Iterable

from storage.companies import normalise
from storage.registers.rows import ListingRow

Node = tuple[str, str]


class Identities:
    """The enterprises in a set of rows. `of(row)` is the identity a row's company has: an opaque text, stable within
    one set of rows. `ambiguous` names what could be two enterprises and was kept apart."""

    def __init__(self, rows: Iterable[ListingRow]) -> None:
        self._parent: dict[Node, Node] = {}
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._provinces: dict[str, set[str]] = defaultdict(set)
        self._known: dict[tuple[str, str, str], str] = {}
        self.ambiguous: list[str] = []
        rows = [row for row in rows if row.company]
        for row in rows:
            self._note(row.company, row.uscc, row.province)
            if row.former:
                self._note(row.former, "", row.province)
        for row in rows:
            named = self._named(row.company, row.uscc, row.province)
            self._join(self._node(row.company, row.uscc, row.province), named)
        for row in rows:
            if row.action in ("renamed", "changed") and row.former and not row.provisional:
                former = self._named(row.former, row.uscc, row.province)
                self._join(former, self._node(row.company, row.uscc, row.province))
        self.ambiguous = sorted(name for name, codes in self._codes.items() if len(codes) > 1)

    def of(self, company: str, uscc: str = "", province: str = "") -> str:
        asked = (company, uscc, province)
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = ":".join(self._root(self._node(*asked)))
        return known

    def _note(self, company: str, uscc: str, province: str) -> None:
        name = normalise(company)
        if uscc:
            self._codes[name].add(uscc)
        if province:
            self._provinces[name].add(_short(province))

    def _node(self, company: str, uscc: str, province: str) -> Node:
        return ("uscc", uscc) if uscc else self._named(company, uscc, province)

    def _named(self, company: str, uscc: str, province: str) -> Node:
        """A name alone; with its province when two provinces know it, with its code when two codes bear it."""
        name = normalise(company)
        if len(self._codes[name]) > 1:
            return ("uscc", uscc) if uscc else ("name", name)
        if len(self._provinces[name]) > 1 and not self._codes[name]:
            return ("name", f"{name}|{_short(province)}")
        return ("name", name)

    def _root(self, node: Node) -> Node:
        path = []
        while (parent := self._parent.get(node, node)) != node:
            path.append(node)
            node = parent
        for passed in path:
            self._parent[passed] = node
        return node

    def _join(self, one: Node, other: Node) -> None:
        first, second = sorted((self._root(one), self._root(other)), key=lambda node: (node[0] != "uscc", node))
        if first != second:
            self._parent[second] = first


def _short(province: str) -> str:
    """`广西壮族自治区` and `广西` are one province: its first two characters tell all 31 apart."""
    return normalise(province)[:2]
