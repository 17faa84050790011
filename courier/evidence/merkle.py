"""The Merkle tree over the log: hashes, the parts that a proof is made of, and the checking of proofs. Pure.

RFC 9162, 2.1 (the tree of RFC 6962): a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), the left
subtree the largest power of two smaller than the whole; the root of nothing is SHA-256 of nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


class Range(NamedTuple):
    """Leaves `start` ≤ n < `end`, as they occur as a subtree."""

    start: int
    end: int


class Subtree(NamedTuple):
    """A whole subtree of 2^level leaves: the `place`-th of its level from the left."""

    level: int
    place: int


def leaf_hash(data: bytes) -> bytes:
    """32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(parts: Sequence[bytes]) -> bytes:
    """The root of whole subtrees that lie side by side, each larger than the next."""
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


class Frontier:
    """A tree that grows leaf by leaf and remembers only the whole subtrees at its edge: for logs of any length."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append one leaf's hash."""
        carried, size = leaf, self.size
        while size & 1:
            carried = node_hash(self._parts.pop(), carried)
            size >>= 1
        self._parts.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Of the leaves so far."""
        return fold(self._parts) if self._parts else EMPTY_ROOT


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def subtrees_of(part: Range) -> list[Subtree]:
    """The whole subtrees that a range consists of, from the left, each larger than the next."""
    found = []
    start = part.start
    while start < part.end:
        level = (part.end - start).bit_length() - 1
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return found


def inclusion_parts(leaf: int, size: int) -> list[Range]:
    """The subtrees whose roots prove that `leaf` is in the tree of `size`, from the leaf upward (RFC 9162, 2.1.3.1)."""
    return list(reversed(list(_inclusion(leaf, Range(0, size)))))


def consistency_parts(old: int, new: int) -> list[Range]:
    """The subtrees whose roots prove that the tree of `new` begins with that of `old` (RFC 9162, 2.1.4.1).

    None where `old` is 0 or equals `new`: there is nothing to prove.
    """
    if old in (0, new):
        return []
    return list(reversed(list(_consistency(old, Range(0, new), is_whole=True))))


def is_included(leaf: int, size: int, hashed: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= leaf < size:
        return False
    at, last, reached = leaf, size - 1, hashed
    for part in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = node_hash(part, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, part)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` begins with that of `old` (RFC 9162, 2.1.4.2)."""
    if old > new or old < 0:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    parts = list(proof) if old & (old - 1) else [old_root, *proof]
    if not parts:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    reached_old = reached_new = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached_old, reached_new = node_hash(part, reached_old), node_hash(part, reached_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached_new = node_hash(reached_new, part)
        at, last = at >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root


def _split(part: Range) -> int:
    """Where the left subtree ends: the largest power of two smaller than the number of leaves."""
    return part.start + (1 << (part.end - part.start - 1).bit_length() - 1)


def _inclusion(leaf: int, part: Range) -> Iterator[Range]:
    """From the root downward."""
    while part.end - part.start > 1:
        middle = _split(part)
        left, right = Range(part.start, middle), Range(middle, part.end)
        part, beside = (left, right) if leaf < middle else (right, left)
        yield beside


def _consistency(old: int, part: Range, *, is_whole: bool) -> Iterator[Range]:
    """From the root downward; `is_whole` while the part that the old tree covers is the old tree itself."""
    while old < part.end:
        middle = _split(part)
        left, right = Range(part.start, middle), Range(middle, part.end)
        if old <= middle:
            part, beside = left, right
        else:
            part, beside, is_whole = right, left, False
        yield beside
    if not is_whole:
        yield part
