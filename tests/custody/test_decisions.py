"""Decisions of two people on a dispute, and what comes after them."""

import base64

import pytest

from courier import clock
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE
from courier.database import Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.adversary import decide, head, open_cases, quarrel, revoke, send

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def test_a_story_that_nobody_considered_opens_the_dispute_again(database: Pool, world: w.World) -> None:
    item_id = next(iter(world.items.values()))
    of_lan, _ = await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, chosen_event=of_lan)
    assert (await head(database, item_id), await open_cases(database)) == ((world.lan.party_id, "held"), [])
    await quarrel(database, world, world.post_device)
    assert (await head(database, item_id), await open_cases(database)) == ((world.desk, "disputed"), ["disputed"])
    await decide(database, world, chosen_event=of_lan)
    assert (await head(database, item_id), await open_cases(database)) == ((world.lan.party_id, "held"), [])


async def test_an_item_found_with_somebody_is_disputed_again_by_a_new_story(database: Pool, world: w.World) -> None:
    item_id = next(iter(world.items.values()))
    await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, holder_id=world.minh.party_id)
    await quarrel(database, world, world.post_device)
    assert (await head(database, item_id), await open_cases(database)) == ((world.desk, "disputed"), ["disputed"])
    await decide(database, world, holder_id=world.minh.party_id)
    assert (await head(database, item_id), await open_cases(database)) == ((world.minh.party_id, "held"), [])


async def test_a_believed_story_that_falls_away_does_not_freeze_the_item(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    of_lan, _ = await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, chosen_event=of_lan)
    await in_transaction(database, lambda c: revoke(c, world.lan, 0, world.supervisor))
    assert await head(database, item_id) == (world.desk, "offered")
    offered = w.release(world.desk_device, world.post_office, code)
    await send(database, world.post_device, Entry(act=w.accept(world.post_device, offered, code), carried=offered))
    assert await head(database, item_id) == (world.post_office, "held")


async def test_a_decision_that_makes_no_sense_is_refused_in_words(database: Pool, world: w.World) -> None:
    of_lan, _ = await quarrel(database, world, world.lan, world.minh)
    with pytest.raises(NotFound):
        await decide(database, world, holder_id=clock.new_id())
    with pytest.raises(Conflict):
        await decide(database, world, holder_id=world.desk, chosen_event=of_lan)


async def test_a_flood_of_bad_signatures_hides_no_dispute(database: Pool, world: w.World) -> None:
    await quarrel(database, world, world.lan, world.minh)
    for _ in range(3):
        signature = base64.b64encode(b"\1" * 64).decode()
        forged = [SignedBody(body=clock.new_id().hex, signature=signature) for _ in range(200)]
        await send(database, world.lan, *forged)
    listed = await OPEN_EXCEPTIONS_OF_OFFICE.all(database, world.post_office, world.dispatcher)
    assert "disputed" in {case.kind for case in listed}
