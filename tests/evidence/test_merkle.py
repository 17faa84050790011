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


POWERS = [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513]
MANY = [leaf_hash(str(number).encode()) for number in range(600)]
sizes = st.one_of(st.sampled_from(POWERS), st.integers(0, 600))


def proved(parts: list[Range]) -> list[bytes]:
    return [root_of(MANY[part.start : part.end]) for part in parts]


@given(sizes, sizes)
def test_between_any_two_sizes_the_shorter_log_is_the_longer_ones_beginning(one: int, other: int) -> None:
    old, new = sorted((one, other))
    proof = proved(consistency_parts(old, new))
    assert is_consistent(old, new, root_of(MANY[:old]), root_of(MANY[:new]), proof)
    assert len(proof) <= 2 * new.bit_length()


@given(sizes, sizes, st.data())
def test_no_forged_proof_between_two_sizes_holds(one: int, other: int, data: st.DataObject) -> None:
    """Another root, another size, a hash left out, added, changed or exchanged: whatever differs is refused."""
    old, new = sorted((one, other))
    old_root, new_root = root_of(MANY[:old]), root_of(MANY[:new])
    proof = proved(consistency_parts(old, new))
    stranger = data.draw(st.binary(min_size=32, max_size=32))
    assert not is_consistent(old, new, stranger, new_root, proof) or stranger == old_root
    assert not is_consistent(new, old, new_root, old_root, proof) or old == new
    assert not is_consistent(-1, new, old_root, new_root, proof)
    if old:  # of nothing every log is the continuation: there is no proof to forge
        assert not is_consistent(old, new, old_root, stranger, proof) or stranger == new_root
        place = data.draw(st.integers(0, len(proof)))
        assert not is_consistent(old, new, old_root, new_root, [*proof[:place], stranger, *proof[place:]])
    for place in range(len(proof)):
        assert not is_consistent(old, new, old_root, new_root, proof[:place] + proof[place + 1 :])
        assert not is_consistent(old, new, old_root, new_root, [*proof[:place], stranger, *proof[place + 1 :]])
    if len(proof) > 1 and proof != proof[::-1]:
        assert not is_consistent(old, new, old_root, new_root, proof[::-1])


@given(sizes.filter(bool), sizes.filter(bool), st.data())
def test_a_log_that_changed_one_row_continues_no_earlier_one(one: int, other: int, data: st.DataObject) -> None:
    """Whatever proof the liar makes of his own tree, what was signed before does not lead into it."""
    old, new = sorted((one, other))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*MANY[:changed], leaf_hash(b"other"), *MANY[changed + 1 : new]]
    proof = [root_of(rewritten[part.start : part.end]) for part in consistency_parts(old, new)]
    assert not is_consistent(old, new, root_of(MANY[:old]), root_of(rewritten), proof)
    assert is_consistent(old, new, root_of(rewritten[:old]), root_of(rewritten), proof)


@given(sizes.filter(bool), st.data())
def test_no_forged_proof_of_a_leaf_holds(size: int, data: st.DataObject) -> None:
    leaf = data.draw(st.integers(0, size - 1))
    root, proof = root_of(MANY[:size]), proved(inclusion_parts(leaf, size))
    assert is_included(leaf, size, MANY[leaf], proof, root)
    stranger = data.draw(st.binary(min_size=32, max_size=32))
    assert not is_included(leaf, size, stranger, proof, root)
    assert not is_included(leaf, size, MANY[leaf], [*proof, stranger], root)
    assert not is_included(leaf, size, MANY[leaf], proof, stranger)
    for wrong in (-1, size, data.draw(st.integers(0, size - 1).filter(lambda n: n != leaf)) if size > 1 else size + 1):
        assert not is_included(wrong, size, MANY[leaf], proof, root)
    for place in range(len(proof)):
        assert not is_included(leaf, size, MANY[leaf], [*proof[:place], stranger, *proof[place + 1 :]], root)
