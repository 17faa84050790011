"""How often one upload asks the database: each time costs more than most of what is asked."""

import asyncio

import pytest

from api.ingest import apply_at_once
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from mobile_contract import events
from mobile_contract.sync import Batch, Entry
from tests.custody import world as w

pytestmark = pytest.mark.anyio

MOST = 10
"""BEGIN; devices, acts, items, facts, ledger, logs; answers and plans of the later rooms; COMMIT."""


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def asked_by(database: Pool, world: w.World, *batches: Batch) -> list[str]:
    """What keeping and applying the last of these sends; those before it let the connection learn types."""
    asked: list[str] = []
    async with database.acquire() as connection:
        connection.add_query_logger(lambda told: asked.append(told.query))
        for batch in batches:
            asked.clear()
            async with connection.transaction():
                await keep_and_apply(connection, world, batch)
            await asyncio.sleep(0.01)  # the logger is told a turn of the loop later
    return asked


async def keep_and_apply(connection: Connection, world: w.World, batch: Batch) -> None:
    appended = await append_batch(connection, world.lan.device_id, batch)
    assert {entry.outcome for entry in appended.outcomes} == {"created"}
    await apply_at_once(connection, appended.events)


def hand_over(world: w.World, code: str) -> Entry:
    offered = w.release(world.desk_device, world.lan.party_id, code)
    return Entry(act=w.accept(world.lan, offered, code), carried=offered)


async def test_one_hand_over_takes_few_round_trips(database: Pool, world: w.World) -> None:
    first, second = world.items
    batches = [w.batch(hand_over(world, code)) for code in (first, second)]
    assert len(asked := await asked_by(database, world, *batches)) <= MOST, "\n".join(asked)


async def test_a_batch_of_several_takes_no_more(database: Pool, world: w.World) -> None:
    warming = w.batch(world.lan.act(events.HandIn, to_party=world.post_office, amount_vnd=1))
    several = w.batch(*(hand_over(world, code) for code in world.items))
    assert len(several.entries) > 1
    alone = await asked_by(database, world, warming, several)
    assert len([sql for sql in alone if "typeinfo" not in sql and "'jit'" not in sql]) <= MOST, "\n".join(alone)
