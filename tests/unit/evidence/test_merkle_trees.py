"""Merkle trees against RFC 6962's own definition and its published roots."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.evidence import merkle

LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=70)

# The leaves and roots that the Certificate Transparency test data have used since RFC 6962.
KNOWN = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH(D[n]) of RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:middle]) + by_definition(leaves[middle:])).digest()


@pytest.mark.parametrize(("size", "root"), KNOWN_ROOTS.items())
def test_the_known_roots(size: int, root: str) -> None:
    assert merkle.root([bytes.fromhex(leaf) for leaf in KNOWN[:size]]).hex() == root


def test_a_tree_without_leaves_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


@given(LEAVES)
def test_a_growing_tree_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == by_definition(leaves)


@given(LEAVES, st.data())
def test_every_proof_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.proof(leaves, index)
    assert merkle.root_by(leaves[index], index, len(leaves), path) == merkle.root(leaves)


@given(LEAVES, st.data())
def test_a_proof_for_another_place_leaf_or_step_does_not(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = merkle.proof(leaves, index), merkle.root(leaves)
    assert merkle.root_by(leaves[index] + b"x", index, len(leaves), path) != root
    assert merkle.root_by(leaves[index], index, len(leaves), [*path, b"\0" * 32]) != root
    assert merkle.root_by(leaves[index], len(leaves), len(leaves), path) is None
    if path:
        assert merkle.root_by(leaves[index], index, len(leaves), path[:-1]) != root
        step = data.draw(st.integers(0, len(path) - 1))
        bad = [*path[:step], bytes([path[step][0] ^ 1]) + path[step][1:], *path[step + 1 :]]
        assert merkle.root_by(leaves[index], index, len(leaves), bad) != root


def test_a_proof_outside_the_tree_is_refused() -> None:
    with pytest.raises(IndexError):
        merkle.proof([b"a"], 1)
