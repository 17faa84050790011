"""Bags on a real PostgreSQL: whatever order the acts come in, and what is taken back or no longer trusted."""

from itertools import permutations
from uuid import UUID

import pytest

from courier.custody.append_batch import append_batch
from courier.custody.recompute import recompute_after_revocation
from courier.database import Connection, Pool, in_transaction
from mobile_contract import codes, events
from mobile_contract.sync import SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio

SSCC = codes.make_sscc("8930000", 1)


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody) -> None:
    appended = await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))
    assert {entry.outcome for entry in appended.outcomes} <= {"created", "exists"}


def seal(world: w.World, *items: str, device: w.SigningDevice | None = None, sscc: str = SSCC) -> SignedBody:
    refs = [events.ItemRef(code, None) for code in items]
    return (device or world.desk_device).act(events.SealBag, sscc=sscc, seal="S-1", items=refs)


def day_of_a_bag(world: w.World) -> list[SignedBody]:
    """Sealed at the desk, carried to the post office, opened there: one item is missing."""
    sealed = seal(world, *world.items)
    bag = events.BagRef(SSCC, w.event_id(sealed), None)
    offered = world.desk_device.act(events.Release, to_party=world.post_office, bag=bag)
    taken = world.post_device.act(
        events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=SSCC
    )
    found = [next(iter(world.items))]
    opened = world.post_device.act(events.OpenBag, sscc=SSCC, sealing=w.event_id(sealed), found=found)
    return [sealed, offered, taken, opened]


async def bags(database: Pool) -> list[tuple[UUID, UUID | None, UUID | None]]:
    rows = await database.fetch("SELECT sealing, opening, opened_by FROM bag_content ORDER BY item_id")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_a_bags_acts_in_any_order_end_alike(database: Pool, world: w.World, order: tuple[int, ...]) -> None:
    acts = day_of_a_bag(world)
    for place in (*order, order[0]):
        await send(database, world.post_device, acts[place])
    sealed, _, _, opened = (w.event_id(act) for act in acts)
    assert await bags(database) == [(sealed, opened, world.post_office)] * 2
    holders = await database.fetch("SELECT holder_id, status FROM head")
    assert {tuple(row) for row in holders} == {(world.post_office, "held")}


async def test_an_opening_by_who_does_not_hold_the_bag_is_kept_and_opens_nothing(
    database: Pool, world: w.World
) -> None:
    sealed = seal(world, *world.items)
    opened = world.lan.act(events.OpenBag, sscc=SSCC, sealing=w.event_id(sealed), found=[])
    await send(database, world.lan, sealed, opened)
    assert await bags(database) == [(w.event_id(sealed), None, None)] * 2
    assert await database.fetchval("SELECT count(*) FROM signed_event WHERE kind = 'open_bag'") == 1


@pytest.mark.parametrize("named", [True, False])
async def test_a_sealing_taken_back_was_no_bag(database: Pool, world: w.World, named: bool) -> None:
    sealed = seal(world, *world.items)
    items = list(world.items) if named else []
    await send(database, world.desk_device, sealed)
    await send(
        database, world.desk_device, world.desk_device.act(events.Correct, answers=w.event_id(sealed), items=items)
    )
    assert await bags(database) == []


async def test_an_item_sealed_into_two_bags_by_two_workstations_is_in_none_and_a_case_says_so(
    database: Pool, world: w.World
) -> None:
    code = next(iter(world.items))
    second = w.SigningDevice(world.post_device.person_id, world.desk, world.clerk)
    await in_transaction(database, lambda c: w.enrol(c, second, "workstation", world.desk, None))
    other = codes.make_sscc("8930000", 2)
    for sealed in (seal(world, code), seal(world, code, device=second, sscc=other)):
        await send(database, world.desk_device, sealed)
    assert await bags(database) == []
    rows = await database.fetch("SELECT kind, facts FROM custody_exception")
    assert [(row["kind"], row["facts"]["why"]) for row in rows] == [("late_evidence", "in_two_bags")]


async def test_what_a_lost_workstation_sealed_past_its_number_was_no_bag(database: Pool, world: w.World) -> None:
    await send(database, world.desk_device, seal(world, *world.items))

    async def revoke(connection: Connection) -> None:
        await connection.execute(
            "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
            *(world.desk_device.device_id, world.supervisor),
        )
        await recompute_after_revocation(connection, world.desk_device.device_id, 0)

    await in_transaction(database, revoke)
    assert await bags(database) == []
