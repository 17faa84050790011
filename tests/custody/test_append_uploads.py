"""Batches of several devices kept in one transaction: each is answered as if it had come alone."""

from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.append_batch import append_batch, append_uploads, read_upload
from courier.custody.handovers.apply_events import apply_events
from courier.custody.model import Appended
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio

Sending = tuple[w.SigningDevice, list[SignedBody | Entry]]


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, lambda c: w.build(c, items=3))


async def together(database: Pool, *sent: Sending) -> list[Appended]:
    uploads = [read_upload(device.device_id, w.batch(*acts)) for device, acts in sent]

    async def keep_and_apply(connection: Connection) -> list[Appended]:
        kept = await append_uploads(connection, uploads)
        await apply_events(connection, [event for appended in kept for event in appended.events])
        return kept

    return await in_transaction(database, keep_and_apply)


async def alone(database: Pool, device: w.SigningDevice, acts: list[SignedBody | Entry]) -> Appended:
    return await in_transaction(database, lambda c: append_batch(c, device.device_id, w.batch(*acts)))


def hand_over(world: w.World, taker: w.SigningDevice, code: str) -> Entry:
    offered = w.release(world.desk_device, taker.party_id, code)
    return Entry(act=w.accept(taker, offered, code), carried=offered)


def told(appended: Appended) -> object:
    """All that the device is told, the time apart."""
    return msgspec.to_builtins((appended.outcomes, appended.acked_through, appended.log_hash))


async def holders(database: Pool) -> dict[UUID, tuple[UUID, str]]:
    rows = await database.fetch("SELECT item_id, holder_id, status FROM head")
    return {row["item_id"]: (row["holder_id"], row["status"]) for row in rows}


async def test_each_device_is_told_what_became_of_its_own_acts(database: Pool, world: w.World) -> None:
    first, second, _ = world.items
    lan, minh = await together(
        database,
        (world.lan, [hand_over(world, world.lan, first)]),
        (world.minh, [hand_over(world, world.minh, second)]),
    )
    assert [(each.outcome, each.carried) for each in (*lan.outcomes, *minh.outcomes)] == [("created", "created")] * 2
    assert (lan.acked_through, minh.acked_through) == (1, 1)
    assert lan.log_hash != minh.log_hash
    assert [event.device_id for event in minh.events] == [world.desk_device.device_id, world.minh.device_id]
    held = await holders(database)
    assert held[world.items[first]] == (world.lan.party_id, "held")
    assert held[world.items[second]] == (world.minh.party_id, "held")


async def test_told_again_together_is_told_the_same_as_alone(database: Pool, world: w.World) -> None:
    sent: list[Sending] = [
        (phone, [hand_over(world, phone, code)])
        for phone, code in zip((world.lan, world.minh), world.items, strict=False)
    ]
    await together(database, *sent)
    before = await database.fetchval("SELECT count(*) FROM ledger")
    again = await together(database, *sent)
    assert [told(each) for each in again] == [told(await alone(database, *each)) for each in sent]
    assert {each.outcome for appended in again for each in appended.outcomes} == {"exists"}
    assert await database.fetchval("SELECT count(*) FROM ledger") == before


async def test_an_act_that_two_devices_bring_is_kept_once(database: Pool, world: w.World) -> None:
    """The desk sends its release itself while the carrier brings it along."""
    code = next(iter(world.items))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    entry = Entry(act=w.accept(world.lan, offered, code), carried=offered)
    desk, lan = await together(database, (world.desk_device, [offered]), (world.lan, [entry]))
    assert [each.outcome for each in desk.outcomes] == ["created"]
    assert [(each.outcome, each.carried) for each in lan.outcomes] == [("created", "exists")]
    assert [event.kind for event in lan.events] == ["accept"]
    assert await database.fetchval("SELECT count(*) FROM signed_event") == 2


async def test_a_wrong_signature_is_its_senders_matter_alone(database: Pool, world: w.World) -> None:
    first, second, _ = world.items
    forged = w.release(world.minh, world.lan.party_id, second)
    forged = SignedBody(body=forged.body, signature=w.release(world.minh, world.lan.party_id, second).signature)
    lan, minh = await together(database, (world.lan, [hand_over(world, world.lan, first)]), (world.minh, [forged]))
    assert [each.outcome for each in lan.outcomes] == ["created"]
    assert [(each.outcome, each.problem) for each in minh.outcomes] == [("quarantined_signature", "wrong-signature")]
    apart = await database.fetch("SELECT uploaded_by FROM unverified_upload")
    assert [row["uploaded_by"] for row in apart] == [world.minh.device_id]


async def test_an_unknown_device_undoes_the_whole_group(database: Pool, world: w.World) -> None:
    stranger = w.SigningDevice(clock.new_id(), world.lan.party_id, world.lan.person_id)
    code = next(iter(world.items))
    entry = hand_over(world, world.lan, code)
    with pytest.raises(NotFound):
        await together(database, (world.lan, [entry]), (stranger, [w.release(stranger, world.desk, code)]))
    assert await database.fetchval("SELECT count(*) FROM signed_event") == 0
    (lan,) = await together(database, (world.lan, [entry]))
    assert [each.outcome for each in lan.outcomes] == ["created"]


async def test_two_carriers_who_take_one_item_at_one_moment_are_in_dispute(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    lan, minh = await together(
        database,
        (world.lan, [hand_over(world, world.lan, code)]),
        (world.minh, [hand_over(world, world.minh, code)]),
    )
    assert {each.outcome for each in (*lan.outcomes, *minh.outcomes)} == {"created"}
    assert (await holders(database))[world.items[code]] == (world.desk, "disputed")


async def test_a_rewind_names_the_act_that_made_it_whoever_sent_at_the_same_moment(
    database: Pool, world: w.World
) -> None:
    first, second, _ = world.items
    await together(database, (world.lan, [hand_over(world, world.lan, first)]))
    contradicting = hand_over(world, world.minh, first)
    assert contradicting.carried is not None
    unconcerned = w.release(world.lan, world.desk, second)
    await together(database, (world.lan, [unconcerned]), (world.minh, [contradicting]))
    cause = await database.fetchval(
        "SELECT cause FROM ledger WHERE item_id = $1 AND kind = 'rewound'", world.items[first]
    )
    assert cause == w.event_id(contradicting.carried)


async def test_a_finding_about_an_earlier_accept_is_told_to_the_office_of_the_act_just_come(
    database: Pool, world: w.World
) -> None:
    """The accept came first; its release, of other bytes than it names, comes now together with another office's."""
    first, second, _ = world.items
    offered, other = (w.release(world.desk_device, world.lan.party_id, first) for _ in range(2))
    answer = msgspec.to_builtins(w.event_id(offered))
    accepted = w.accept(world.lan, other, first)
    body = msgspec.json.decode(accepted.body) | {"answers": answer}
    accepted = world.lan.sign(msgspec.json.encode(body))
    await together(database, (world.lan, [accepted]))
    await together(database, (world.minh, [w.release(world.minh, world.desk, second)]), (world.desk_device, [offered]))
    cases = await database.fetch("SELECT event_id, office_id FROM custody_exception WHERE kind = 'digest_differs'")
    assert [(row["event_id"], row["office_id"]) for row in cases] == [(w.event_id(accepted), world.desk)]
