"""The tree of RFC 9162: proofs hold for what they are of, and for nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.evidence.merkle import (
    EMPTY_ROOT,
    Range,
    consistency_parts,
    inclusion_parts,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
    subtrees_of,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(70)]


def hashes(parts: list[Range]) -> list[bytes]:
    return [root_of(LEAVES[part.start : part.end]) for part in parts]


def definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(definition(leaves[:middle]), definition(leaves[middle:]))


def test_known_hashes() -> None:
    """The values that implementations of RFC 6962 share as their first test: of nothing, and of one empty leaf."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_the_root_grown_leaf_by_leaf_is_the_defined_one(size: int) -> None:
    assert root_of(LEAVES[:size]) == definition(LEAVES[:size])


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_is_proved_and_no_other_in_its_place(size: int) -> None:
    root = root_of(LEAVES[:size])
    for leaf in range(size):
        proof = hashes(inclusion_parts(leaf, size))
        assert is_included(leaf, size, LEAVES[leaf], proof, root)
        assert not is_included(leaf, size, LEAVES[leaf + 1], proof, root)
        assert not is_included(leaf + 1, size, LEAVES[leaf], proof, root)
        assert not is_included(leaf, size, LEAVES[leaf], proof[:-1], root) or not proof


@pytest.mark.parametrize("new", range(1, 40))
def test_every_longer_log_is_proved_to_begin_with_the_shorter(new: int) -> None:
    for old in range(new + 1):
        proof = hashes(consistency_parts(old, new))
        old_root, new_root = root_of(LEAVES[:old]), root_of(LEAVES[:new])
        assert is_consistent(old, new, old_root, new_root, proof)
        if 0 < old < new:
            forged = root_of([LEAVES[-1], *LEAVES[1:old]])
            assert not is_consistent(old, new, forged, new_root, proof)
            assert not is_consistent(old, new, old_root, root_of(LEAVES[: new + 1]), proof)


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_whole_subtrees_lie_side_by_side_and_shrink(start: int, length: int) -> None:
    start <<= 13  # a range of that length begins at a multiple of it in every tree
    found = subtrees_of(Range(start, start + length))
    at = start
    for subtree in found:
        assert subtree.place << subtree.level == at
        at += 1 << subtree.level
    assert at == start + length
    assert [s.level for s in found] == sorted({s.level for s in found}, reverse=True)
