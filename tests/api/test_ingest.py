"""A batch through the API: kept, applied by the later rooms, receipted; a room's refusal never loses an act."""

import asyncio
import base64

import httpx
import msgspec
import pytest

from api import ingest
from api.events import CHANNEL
from api.service import Service
from courier import clock, signatures
from courier.custody.append_batch import append_batch
from courier.custody.model import StoredEvent
from courier.database import Connection, Pool, in_transaction, open_connection
from courier.errors import Conflict
from courier.network.identity.model import DeviceIdentity, milliseconds, write_token
from mobile_contract.events import Collect
from mobile_contract.sync import BatchAnswer, Entry, Receipt, SignedBody
from tests.conftest import Address
from tests.custody import world as custody
from tests.test_statements import named_statements


@pytest.fixture
async def world(owner_connection: Connection) -> custody.World:
    return await custody.build(owner_connection)


async def send(
    client: httpx.AsyncClient, service: Service, device: custody.SigningDevice, *acts: SignedBody
) -> BatchAnswer:
    """As that device, with a token of this server."""
    expires_at_ms = milliseconds(clock.now()) + 60_000
    identity = DeviceIdentity(
        device.device_id, device.party_id, device.party_id, device.person_id, "phone", "01", True, expires_at_ms
    )
    answer = await client.post(
        "/api/v1/carrier/events",
        content=msgspec.json.encode(custody.batch(*acts)),
        headers={
            "Authorization": f"Bearer {write_token(service.secret, identity)}",
            "Content-Type": "application/json",
        },
    )
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=BatchAnswer)


async def test_a_batch_is_answered_with_a_receipt_the_server_signed(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    code = next(iter(world.items))
    release = custody.release(world.desk_device, world.lan.party_id, code)
    answer = await send(client, service, world.desk_device, release)
    assert [outcome.outcome for outcome in answer.outcomes] == ["created"]
    body = answer.receipt.body.encode()
    key = signatures.public_bytes(service.server_key)
    assert signatures.verify(key, body, base64.b64decode(answer.receipt.signature))
    receipt = msgspec.json.decode(body, type=Receipt)
    assert (receipt.acked_through, receipt.device_id) == (1, world.desk_device.device_id)
    again = await send(client, service, world.desk_device, release)
    assert ([outcome.outcome for outcome in again.outcomes], again.acked_through) == (["exists"], 1)


async def test_a_rooms_refusal_becomes_a_case_and_loses_no_act(
    client: httpx.AsyncClient,
    service: Service,
    world: custody.World,
    database: Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied: list[int] = []

    async def refuses_fives(connection: Connection, events: list[StoredEvent]) -> None:
        for event in events:
            assert isinstance(event.act, Collect)
            if event.act.amount_vnd == 5:
                raise Conflict
            applied.append(event.act.amount_vnd)

    monkeypatch.setitem(ingest.LATER_ROOMS, "money", refuses_fives)
    code = next(iter(world.items))
    acts = [world.lan.act(Collect, code=code, amount_vnd=amount, mode="cash") for amount in (4, 5, 6)]
    answer = await send(client, service, world.lan, *acts)
    assert answer.acked_through == 3
    assert applied[-2:] == [4, 6]
    cases = await database.fetch("SELECT kind, facts FROM custody_exception WHERE kind = 'money'")
    assert [(case["kind"], case["facts"]["problem"]) for case in cases] == [("money", "conflict")]


async def sent_by_all_at_once(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> dict[str, BatchAnswer]:
    """The desk offers an item to Lan and one to Minh; both take theirs while both offices offer another."""
    first, second, third, fourth = world.items
    sending: dict[str, tuple[custody.SigningDevice, SignedBody]] = {}
    for name, phone, code in (("lan", world.lan, first), ("minh", world.minh, second)):
        offered = custody.release(world.desk_device, phone.party_id, code)
        await send(client, service, world.desk_device, offered)
        sending[name] = (phone, custody.accept(phone, offered, code))
    sending["desk"] = (world.desk_device, custody.release(world.desk_device, world.lan.party_id, third))
    sending["post"] = (world.post_device, custody.release(world.post_device, world.lan.party_id, fourth))
    answers = await asyncio.gather(*(send(client, service, device, act) for device, act in sending.values()))
    return dict(zip(sending, answers, strict=True))


async def test_hand_overs_of_one_moment_are_each_answered_and_receipted_as_if_alone(
    client: httpx.AsyncClient, service: Service, owner_connection: Connection
) -> None:
    world = await custody.build(owner_connection, items=4)
    answers = await sent_by_all_at_once(client, service, world)
    assert [each.outcome for told in answers.values() for each in told.outcomes] == ["created"] * 4
    assert {name: told.acked_through for name, told in answers.items()} == {"lan": 1, "minh": 1, "desk": 3, "post": 1}
    for device, told in ((world.lan, answers["lan"]), (world.post_device, answers["post"])):
        receipt = msgspec.json.decode(told.receipt.body, type=Receipt)
        assert receipt.device_id == device.device_id
        log = "SELECT hash FROM device_log WHERE device_id = $1 ORDER BY seq DESC LIMIT 1"
        assert receipt.head == (await owner_connection.fetchval(log, device.device_id)).hex()


async def test_a_rooms_refusal_of_one_hand_over_costs_no_other_phone_anything(
    client: httpx.AsyncClient,
    service: Service,
    owner_connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = await custody.build(owner_connection, items=4)

    async def refuses_minh(_connection: Connection, events: list[StoredEvent]) -> None:
        if any(event.party_id == world.minh.party_id for event in events):
            raise Conflict

    monkeypatch.setitem(ingest.LATER_ROOMS, "planning", refuses_minh)
    answers = await sent_by_all_at_once(client, service, world)
    assert {each.outcome for told in answers.values() for each in told.outcomes} == {"created"}
    cases = await owner_connection.fetch("SELECT event_id FROM custody_exception WHERE kind = 'refused_item'")
    assert [case["event_id"] for case in cases] == [answers["minh"].outcomes[0].event_id]
    held = "SELECT count(*) FROM head WHERE holder_id = ANY ($1)"
    assert await owner_connection.fetchval(held, [world.lan.party_id, world.minh.party_id]) == 2


async def test_no_statement_and_no_trigger_notifies(database: Pool) -> None:
    """A NOTIFY inside a writing transaction takes a lock of the whole database."""
    assert [name for name, statement in named_statements() if "notify" in statement.sql.lower()] == []
    triggers = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ILIKE '%notify%'"
    assert await database.fetchval(triggers) == 0


async def test_keeping_and_applying_a_batch_notifies_nobody(database: Pool, address: Address) -> None:
    """Counted where they would be heard: none before the hub's own word after the commit."""
    world = await in_transaction(database, custody.build)
    heard: list[object] = []
    async with open_connection(address.service_dsn) as listener:
        await listener.add_listener(CHANNEL, lambda *said: heard.append(said))
        offered = custody.release(world.desk_device, world.lan.party_id, *world.items)
        entry = Entry(act=custody.accept(world.lan, offered, *world.items), carried=offered)

        async def keep_and_apply(connection: Connection) -> None:
            appended = await append_batch(connection, world.lan.device_id, custody.batch(entry))
            await ingest.apply_rooms(connection, appended.events)

        await in_transaction(database, keep_and_apply)
        await listener.execute("SELECT 1")
        assert heard == []
        await listener.execute(f"NOTIFY {CHANNEL}")
        assert len(heard) == 1
