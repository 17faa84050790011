"""Many who enter money at the same moment, each in a transaction of their own."""

import asyncio

from courier.database import Connection, Pool, in_transaction
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice
from tests.money.cash import DUE_VND, accounts, balanced, build_with_dues, cases, collect, count_in, enter, hand_in


async def test_what_arrives_at_once_is_booked_once_and_loses_nothing(
    owner_connection: Connection, database: Pool
) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    acts: list[tuple[SigningDevice, SignedBody]] = []
    for device in (world.lan, world.minh):
        acts += [(device, collect(device, code)) for code in codes for _ in range(2)]
        given = hand_in(device, world.post_office, 3 * DUE_VND)
        acts += [(device, given), (world.post_device, count_in(world.post_device, given, 3 * DUE_VND))]

    async def upload(device: SigningDevice, act: SignedBody) -> None:
        await in_transaction(database, lambda connection: enter(connection, device, act))

    await asyncio.gather(*(upload(device, act) for device, act in acts * 2))
    await balanced(owner_connection, [world.lan.party_id, world.minh.party_id])
    found = await accounts(owner_connection)
    assert {name.split(":")[0]: amount for name, amount in found.items() if name.startswith(("in_hand", "safe"))} == {
        "in_hand": 3 * DUE_VND,
        "safe": 6 * DUE_VND,
    }
    assert found[f"in_hand:{world.lan.party_id}"] == found[f"in_hand:{world.minh.party_id}"]
    assert await cases(owner_connection) == [("over", 4 * DUE_VND, DUE_VND)] * 3


async def test_a_count_waits_for_its_hand_in_under_way(owner_connection: Connection, database: Pool) -> None:
    world, (code, *_) = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, code))
    given = hand_in(world.lan, world.post_office, DUE_VND)
    counted = count_in(world.post_device, given, DUE_VND)
    async with database.acquire() as connection, connection.transaction():
        await enter(connection, world.lan, given)
        counting = asyncio.create_task(in_transaction(database, lambda c: enter(c, world.post_device, counted)))
        await asyncio.sleep(0.3)
        assert not counting.done()
    await counting
    assert (await accounts(owner_connection))[f"safe:{world.post_office}"] == DUE_VND
