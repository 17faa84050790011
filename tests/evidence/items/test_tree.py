"""The tree over items: each has one place in it, proofs hold for what they are of and for nothing else."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from courier.evidence.items.tree import (
    BUCKET_LEVEL,
    EMPTY_ROOT,
    Head,
    bucket_of,
    hash_places,
    is_signed_of,
    leaf_of,
    path_of,
    proof_above,
    proof_in_bucket,
    root_above,
    root_of_bucket,
    root_of_items,
)
from courier.evidence.merkle import node_hash

heads = st.builds(
    Head,
    item_id=st.uuids(),
    places=st.integers(1, 2**40),
    hash=st.binary(min_size=32, max_size=32),
)
many = st.lists(heads, min_size=1, max_size=40, unique_by=lambda head: head.item_id)


def definition(found: list[Head], depth: int = 0) -> bytes:
    """Word for word as the module says it."""
    if not found:
        return EMPTY_ROOT
    if len(found) == 1 and depth >= BUCKET_LEVEL:
        return leaf_of(found[0])
    bits = [format(path_of(head.item_id), "0256b")[depth] for head in found]
    halves = [[head for head, bit in zip(found, bits, strict=True) if bit == side] for side in "01"]
    return node_hash(definition(halves[0], depth + 1), definition(halves[1], depth + 1))


def proof_of(found: list[Head], item_id: UUID) -> list[bytes]:
    bucket = bucket_of(item_id)
    buckets = by_bucket(found)
    nodes = {place: root_of_bucket(inside) for place, inside in buckets.items()}
    return [*proof_in_bucket(buckets.get(bucket, []), item_id), *proof_above(nodes, BUCKET_LEVEL, 0, bucket)]


def by_bucket(found: list[Head]) -> dict[int, list[Head]]:
    buckets: dict[int, list[Head]] = {}
    for head in found:
        buckets.setdefault(bucket_of(head.item_id), []).append(head)
    return buckets


@given(many)
def test_the_root_is_the_defined_one_in_whatever_order_items_come(found: list[Head]) -> None:
    assert root_of_items(found) == root_of_items(reversed(found)) == definition(found)


@given(many, st.data())
def test_every_item_is_proved_and_nothing_else_in_its_place(found: list[Head], data: st.DataObject) -> None:
    root = root_of_items(found)
    head = data.draw(st.sampled_from(found))
    proof = proof_of(found, head.item_id)
    assert is_signed_of(head, proof, root)
    forged = [
        head._replace(places=head.places - 1),
        head._replace(hash=bytes(32)) if head.hash != bytes(32) else head._replace(places=head.places + 1),
        head._replace(item_id=UUID(int=head.item_id.int ^ 1)),
    ]
    assert not [wrong for wrong in forged if is_signed_of(wrong, proof, root)]
    for broken in (proof[1:], proof[:-1], [*proof, proof[-1]], proof[::-1] if proof[::-1] != proof else []):
        assert not is_signed_of(head, broken, root)


@given(many, heads)
def test_an_item_that_is_not_there_has_no_proof(found: list[Head], other: Head) -> None:
    if other.item_id not in {head.item_id for head in found}:
        assert not is_signed_of(other, proof_of(found, other.item_id), root_of_items(found))


def test_items_that_share_a_bucket_are_told_apart() -> None:
    """Ids whose paths begin alike, found by trying."""
    many = [Head(UUID(int=number), 1, bytes([number % 256] * 32)) for number in range(3_000)]
    together = [inside for inside in by_bucket(many).values() if len(inside) > 1]
    found = [head for inside in together for head in inside][:40]
    root = root_of_items(found)
    assert found
    for head in found:
        proof = proof_of(found, head.item_id)
        assert len(proof) > BUCKET_LEVEL
        assert is_signed_of(head, proof, root)


def test_nothing_has_the_root_of_nothing() -> None:
    assert root_of_items([]) == EMPTY_ROOT
    assert root_above({}, BUCKET_LEVEL, 0) == {}


@given(st.lists(st.tuples(st.integers(0, 2**40), st.binary(min_size=32, max_size=32)), max_size=20))
def test_places_hash_alike_in_whatever_order_they_are_told(places: list[tuple[int, bytes]]) -> None:
    assert hash_places(places) == hash_places(reversed(places))
    assert len(hash_places(places)) == 32
