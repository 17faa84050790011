"""Notes which places belong to which item, and comes to the root over all items that a checkpoint signs."""

from collections import defaultdict
from typing import Final

from courier.database import Connection, Pool, in_transaction
from courier.evidence.items.statements import (
    HEADS_OF_BUCKETS,
    KEEP_HEADS,
    KEEP_ITEM_NODES,
    NODES_AT,
    NOTE_LATE_TELLINGS,
    NOTE_PLACES,
    TOUCHED_ITEMS,
    WHAT_TO_NOTE,
)
from courier.evidence.items.tree import BUCKET_LEVEL, Head, root_above, root_of_bucket
from courier.evidence.merkle import EMPTY_ROOT
from courier.evidence.statements import LOCK_LOG, STANDING

MIDDLE_LEVEL: Final = 8
PLACES_AT_ONCE: Final = 20_000
_ITEMS_AT_ONCE: Final = 5_000
_BUCKETS_AT_ONCE: Final = 1_024


async def note_items(pool: Pool, at_once: int = PLACES_AT_ONCE) -> int:
    """Note what belongs to which item, of the places given since the last checkpoint, in transactions of `at_once`.

    Returns how far that came: before that place all is noted.
    """
    noted = 0

    async def note_some(connection: Connection) -> bool:
        nonlocal noted
        await LOCK_LOG.run(connection)
        todo, standing = await WHAT_TO_NOTE.one(connection), await STANDING.one(connection)
        assert todo is not None
        assert standing is not None
        first = max(noted, todo.first)
        noted = max(first, min(first + at_once, standing.size))
        if first < noted:
            await NOTE_PLACES.run(connection, first, noted, todo.number)
        return noted < standing.size

    while await in_transaction(pool, note_some):
        pass
    return noted


async def sign_items(connection: Connection, noted: int, size: int) -> bytes:
    """The root over all items in a log of `size`; what lies before place `noted` is noted. The log's lock is held."""
    todo = await WHAT_TO_NOTE.one(connection)
    assert todo is not None
    await NOTE_PLACES.run(connection, min(noted, size), size, todo.number)
    await NOTE_LATE_TELLINGS.run(connection, todo.first, size, todo.since, todo.number)
    items = [found.item_id for found in await TOUCHED_ITEMS.all(connection, todo.number)]
    buckets: set[int] = set()
    for start in range(0, len(items), _ITEMS_AT_ONCE):
        some = items[start : start + _ITEMS_AT_ONCE]
        buckets |= {found.bucket for found in await KEEP_HEADS.all(connection, todo.number, some)}
    touched = sorted(buckets)
    for start in range(0, len(touched), _BUCKETS_AT_ONCE):
        await _keep_buckets(connection, touched[start : start + _BUCKETS_AT_ONCE], todo.number)
    above = BUCKET_LEVEL - MIDDLE_LEVEL
    middles: dict[int, bytes] = {}
    for middle in sorted({bucket >> above for bucket in touched}):
        nodes = await read_nodes(connection, BUCKET_LEVEL, middle << above, middle + 1 << above, todo.number)
        middles |= root_above(nodes, BUCKET_LEVEL, MIDDLE_LEVEL)
    await KEEP_ITEM_NODES.run(connection, MIDDLE_LEVEL, todo.number, list(middles), list(middles.values()))
    nodes = await read_nodes(connection, MIDDLE_LEVEL, 0, 1 << MIDDLE_LEVEL, todo.number)
    return root_above(nodes, MIDDLE_LEVEL, 0).get(0, EMPTY_ROOT)


async def read_nodes(connection: Connection, level: int, first: int, past: int, number: int) -> dict[int, bytes]:
    """The stored roots of the subtrees `first` ≤ place < `past`, as checkpoint `number` has them; none where empty."""
    return {node.place: node.hash for node in await NODES_AT.all(connection, level, first, past, number)}


async def _keep_buckets(connection: Connection, buckets: list[int], number: int) -> None:
    heads: dict[int, list[Head]] = defaultdict(list)
    for found in await HEADS_OF_BUCKETS.all(connection, buckets, number):
        heads[found.bucket].append(Head(found.item_id, found.places, found.hash))
    roots = [root_of_bucket(heads[bucket]) for bucket in buckets]
    await KEEP_ITEM_NODES.run(connection, BUCKET_LEVEL, number, buckets, roots)
