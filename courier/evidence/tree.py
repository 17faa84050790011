"""The Merkle tree as it is stored: leaves, and the roots of every 256th, 65,536th … of them; proofs read from there."""

from collections.abc import Iterable, Sequence
from typing import Final

from courier.database import Connection
from courier.evidence.merkle import (
    EMPTY_ROOT,
    Range,
    Subtree,
    consistency_parts,
    fold,
    inclusion_parts,
    node_hash,
    subtrees_of,
)
from courier.evidence.statements import COUNT_NODES, KEEP_NODES, READ_NODES

STEP: Final = 8
"""Levels between two that are stored: 256 hashes make one of the next."""
_LEVELS: Final = range(STEP, 41, STEP)
_NODES_AT_ONCE: Final = 256


class Tree:
    """Reads the stored tree; what was read is kept, so that many proofs of one tree cost little more than one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[Subtree, bytes] = {}

    async def root(self, size: int) -> bytes:
        """Of the first `size` leaves."""
        return (await self.hashes([Range(0, size)]))[0] if size else EMPTY_ROOT

    async def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """The proof that `leaf` is in the tree of `size`, from the leaf upward."""
        return await self.hashes(inclusion_parts(leaf, size))

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`."""
        return await self.hashes(consistency_parts(old, new))

    async def hashes(self, parts: Sequence[Range]) -> list[bytes]:
        """The roots of these subtrees. Raises KeyError where leaves of theirs are not there."""
        subtrees = [subtrees_of(part) for part in parts]
        await self._read({subtree for found in subtrees for subtree in found} - self._known.keys())
        return [fold([self._known[subtree] for subtree in found]) for found in subtrees]

    async def _read(self, wanted: Iterable[Subtree]) -> None:
        """Fetch the stored hashes below, and fold them up to the subtrees wanted."""
        below = {subtree: _stored_below(subtree) for subtree in wanted}
        if not below:
            return
        levels, firsts, pasts = zip(*((s.level, s.place, s.place + n) for s, n in set(below.values())), strict=True)
        stored = {
            (node.level, node.place): node.hash
            for node in await READ_NODES.all(self._connection, list(levels), list(firsts), list(pasts))
        }
        for subtree, (first, count) in below.items():
            self._known[subtree] = _up([stored[first.level, first.place + n] for n in range(count)])


async def store_nodes(connection: Connection, size: int) -> None:
    """Store the roots of the subtrees that the first `size` leaves have made whole. The log's lock is held."""
    for level in _LEVELS:
        count = await COUNT_NODES.one(connection, level)
        assert count is not None
        lower, whole = level - STEP, size >> level
        for first in range(count.stored, whole, _NODES_AT_ONCE):
            places = range(first, min(first + _NODES_AT_ONCE, whole))
            found = await READ_NODES.all(connection, [lower], [places[0] << STEP], [(places[-1] + 1) << STEP])
            hashes = [node.hash for node in sorted(found, key=lambda node: node.place)]
            roots = [_up(hashes[n : n + (1 << STEP)]) for n in range(0, len(hashes), 1 << STEP)]
            await KEEP_NODES.run(connection, level, list(places), roots)


def _stored_below(subtree: Subtree) -> tuple[Subtree, int]:
    """The first stored hash below a subtree (or itself), and how many there are."""
    deeper = subtree.level % STEP if subtree.level <= _LEVELS[-1] else subtree.level - _LEVELS[-1]
    return Subtree(subtree.level - deeper, subtree.place << deeper), 1 << deeper


def _up(hashes: Sequence[bytes]) -> bytes:
    """The root of 2^n hashes that lie side by side."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[n], row[n + 1]) for n in range(0, len(row), 2)]
    return row[0]
