"""Merkle trees as RFC 6962 section 2.1 defines them: leaves and nodes are hashed under different prefixes. Pure."""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size` (which is at least 2): where a tree of that many leaves divides."""
    return 1 << ((size - 1).bit_length() - 1)


class Tree:
    """A tree that grows leaf by leaf and keeps only the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        height, digest = 0, leaf(data)
        while self._full and self._full[-1][0] == height:
            height, digest = height + 1, node(self._full.pop()[1], digest)
        self._full.append((height, digest))
        self.size += 1

    def root(self) -> bytes:
        if not self._full:
            return EMPTY
        digest = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            digest = node(left, digest)
        return digest


def root(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    for data in leaves:
        tree.add(data)
    return tree.root()


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf (RFC 6962 section 2.1.1), from the leaf upwards."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of a tree with {len(leaves)} leaves")
    if len(leaves) == 1:
        return []
    middle = split(len(leaves))
    if index < middle:
        return [*proof(leaves[:middle], index), root(leaves[middle:])]
    return [*proof(leaves[middle:], index - middle), root(leaves[:middle])]


def root_by(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162 section 2.1.3.2); None when it cannot fit that place."""
    if not 0 <= index < size:
        return None
    place, last, digest = index, size - 1, leaf(data)
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            digest = node(step, digest)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = node(digest, step)
        place, last = place >> 1, last >> 1
    return digest if last == 0 else None
