"""Who may write down another's side, and who may not."""

import pytest

from courier.database import Pool, in_transaction
from mobile_contract import events
from tests.custody import world as w
from tests.custody.adversary import given_to_lan, head, open_cases, outcomes, received, send

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def test_no_carrier_takes_from_another_by_his_own_word(database: Pool, world: w.World) -> None:
    code, item_id, tip = await given_to_lan(database, world)
    stolen = received(world.minh, world.lan.party_id, code, "witnessed", tip)
    assert outcomes(await send(database, world.minh, stolen)) == ["created"]
    assert await head(database, item_id) == (world.lan.party_id, "held")
    assert await open_cases(database) == ["unmatched"]


async def test_no_carrier_plants_on_another_by_his_own_word(database: Pool, world: w.World) -> None:
    code, item_id, tip = await given_to_lan(database, world)
    planted = world.lan.act(
        events.Deliver, to_party=world.minh.party_id, evidence="witnessed", items=[events.ItemRef(code, tip)]
    )
    await send(database, world.lan, planted)
    assert await head(database, item_id) == (world.lan.party_id, "held")


async def test_a_desk_does_not_sign_with_a_citizens_mark(database: Pool, world: w.World) -> None:
    """It would pass for settled; a desk's side written down waits for the desk's own word."""
    code, item_id = next(iter(world.items.items()))
    await send(database, world.lan, received(world.lan, world.desk, code, "citizen"))
    assert await head(database, item_id) == (world.desk, "held")


async def test_the_office_may_write_down_a_carrier_whose_phone_is_dead(database: Pool, world: w.World) -> None:
    code, item_id, tip = await given_to_lan(database, world)
    await send(database, world.post_device, received(world.post_device, world.lan.party_id, code, "witnessed", tip))
    assert await head(database, item_id) == (world.post_office, "held")


async def test_a_strangers_reference_does_not_keep_an_act_from_being_corrected(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    taken = received(world.lan, world.desk, code, "witnessed")
    meddling = w.release(world.minh, world.post_office, code, predecessor=w.event_id(taken))
    corrected = world.lan.act(events.Correct, answers=w.event_id(taken), items=[code])
    await send(database, world.lan, taken, meddling, corrected)
    assert await head(database, item_id) == (world.desk, "held")
