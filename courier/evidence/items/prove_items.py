"""Proves of items what a checkpoint signed of them, out of the stored nodes of that very checkpoint."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from courier.database import Connection
from courier.evidence.items.note_items import MIDDLE_LEVEL, read_nodes
from courier.evidence.items.statements import HEADS_OF_BUCKETS
from courier.evidence.items.tree import BUCKET_LEVEL, Head, bucket_of, proof_above, proof_in_bucket


class ItemProofs:
    """Proofs as of one checkpoint; stored nodes that were read are kept, so that many cost little more than one."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.number = number
        self._connection = connection
        self._nodes: dict[tuple[int, int], dict[int, bytes]] = {}

    async def prove(self, items: Sequence[UUID]) -> dict[UUID, list[bytes]]:
        """From each item's leaf up to the root; none for an item that the checkpoint does not know."""
        heads: dict[int, list[Head]] = defaultdict(list)
        buckets = sorted({bucket_of(item_id) for item_id in items})
        for found in await HEADS_OF_BUCKETS.all(self._connection, buckets, self.number):
            heads[found.bucket].append(Head(found.item_id, found.places, found.hash))
        known = {head.item_id for found in heads.values() for head in found}
        return {item_id: await self._prove(item_id, heads[bucket_of(item_id)]) for item_id in items if item_id in known}

    async def _prove(self, item_id: UUID, heads: list[Head]) -> list[bytes]:
        bucket = bucket_of(item_id)
        middle = bucket >> BUCKET_LEVEL - MIDDLE_LEVEL
        below = await self._read(BUCKET_LEVEL, middle << BUCKET_LEVEL - MIDDLE_LEVEL, 1 << BUCKET_LEVEL - MIDDLE_LEVEL)
        top = await self._read(MIDDLE_LEVEL, 0, 1 << MIDDLE_LEVEL)
        return [
            *proof_in_bucket(heads, item_id),
            *proof_above(below, BUCKET_LEVEL, MIDDLE_LEVEL, bucket),
            *proof_above(top, MIDDLE_LEVEL, 0, middle),
        ]

    async def _read(self, level: int, first: int, count: int) -> dict[int, bytes]:
        if (level, first) not in self._nodes:
            self._nodes[level, first] = await read_nodes(self._connection, level, first, first + count, self.number)
        return self._nodes[level, first]
