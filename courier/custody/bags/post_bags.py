"""Brings the bags of items to what the acts make of them; called under the items' locks, after the ledger is posted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from courier.custody.bags import statements
from courier.custody.bags.contents import Bagged, Opening, Sealing, bag_of, contradicting_sealings
from courier.custody.model import Chain
from courier.database import Connection


async def post_bags(
    connection: Connection, chains: Mapping[UUID, Chain], standing: Mapping[UUID, Sequence[int]]
) -> dict[UUID, tuple[UUID, ...]]:
    """Write the bag of each item that was ever sealed anew; `standing` is, by item and depth, the number of the
    ledger's row that stands.

    Returns the items that two sealings put into two closed bags at once, with those sealings.
    """
    rows = await statements.SEALINGS.all(connection, sorted(chains)) if chains else []
    if not rows:
        return {}
    sealings: dict[UUID, list[Sealing]] = defaultdict(list)
    for row in rows:
        if row.counts and row.sscc is not None:
            sealings[row.item_id].append(_sealing(row, row.sscc))
    openings = [
        Opening(event_id=row.event_id, party_id=row.party_id, sealing=row.sealing)
        for row in await statements.OPENINGS.all(connection, sorted({row.event_id for row in rows}))
    ]
    touched = sorted({row.item_id for row in rows})
    bags = {item_id: bag_of(chains[item_id], sealings[item_id], openings) for item_id in touched}
    kept = {item_id: bag for item_id, bag in bags.items() if bag is not None}
    gone = [item_id for item_id in touched if item_id not in kept]
    if gone:
        await statements.FORGET_BAGS.run(connection, gone)
    if kept:
        columns = zip(
            *(_row(item_id, bag, chains[item_id], standing[item_id]) for item_id, bag in kept.items()), strict=True
        )
        await statements.KEEP_BAGS.run(connection, *map(list, columns))
    contradicting = {
        item_id: contradicting_sealings(chains[item_id], sealings[item_id], openings) for item_id in touched
    }
    return {item_id: found for item_id, found in contradicting.items() if found}


def _sealing(row: statements.SealingRow, sscc: str) -> Sealing:
    return Sealing(
        event_id=row.event_id,
        device_id=row.device_id,
        device_seq=row.device_seq,
        code=row.code,
        party_id=row.party_id,
        ref=row.ref,
        sscc=sscc,
    )


def _row(item_id: UUID, bag: Bagged, chain: Chain, standing: Sequence[int]) -> tuple[Any, ...]:
    sealing, opening = bag.sealing, bag.opening
    opened: tuple[Any, ...] = (None, None, None, None, None)
    if opening is not None and bag.opened_depth is not None:
        tip = chain.holdings[bag.opened_depth][0]
        opened = (opening.event_id, opening.party_id, standing[bag.opened_depth], tip, bag.opened_depth)
    return (
        item_id,
        sealing.event_id,
        sealing.code,
        sealing.party_id,
        sealing.ref,
        standing[bag.sealed_depth],
        bag.sealed_depth,
        sealing.sscc,
        *opened,
    )
