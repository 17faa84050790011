"""Two transactions under way at once, each blind to the other's facts: nothing is missed."""

import asyncio
from random import Random
from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS_OF_ITEMS, get_now
from courier.database import Connection, Pool, in_transaction
from mobile_contract import codes, events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.adversary import Forge, head, outcomes, revoke, send
from tests.custody.at_once import unfinished, until_waiting_on_a_lock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def test_a_sealing_and_an_accept_under_way_at_once_both_count(database: Pool, world: w.World) -> None:
    """The release between them is here already: the sealing fills it while the accept is not yet committed."""
    sscc = codes.make_sscc("8930000", 1)
    refs = [events.ItemRef(code, None) for code in world.items]
    sealed = world.desk_device.act(events.SealBag, sscc=sscc, seal="S-1", items=refs)
    bag = events.BagRef(sscc, w.event_id(sealed), None)
    offered = world.desk_device.act(events.Release, to_party=world.lan.party_id, bag=bag)
    taken = world.lan.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=sscc)
    await send(database, world.desk_device, offered)
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(taken))):
        sealing = asyncio.create_task(send(database, world.desk_device, sealed))
        await until_waiting_on_a_lock(database, sealing)
    await sealing
    assert {await head(database, item_id) for item_id in world.items.values()} == {(world.lan.party_id, "held")}


async def test_a_case_closed_by_two_batches_at_once_fails_neither(database: Pool, world: w.World) -> None:
    async def prepare(connection: Connection) -> tuple[str, UUID]:
        return await w.add_label(connection, world), await w.add_job(connection, world, "SEND")

    code, job_id = await in_transaction(database, prepare)
    await send(database, world.lan, world.lan.act(events.Count, items=[code]))
    item_id = clock.new_id()
    await database.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, $4)",
        item_id,
        job_id,
        world.citizen,
        w.PROVINCE,
    )
    await database.execute("INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'roll')", code, item_id)
    first, second = (device.act(events.Count, items=[code]) for device in (world.lan, world.minh))
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(first))):
        other = asyncio.create_task(send(database, world.minh, second))
        await until_waiting_on_a_lock(database, other)
    assert outcomes(await other) == ["created"]


async def test_a_revocation_under_way_is_waited_for_before_an_act_is_judged(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    entry = Entry(act=w.accept(world.lan, offered, code), carried=offered)
    async with unfinished(database, lambda c: revoke(c, world.lan, 0, world.supervisor)):
        sending = asyncio.create_task(send(database, world.lan, entry))
        await until_waiting_on_a_lock(database, sending)
    answer = await sending
    assert (outcomes(answer), [event.is_trusted for event in answer.events]) == (["evidence_only"], [True, False])
    assert await head(database, item_id) == (world.desk, "offered")


async def test_a_batch_under_way_is_seen_by_the_revocation(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    entry = Entry(act=w.accept(world.lan, offered, code), carried=offered)
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(entry))):
        revoking = asyncio.create_task(in_transaction(database, lambda c: revoke(c, world.lan, 0, world.supervisor)))
        await until_waiting_on_a_lock(database, revoking)
    await revoking
    assert await head(database, item_id) == (world.desk, "offered")


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_under_way_at_once_nothing_is_missed(database: Pool, world: w.World, seed: int) -> None:
    """Any acts in any order on four connections, and a revocation among them: computing again changes nothing."""
    random = Random(seed)
    forge = Forge(world, random)
    acts = [forge.act() for _ in range(120)]
    random.shuffle(acts)

    async def upload(device: w.SigningDevice, share: list[SignedBody]) -> None:
        for at in range(0, len(share), 3):
            await send(database, device, *share[at : at + 3])

    async def lose() -> None:
        await in_transaction(database, lambda c: revoke(c, world.minh, world.minh.seq // 2, world.supervisor))

    await asyncio.gather(*(upload(device, acts[at::4]) for at, device in enumerate(forge.devices)), lose())
    before = await database.fetch("SELECT item_id, seq, tip, status, claimants FROM head ORDER BY item_id")

    async def compute_again(connection: Connection) -> None:
        bindings = await BINDINGS_OF_ITEMS.all(connection, list(world.items.values()))
        await post_items(connection, bindings, clock.new_id(), await get_now(connection))

    await in_transaction(database, compute_again)
    assert before == await database.fetch("SELECT item_id, seq, tip, status, claimants FROM head ORDER BY item_id")
    ends = await database.fetch("SELECT device_id, max(seq) AS seq FROM device_log GROUP BY device_id")
    assert {end["device_id"]: end["seq"] for end in ends} == {d.device_id: d.seq for d in forge.devices if d.seq}


# Statements that would miss rows.


async def test_a_revoked_refusal_leaves_the_item_offered_again(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    refused = world.lan.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        refused=[events.RefusedItem(code, "DAMAGED")],
    )
    await send(database, world.lan, Entry(act=refused, carried=offered))
    assert await head(database, item_id) == (world.desk, "held")
    await in_transaction(database, lambda c: revoke(c, world.lan, 0, world.supervisor))
    assert await head(database, item_id) == (world.desk, "offered")
