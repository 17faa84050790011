"""The tree over what belongs to each item: an item has one place in it, so it cannot be told in two ways. Pure.

An item's path is SHA-256 of its id, from the first bit on: 0 is left. A subtree without items hashes as the tree of
nothing (RFC 9162); 16 levels down and deeper a subtree of one item is that item's leaf; every other is a node over its
two halves. Hashes of leaves and nodes are those of the log's tree.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from courier.evidence.merkle import EMPTY_ROOT, leaf_hash, node_hash

BUCKET_LEVEL: Final = 16
_PATH_BITS: Final = 256


class Head(NamedTuple):
    """What is signed of an item: how many places of the log belong to it, and SHA-256 over them."""

    item_id: UUID
    places: int
    hash: bytes


def hash_places(places: Iterable[tuple[int, bytes]]) -> bytes:
    """SHA-256 over the number (8 bytes, big endian) and the hash of each place, in the order of their numbers."""
    return hashlib.sha256(b"".join(number.to_bytes(8) + hashed for number, hashed in sorted(places))).digest()


def leaf_of(head: Head) -> bytes:
    """An item's leaf: its id, how many places, their hash."""
    return leaf_hash(head.item_id.bytes + head.places.to_bytes(8) + head.hash)


def path_of(item_id: UUID) -> int:
    return int.from_bytes(hashlib.sha256(item_id.bytes).digest())


def bucket_of(item_id: UUID) -> int:
    """In which of the 65,536 subtrees 16 levels down an item is."""
    return path_of(item_id) >> (_PATH_BITS - BUCKET_LEVEL)


def root_of_items(heads: Iterable[Head]) -> bytes:
    """The root over all of them."""
    buckets: dict[int, list[Head]] = {}
    for head in heads:
        buckets.setdefault(bucket_of(head.item_id), []).append(head)
    return root_above({bucket: root_of_bucket(found) for bucket, found in buckets.items()}, BUCKET_LEVEL, 0).get(
        0, EMPTY_ROOT
    )


def root_of_bucket(heads: Iterable[Head]) -> bytes:
    """The root of the subtree 16 levels down in which all of these are."""
    return _below(sorted((path_of(head.item_id), leaf_of(head)) for head in heads), BUCKET_LEVEL)


def root_above(nodes: Mapping[int, bytes], level: int, up_to: int) -> dict[int, bytes]:
    """The roots of the subtrees at level `up_to`, from those at `level`; those without items are left out."""
    row = dict(nodes)
    for _ in range(level - up_to):
        row = {
            place: node_hash(row.get(2 * place, EMPTY_ROOT), row.get(2 * place + 1, EMPTY_ROOT))
            for place in {place >> 1 for place in row}
        }
    return row


def proof_in_bucket(heads: Iterable[Head], item_id: UUID) -> list[bytes]:
    """What lies beside the item's path inside its bucket, from the leaf upward."""
    entries, path, depth, proof = sorted((path_of(h.item_id), leaf_of(h)) for h in heads), path_of(item_id), 16, []
    while len(entries) > 1:
        halves = _halves(entries, depth)
        side = _bit(path, depth)
        proof.append(_below(halves[1 - side], depth + 1))
        entries, depth = halves[side], depth + 1
    return proof[::-1]


def proof_above(nodes: Mapping[int, bytes], level: int, up_to: int, place: int) -> list[bytes]:
    """What lies beside the path from `place` at `level` upward to level `up_to`."""
    row, proof = dict(nodes), []
    for depth in range(level, up_to, -1):
        proof.append(row.get(place ^ 1, EMPTY_ROOT))
        row, place = root_above(row, depth, depth - 1), place >> 1
    return proof


def is_signed_of(head: Head, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from what is told of the item to the root that was signed."""
    if not BUCKET_LEVEL <= len(proof) <= _PATH_BITS or head.places < 0:
        return False
    path, reached = path_of(head.item_id), leaf_of(head)
    for depth, beside in zip(reversed(range(len(proof))), proof, strict=True):
        reached = node_hash(beside, reached) if _bit(path, depth) else node_hash(reached, beside)
    return reached == root


def _below(entries: Sequence[tuple[int, bytes]], depth: int) -> bytes:
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return entries[0][1]
    left, right = _halves(entries, depth)
    return node_hash(_below(left, depth + 1), _below(right, depth + 1))


def _halves(
    entries: Sequence[tuple[int, bytes]], depth: int
) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    left = [entry for entry in entries if not _bit(entry[0], depth)]
    return left, list(entries[len(left) :])


def _bit(path: int, depth: int) -> int:
    return path >> (_PATH_BITS - 1 - depth) & 1
