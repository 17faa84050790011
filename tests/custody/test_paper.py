"""What happened on paper alone, and what phones did before they left: entered, counted, sent again."""

from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.recompute import recompute_after_revocation
from courier.custody.state_side import state_side
from courier.database import Connection, Pool, in_transaction
from courier.network.identity.revoke_device import revoke_device
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio

WRITTEN_AT_MS = 1_790_000_000_000


@pytest.fixture
async def world(database: Pool) -> w.World:
    """One item, handed by the desk to Lan."""
    return await in_transaction(database, lambda c: w.build(c, items=1))


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> list[str]:
    appended = await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))
    return [outcome.outcome for outcome in appended.outcomes]


async def head(database: Pool) -> tuple[UUID, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head")
    return row["holder_id"], row["status"]


async def open_cases(database: Pool) -> list[str]:
    return [row["kind"] for row in await database.fetch("SELECT kind FROM custody_exception ORDER BY kind")]


async def take_from_desk(database: Pool, world: w.World) -> UUID:
    """Lan takes the item with her phone; the id by which she holds it."""
    code = next(iter(world.items))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = w.accept(world.lan, offered, code)
    await send(database, world.lan, Entry(act=taken, carried=offered))
    return w.event_id(taken)


def transcribe(world: w.World, giver: UUID, receiver: UUID, predecessor: UUID | None) -> SignedBody:
    """The post office enters a line of the sheet that both sides signed."""
    return world.post_device.act(
        events.Transcribe,
        from_party=giver,
        to_party=receiver,
        items=[events.ItemRef(next(iter(world.items)), predecessor)],
        written_at_ms=WRITTEN_AT_MS,
        proofs=[events.Proof("photo_paper", "ab" * 32)],
    )


async def test_a_delivery_on_paper_counts_as_witnessed_and_bears_the_papers_time(
    database: Pool, world: w.World
) -> None:
    held_by = await take_from_desk(database, world)
    sheet = transcribe(world, world.lan.party_id, world.citizen, held_by)
    assert await send(database, world.post_device, sheet) == ["created"]
    assert await head(database) == (world.citizen, "held")
    row = await database.fetchrow("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1")
    assert (row["taken_kind"], row["giver_evidence"], row["receiver_evidence"]) == (
        "transcribe", "witnessed", "witnessed",
    )  # fmt: skip
    happened_at = await database.fetchval("SELECT happened_at FROM signed_event WHERE event_id = $1", w.event_id(sheet))
    assert happened_at.timestamp() * 1000 == WRITTEN_AT_MS
    assert await send(database, world.post_device, sheet) == ["exists"]


async def test_a_morning_list_taken_on_paper_puts_the_items_into_the_carriers_hands(
    database: Pool, world: w.World
) -> None:
    await send(database, world.post_device, transcribe(world, world.desk, world.lan.party_id, None))
    assert await head(database) == (world.lan.party_id, "held")


async def test_an_office_enters_papers_of_its_own_carriers_only(database: Pool, world: w.World) -> None:
    held_by = await take_from_desk(database, world)
    code = next(iter(world.items))
    foreign = world.desk_device.act(
        events.Transcribe,
        from_party=world.lan.party_id,
        to_party=world.citizen,
        items=[events.ItemRef(code, held_by)],
        written_at_ms=0,
    )
    between_carriers = transcribe(world, world.lan.party_id, world.minh.party_id, held_by)
    assert await send(database, world.desk_device, foreign) == ["created"]
    assert await send(database, world.post_device, between_carriers) == ["created"]
    assert await head(database) == (world.lan.party_id, "held")
    assert await open_cases(database) == ["unmatched", "unmatched"]
    own_side = transcribe(world, world.lan.party_id, world.post_office, held_by)
    assert await send(database, world.post_device, own_side) == ["unreadable"]


@pytest.mark.parametrize("who", ["carrier", "desk"])
async def test_either_side_may_say_that_the_paper_is_false(database: Pool, world: w.World, who: str) -> None:
    sheet = transcribe(world, world.desk, world.lan.party_id, None)
    await send(database, world.post_device, sheet)
    party, person = (world.lan.party_id, world.lan.person_id) if who == "carrier" else (world.desk, world.clerk)
    await in_transaction(database, lambda c: state_side(c, w.event_id(sheet), party, "contested", person))
    assert await head(database) == (world.desk, "disputed")


async def test_a_paper_that_was_confirmed_is_not_taken_back_by_its_writer(database: Pool, world: w.World) -> None:
    sheet = transcribe(world, world.desk, world.lan.party_id, None)
    await send(database, world.post_device, sheet)
    await in_transaction(
        database,
        lambda c: state_side(c, w.event_id(sheet), world.lan.party_id, "confirmed", world.lan.person_id),
    )
    mistaken = world.post_device.act(events.Correct, answers=w.event_id(sheet), items=list(world.items))
    await send(database, world.post_device, mistaken)
    assert await head(database) == (world.desk, "disputed")


async def test_a_line_entered_by_mistake_is_taken_back_by_its_writer(database: Pool, world: w.World) -> None:
    sheet = transcribe(world, world.desk, world.lan.party_id, None)
    mistaken = world.post_device.act(events.Correct, answers=w.event_id(sheet), items=list(world.items))
    await send(database, world.post_device, sheet, mistaken)
    assert await head(database) == (world.desk, "held")


async def test_the_phones_own_late_word_confirms_the_paper_or_disputes_it(database: Pool, world: w.World) -> None:
    held_by = await take_from_desk(database, world)
    code = next(iter(world.items))
    await send(database, world.post_device, transcribe(world, world.lan.party_id, world.citizen, held_by))
    original = world.lan.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, held_by)]
    )
    await send(database, world.lan, original)
    assert await head(database) == (world.citizen, "held")
    elsewhere = w.release(world.lan, world.minh.party_id, code, predecessor=held_by)
    await send(database, world.minh, Entry(act=w.accept(world.minh, elsewhere, code), carried=elsewhere))
    assert await head(database) == (world.lan.party_id, "disputed")


@pytest.mark.parametrize(
    ("spoil", "constraint"),
    [
        ({"giver_evidence": "own_device"}, "evidence_whole"),
        ({"from_party": "desk"}, "ledger_"),
        ({"to_party": "post_office"}, "ledger_taken_event"),
        ({"taken_kind": "receive", "receiver_evidence": "own_device"}, "ledger_taken_event"),
        ({"given_event": "self", "given_code": "self", "given_kind": "deliver"}, "sides_match"),
    ],
)
async def test_the_ledger_refuses_a_paper_that_says_something_else(
    database: Pool, owner_connection: Connection, world: w.World, spoil: dict[str, str], constraint: str
) -> None:
    """As the owner, with the act kept but not yet posted."""
    held_by = await take_from_desk(database, world)
    (code, item_id), sheet = next(iter(world.items.items())), None
    sheet = transcribe(world, world.lan.party_id, world.citizen, held_by)
    await send(database, world.post_device, sheet)
    last = await owner_connection.fetchrow("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1")
    before = await owner_connection.fetchrow("SELECT * FROM ledger WHERE seq = $1", last["prev_seq"])
    back = {
        "item_id": item_id, "seq": last["seq"] + 1, "depth": 1, "kind": "rewound", "province_code": w.PROVINCE,
        "from_party": world.citizen, "to_party": before["to_party"], "tip": before["tip"],
        "rewound_to": before["seq"], "cause": clock.new_id(), "prev_depth": 2, "prev_tip": last["tip"],
        "prev_hash": last["hash"],
    }  # fmt: skip
    await post(owner_connection, back)
    rewound = await owner_connection.fetchrow("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1")
    right = {
        "item_id": item_id, "seq": rewound["seq"] + 1, "depth": 2, "kind": "reinstated", "province_code": w.PROVINCE,
        "from_party": world.lan.party_id, "to_party": world.citizen, "tip": w.event_id(sheet),
        "taken_event": w.event_id(sheet), "taken_code": code, "taken_kind": "transcribe",
        "giver_evidence": "witnessed", "receiver_evidence": "witnessed", "prev_depth": 1,
        "prev_tip": rewound["tip"], "prev_hash": rewound["hash"],
    }  # fmt: skip
    parties = {"desk": world.desk, "post_office": world.post_office}
    own = {"given_event": w.event_id(sheet), "given_code": code}
    spoilt = {name: parties.get(value, own.get(name, value)) for name, value in spoil.items()}
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await post(owner_connection, right | spoilt)
    assert (refused.value.constraint_name or "").startswith(constraint)
    await post(owner_connection, right)
    assert await head(database) == (world.citizen, "held")


async def post(connection: Connection, row: dict[str, object]) -> None:
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await connection.execute(f"INSERT INTO ledger ({', '.join(row)}) VALUES ({places})", *row.values())


# Phones that leave, and batches that got through by half.


async def test_all_that_a_replaced_phone_still_sends_counts(database: Pool, world: w.World) -> None:
    """Thay máy: handed in with its outbox full; the carrier's next phone works on beside it."""
    held_by = await take_from_desk(database, world)
    code = next(iter(world.items))
    unsent = w.release(world.lan, world.minh.party_id, code, predecessor=held_by)
    answer = w.accept(world.minh, unsent, code)
    await in_transaction(
        database,
        lambda c: revoke_device(c, device_id=world.lan.device_id, mode="replaced", revoked_by=world.supervisor),
    )
    await in_transaction(database, lambda c: recompute_after_revocation(c, world.lan.device_id, 2**53 - 1))
    new_phone = w.SigningDevice(clock.new_id(), world.lan.party_id, world.lan.person_id)
    await in_transaction(database, lambda c: w.enrol(c, new_phone, "phone", world.post_office, world.lan.person_id))
    assert await send(database, world.lan, unsent) == ["created"]
    assert await send(database, world.minh, answer) == ["created"]
    assert await head(database) == (world.minh.party_id, "held")
    back = w.release(world.minh, world.lan.party_id, code, predecessor=w.event_id(answer))
    await send(database, new_phone, Entry(act=w.accept(new_phone, back, code), carried=back))
    assert await head(database) == (world.lan.party_id, "held")


async def test_a_batch_of_which_half_arrived_is_sent_again_whole(database: Pool, world: w.World) -> None:
    held_by = await take_from_desk(database, world)
    code = next(iter(world.items))
    attempts = [world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code]) for _ in range(3)]
    delivered = world.lan.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, held_by)]
    )
    assert await send(database, world.lan, *attempts[:2]) == ["created", "created"]
    assert await send(database, world.lan, *attempts, delivered) == ["exists", "exists", "created", "created"]
    assert await head(database) == (world.citizen, "held")
    numbers = await database.fetch("SELECT seq FROM device_log WHERE device_id = $1 ORDER BY seq", world.lan.device_id)
    assert [row["seq"] for row in numbers] == [1, 2, 3, 4, 5]


async def test_what_a_desk_refuses_of_a_list_stays_with_its_carrier(database: Pool) -> None:
    world = await in_transaction(database, lambda c: w.build(c, items=3))
    codes = sorted(world.items)
    offered = w.release(world.desk_device, world.lan.party_id, *codes)
    taken = w.accept(world.lan, offered, *codes)
    await send(database, world.lan, Entry(act=taken, carried=offered))
    brought = w.release(world.lan, world.desk, *codes, predecessor=w.event_id(taken))
    some = world.desk_device.act(
        events.Accept,
        answers=w.event_id(brought),
        answers_sha256=w.digest(brought),
        items=codes[1:],
        refused=[events.RefusedItem(codes[0], "DESK_REFUSED")],
    )
    await send(database, world.desk_device, Entry(act=some, carried=brought))
    held = {row["item_id"]: (row["holder_id"], row["status"]) for row in await database.fetch("SELECT * FROM head")}
    assert held == {
        world.items[codes[0]]: (world.lan.party_id, "held"),
        world.items[codes[1]]: (world.desk, "held"),
        world.items[codes[2]]: (world.desk, "held"),
    }
    assert await open_cases(database) == ["refused_item"]
