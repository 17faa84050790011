"""Old papers withdrawn at the door: an item of their own, first in the carrier's hands, back to the agency."""

from itertools import permutations

import pytest

from courier.database import Connection, Pool
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


async def taken_back(database: Pool, world: w.World, code: str, label: str | None, papers: int = 2) -> None:
    item = events.ItemRef(code, await stage.with_carrier(database, world, code))
    await stage.send(database, world.lan, stage.deliver(world, [item], papers_taken_back=papers, papers_label=label))


async def test_old_papers_are_born_at_the_door_in_the_carriers_hands(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    await taken_back(database, world, code, label)
    assert await stage.holder(database, code) == world.citizen
    assert await stage.holder(database, label) == world.lan.party_id
    journey = await database.fetchrow(
        "SELECT leg, origin_id, destination_id, dossier_id FROM job WHERE purpose = 'old_papers'"
    )
    dossier = await database.fetchval("SELECT dossier_id FROM job WHERE job_id = $1", world.jobs[code])
    assert tuple(journey or ()) == ("SUPPLEMENT", world.lan.party_id, world.desk, dossier)
    assert await database.fetchval("SELECT papers FROM papers_journey") == 2
    assert await stage.cases(database) == []


async def test_they_go_back_to_the_agency_by_a_chain_of_their_own(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    await taken_back(database, world, code, label)
    offered = w.release(world.lan, world.desk, label)
    await stage.send(
        database, world.desk_device, Entry(act=w.accept(world.desk_device, offered, label), carried=offered)
    )
    assert await stage.holder(database, label) == world.desk
    steps = await database.fetch(
        "SELECT from_party, to_party FROM ledger JOIN item_label USING (item_id) WHERE code = $1 ORDER BY seq", label
    )
    assert [tuple(step) for step in steps] == [(None, world.lan.party_id), (world.lan.party_id, world.desk)]


async def test_the_same_delivery_twice_makes_one_journey(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    item = events.ItemRef(code, await stage.with_carrier(database, world, code))
    act = stage.deliver(world, [item], papers_taken_back=1, papers_label=label)
    await stage.send(database, world.lan, act, act)
    await stage.send(database, world.lan, act)
    assert await database.fetchval("SELECT count(*) FROM job WHERE purpose = 'old_papers'") == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_their_holder_does_not_depend_on_which_act_arrives_first(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    item = events.ItemRef(code, await stage.with_carrier(database, world, code))
    delivered = stage.deliver(world, [item], papers_taken_back=1, papers_label=label)
    offered = w.release(world.lan, world.desk, label)
    sent = [
        (world.lan, delivered),
        (world.lan, offered),
        (world.desk_device, w.accept(world.desk_device, offered, label)),
    ]
    for place in order:
        await stage.send(database, *sent[place])
    assert await stage.holder(database, label) == world.desk
    assert "unknown_item" not in await stage.cases(database)


@pytest.mark.parametrize("label", ["none", "used", "unknown"])
async def test_papers_without_a_usable_label_are_a_case_and_their_journey_waits(
    database: Pool, world: w.World, label: str
) -> None:
    first, second = world.items
    codes = {"none": None, "used": second, "unknown": "0" * 12}
    await taken_back(database, world, first, codes[label])
    assert await stage.holder(database, first) == world.citizen
    assert await stage.holder(database, second) == world.desk
    assert await stage.cases(database) == ["papers_without_label"]
    assert await database.fetchval("SELECT count(*) FROM job WHERE purpose = 'old_papers'") == 1


async def test_other_papers_than_the_order_names_are_found(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    await owner_connection.execute("ALTER TABLE job DISABLE TRIGGER USER")
    await owner_connection.execute("UPDATE job SET papers_to_take_back = 2 WHERE job_id = $1", world.jobs[code])
    await taken_back(database, world, code, label, papers=1)
    assert await stage.facts(database, "papers_differ") == {"expected": 2, "taken": 1}


@pytest.mark.parametrize("at_once", [True, False])
async def test_they_lie_in_the_bag_that_is_counted_after(
    database: Pool, owner_connection: Connection, world: w.World, at_once: bool
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    item = events.ItemRef(code, await stage.with_carrier(database, world, code))
    delivered = stage.deliver(world, [item], papers_taken_back=1, papers_label=label)
    counted = world.lan.act(events.Count, items=[label])
    for batch in [(delivered, counted)] if at_once else [(delivered,), (counted,)]:
        await stage.send(database, world.lan, *batch)
    last = "SELECT missing, extra FROM count_check ORDER BY number DESC LIMIT 1"
    assert tuple(await database.fetchrow(last) or ()) == ([], [])
