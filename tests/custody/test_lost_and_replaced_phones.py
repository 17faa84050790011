"""Mất máy, thay máy: what a lost phone says past its trusted number is evidence only, of custody, money, proofs and
counts alike; a replaced one counts up to its hand-in; the next phone goes on with the carrier's bag and cash."""

from functools import partial
from itertools import permutations

import asyncpg
import pytest

from courier import clock, signatures
from courier.custody.append_batch import append_batch
from courier.custody.counts.statements import COUNTS_OF_OFFICE
from courier.custody.handovers import apply_events as handovers
from courier.custody.handovers.records.read_records import read_record
from courier.custody.recompute import recompute_after_revocation
from courier.custody.statements import HEADS_OF_PARTY
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict
from courier.money import apply_events as money
from courier.money.reading import balance
from courier.money.statements import OPEN_CASES
from courier.network.identity.model import RevocationMode
from courier.network.identity.revoke_device import revoke_device
from courier.planning.carriers import apply_events as planning
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
TAKEN_VND = 30_000


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> list[str]:
    """Kept and applied by every room, in one transaction; the outcomes."""

    async def keep(connection: Connection) -> list[str]:
        appended = await append_batch(connection, uploader.device_id, w.batch(*acts))
        for room in (handovers, money, planning):
            await room.apply_events(connection, appended.events)
        return [str(outcome.outcome) for outcome in appended.outcomes]

    return await in_transaction(database, keep)


async def close(
    database: Pool, world: w.World, device: w.SigningDevice, mode: RevocationMode, through: int | None = None
) -> int:
    async def revoke(connection: Connection) -> int:
        revoked = await revoke_device(
            connection,
            device_id=device.device_id,
            mode=mode,
            revoked_by=world.supervisor,
            trusted_through=through,
        )
        await recompute_after_revocation(connection, device.device_id, revoked.trusted_through)
        return revoked.trusted_through

    return await in_transaction(database, revoke)


async def next_phone(connection: Connection, world: w.World) -> w.SigningDevice:
    phone = w.SigningDevice(clock.new_id(), world.lan.party_id, world.lan.person_id)
    await w.enrol(connection, phone, "phone", world.post_office, phone.person_id)
    return phone


def taken_from_desk(world: w.World, *items: str) -> Entry:
    offered = w.release(world.desk_device, world.lan.party_id, *items)
    return Entry(act=w.accept(world.lan, offered, *items), carried=offered)


def collected(device: w.SigningDevice, code: str) -> SignedBody:
    return device.act(events.Collect, code=code, amount_vnd=TAKEN_VND, mode="cash")


async def cases_of_money(database: Pool, world: w.World) -> set[str]:
    found = await OPEN_CASES.all(database, world.post_office, world.dispatcher)
    return {case.kind for case in found}


@pytest.mark.parametrize("is_lost_first", [True, False], ids=["then sent", "sent before"])
async def test_past_its_trusted_number_a_lost_phone_moves_nothing_of_custody_or_money(
    database: Pool, world: w.World, is_lost_first: bool
) -> None:
    first, second = world.items
    await send(database, world.lan, taken_from_desk(world, first), collected(world.lan, first))
    trusted = world.lan.seq
    past = [
        taken_from_desk(world, second),
        collected(world.lan, second),
        stage.deliver(world, [events.ItemRef(first, await stage.tip(database, first))]),
        world.lan.act(events.Count, items=[], cash_vnd=0),
    ]
    if is_lost_first:
        await close(database, world, world.lan, "lost", trusted)
        assert await send(database, world.lan, *past) == ["evidence_only"] * 4
    else:
        await send(database, world.lan, *past)
        await close(database, world, world.lan, "lost", trusted)
    assert await stage.holder(database, first) == world.lan.party_id
    assert await stage.holder(database, second) == world.desk
    assert "evidence_only" in await stage.cases(database)
    assert await cases_of_money(database, world) >= {"evidence_only" if is_lost_first else "no_longer_trusted"}
    held = await in_transaction(database, lambda c: balance(c, world.lan.party_id))
    assert held.in_hand_vnd == (TAKEN_VND if is_lost_first else 2 * TAKEN_VND)  # reversed by a person, never silently


async def test_what_a_lost_phone_counted_is_no_count_and_what_it_photographed_no_proof(
    database: Pool, world: w.World
) -> None:
    first, second = world.items
    await send(database, world.lan, taken_from_desk(world, first, second))
    trusted = world.lan.seq
    await send(
        database,
        world.lan,
        world.lan.act(events.Count, items=[first]),
        stage.deliver(world, [events.ItemRef(first, await stage.tip(database, first))]),
    )
    await close(database, world, world.lan, "lost", trusted)
    (count,) = await COUNTS_OF_OFFICE.all(database, world.post_office, world.dispatcher, clock.today())
    assert (count.is_trusted, count.is_open) == (False, False)
    acts = (await read_record(database, first, world.supervisor)).acts
    said = {act.kind: act.is_trusted for act in acts if act.party == "Người 0"}
    assert said == {"accept": True, "count": False, "deliver": False}
    assert await stage.holder(database, first) == world.lan.party_id


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_lost_phones_acts_and_its_loss_end_alike_in_any_order(
    database: Pool, world: w.World, order: tuple[int, ...]
) -> None:
    first, second = world.items
    acts = [taken_from_desk(world, first), taken_from_desk(world, second)]
    steps = [
        partial(send, database, world.lan, acts[0]),
        partial(send, database, world.lan, acts[1]),
        partial(close, database, world, world.lan, "lost", 1),
    ]
    for place in order:
        await steps[place]()
    assert await stage.holder(database, first) == world.lan.party_id
    assert await stage.holder(database, second) == world.desk


async def test_by_default_a_lost_phone_is_trusted_as_far_as_it_was_acknowledged(database: Pool, world: w.World) -> None:
    first, second = world.items
    known = taken_from_desk(world, first)
    unsent = taken_from_desk(world, second)
    await send(database, world.lan, known)
    assert await close(database, world, world.lan, "lost") == 1
    assert await send(database, world.lan, unsent) == ["evidence_only"]
    assert await stage.holder(database, second) == world.desk


async def test_a_replaced_phone_counts_up_to_its_hand_in_and_not_later(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first, second = world.items
    unsent = [taken_from_desk(world, first), collected(world.lan, first)]
    at_hand_in = world.lan.seq
    later = [taken_from_desk(world, second), collected(world.lan, second)]
    assert await close(database, world, world.lan, "replaced", at_hand_in) == at_hand_in
    phone = await next_phone(owner_connection, world)
    assert await send(database, world.lan, *unsent, *later) == ["created", "created", "evidence_only", "evidence_only"]
    assert await stage.holder(database, first) == world.lan.party_id
    assert await stage.holder(database, second) == world.desk
    held = await in_transaction(database, lambda c: balance(c, phone.party_id))
    assert held.in_hand_vnd == TAKEN_VND
    assert await cases_of_money(database, world) >= {"evidence_only"}


async def test_the_next_phone_goes_on_with_the_carriers_bag_and_cash(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first, second = world.items
    await send(database, world.lan, taken_from_desk(world, first, second), collected(world.lan, first))
    await close(database, world, world.lan, "lost")
    phone = await next_phone(owner_connection, world)
    told = await HEADS_OF_PARTY.all(database, phone.party_id)
    assert {head.code for head in told} == {first, second}
    counted = phone.act(events.Count, items=[first, second], cash_vnd=TAKEN_VND)
    handed = phone.act(events.HandIn, to_party=world.post_office, amount_vnd=TAKEN_VND)
    refs = [events.ItemRef(second, await stage.tip(database, second))]
    delivered = phone.act(
        events.Deliver,
        to_party=world.citizen,
        evidence="citizen",
        items=refs,
        relation="owner",
        identity="citizen_card",
        proofs=stage.PROOFS,
    )
    assert await send(database, phone, counted, handed, delivered) == ["created"] * 3
    (count,) = await COUNTS_OF_OFFICE.all(database, world.post_office, world.dispatcher, clock.today())
    assert (count.missing, count.extra, count.is_trusted) == ([], [], True)
    assert await stage.holder(database, second) == world.citizen
    counted_in = world.post_device.act(events.CountIn, answers=w.event_id(handed), amount_vnd=TAKEN_VND)
    await send(database, world.post_device, counted_in)
    held = await in_transaction(database, lambda c: balance(c, phone.party_id))
    assert (held.collected_vnd, held.handed_in_vnd, held.in_hand_vnd) == (TAKEN_VND, TAKEN_VND, 0)


async def test_a_phone_is_closed_once_and_by_its_own_office(database: Pool, world: w.World) -> None:
    await close(database, world, world.lan, "replaced", 0)
    with pytest.raises(Conflict):
        await close(database, world, world.lan, "lost", 0)


async def test_two_live_phones_are_refused_by_the_key_even_to_the_owner(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match="one_live_phone_per_carrier"):
        await next_phone(owner_connection, world)
    await close(database, world, world.lan, "lost")
    await next_phone(owner_connection, world)
    alive_again = "UPDATE device SET ended_at = NULL WHERE device_id = $1"
    for connection in (owner_connection, database):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(alive_again, world.lan.device_id)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE device_revocation SET trusted_through = 1000",
        "UPDATE device_revocation SET mode = 'replaced'",
        "DELETE FROM device_revocation",
        "TRUNCATE device_revocation CASCADE",
        "UPDATE device SET party_id = (SELECT office_id FROM office LIMIT 1)",
        "UPDATE device SET public_key = public_key || public_key",
    ],
)
async def test_nobody_rewrites_how_far_a_phone_is_trusted(
    database: Pool, owner_connection: Connection, world: w.World, attack: str
) -> None:
    await send(database, world.lan, world.lan.act(events.Count, items=[]))
    await close(database, world, world.lan, "lost", 0)
    for connection in (owner_connection, database):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(attack)
    assert await database.fetchval("SELECT trusted_through FROM device_revocation") == 0


async def test_a_key_that_was_closed_is_no_new_phone(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """A lost phone cannot come back under another id: its key is known."""
    await close(database, world, world.lan, "lost")
    back = w.SigningDevice(clock.new_id(), world.lan.party_id, world.lan.person_id, key=world.lan.key)
    with pytest.raises(asyncpg.UniqueViolationError, match="public_key"):
        await w.enrol(owner_connection, back, "phone", world.post_office, back.person_id)
    assert signatures.public_bytes(back.key) == signatures.public_bytes(world.lan.key)
