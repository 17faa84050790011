"""Batches as phones and strangers send them: each act answered for itself, receipts shown again, sizes, replays."""

import asyncio
import base64
import random
from typing import Any

import httpx
import msgspec
import pytest

from api.problem_catalogue import ACT_EXPLANATIONS
from api.service import Service
from courier import clock, signatures
from courier.database import Connection, Pool
from courier.network.identity.model import DeviceIdentity, milliseconds, write_token
from mobile_contract import canonical, events
from mobile_contract.sync import LARGEST_BATCH_BYTES, BatchAnswer, Entry, Receipt, SignedBody
from tests.custody import world as custody

EVENTS = "/api/v1/carrier/events"


@pytest.fixture
async def world(owner_connection: Connection) -> custody.World:
    return await custody.build(owner_connection)


def headers(service: Service, device: custody.SigningDevice) -> dict[str, str]:
    identity = DeviceIdentity(
        device.device_id,
        device.party_id,
        device.party_id,
        device.person_id,
        "phone",
        "01",
        True,
        milliseconds(clock.now()) + 60_000,
    )
    return {
        "Authorization": f"Bearer {write_token(service.secret, identity)}",
        "Content-Type": "application/json",
    }


async def post(
    client: httpx.AsyncClient, service: Service, device: custody.SigningDevice, content: bytes
) -> httpx.Response:
    return await client.post(EVENTS, content=content, headers=headers(service, device))


async def send(
    client: httpx.AsyncClient,
    service: Service,
    device: custody.SigningDevice,
    *acts: SignedBody | Entry,
    receipt: SignedBody | None = None,
) -> BatchAnswer:
    batch = msgspec.structs.replace(custody.batch(*acts), receipt=receipt)
    answer = await post(client, service, device, msgspec.json.encode(batch))
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=BatchAnswer)


def voids(device: custody.SigningDevice, count: int) -> list[SignedBody]:
    return [device.act(events.Void) for _ in range(count)]


async def cases(database: Pool) -> list[str]:
    return [row["kind"] for row in await database.fetch("SELECT kind FROM custody_exception ORDER BY kind")]


async def test_an_empty_batch_is_acknowledged(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    answer = await send(client, service, world.lan)
    assert (answer.outcomes, answer.acked_through, answer.offer_again_from) == ([], 0, None)


async def test_more_than_two_hundred_acts_are_refused_whole(
    client: httpx.AsyncClient, service: Service, world: custody.World, database: Pool
) -> None:
    small = b'{"contract_version":1,"entries":[' + b",".join([b"{}"] * 100_000) + b"]}"
    answer = await post(client, service, world.lan, small)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    entry = msgspec.json.encode(Entry(act=world.lan.act(events.Void)))
    answer = await post(
        client, service, world.lan, b'{"contract_version":1,"entries":[' + b",".join([entry] * 201) + b"]}"
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-input")
    assert await database.fetchval("SELECT count(*) FROM signed_event") == 0


async def test_a_batch_of_256_kib_is_taken_and_a_byte_more_is_not(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    content = msgspec.json.encode(custody.batch(*voids(world.lan, 150)))
    exactly = content + b" " * (LARGEST_BATCH_BYTES - len(content))
    assert (await post(client, service, world.lan, exactly)).status_code == 200
    answer = await post(client, service, world.lan, exactly + b" ")
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def _changed(body: str, **said: Any) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(body) | said)


def malformed(world: custody.World, name: str) -> SignedBody:
    """What a broken or hostile phone signs, with its own good key unless the signature is the matter."""
    phone = world.lan
    act = phone.act(events.Void)
    match name:
        case "integer past 2^63":
            return phone.sign(_changed(act.body, happened_at_ms=2**63 + 1))
        case "number past 2^53":
            return phone.sign(_changed(act.body, device_seq=2**53))
        case "no json":
            return phone.sign(b"not at all")
        case "another kind":
            return phone.sign(_changed(act.body, kind="levitate"))
        case "field out of bounds":
            return phone.sign(_changed(act.body, kind="attempt", reason="BORED", solution="RETRY"))
        case "wrong signature":
            return SignedBody(body=act.body, signature=base64.b64encode(b"\1" * 64).decode())
        case "another device's name":
            return phone.sign(_changed(act.body, device_id=str(world.minh.device_id)))
        case "unknown device":
            return phone.sign(_changed(act.body, device_id=str(clock.new_id())))
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("name", "outcome", "problem"),
    [
        ("integer past 2^63", "quarantined_signature", "not-an-act"),
        ("number past 2^53", "quarantined_signature", "not-an-act"),
        ("no json", "quarantined_signature", "not-an-act"),
        ("another kind", "unreadable", "unreadable-act"),
        ("field out of bounds", "unreadable", "unreadable-act"),
        ("wrong signature", "quarantined_signature", "wrong-signature"),
        ("another device's name", "quarantined_signature", "wrong-signature"),
        ("unknown device", "quarantined_unknown_device", "unknown-device"),
    ],
)
async def test_a_malformed_act_is_answered_for_itself_and_costs_no_neighbour(
    client: httpx.AsyncClient, service: Service, world: custody.World, name: str, outcome: str, problem: str
) -> None:
    before, bad, after = world.minh.act(events.Void), malformed(world, name), world.minh.act(events.Void)
    answer = await send(client, service, world.minh, before, bad, after)
    assert [each.outcome for each in answer.outcomes] == ["created", outcome, "created"]
    assert [each.problem for each in answer.outcomes] == [None, problem, None]
    assert problem in ACT_EXPLANATIONS
    assert answer.acked_through == 2


async def test_other_bytes_under_a_number_name_their_problem(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    act = world.lan.act(events.Void)
    await send(client, service, world.lan, act)
    other = world.lan.sign(_changed(act.body, event_id=str(clock.new_id())))
    answer = await send(client, service, world.lan, other)
    assert [(each.outcome, each.problem) for each in answer.outcomes] == [("exists_different", "exists-different")]


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\udc00\\ud800"])
async def test_nul_and_lone_surrogates_in_details_cost_nobody_anything(
    client: httpx.AsyncClient, service: Service, world: custody.World, text: str
) -> None:
    """In the details' own JSON, escaped: any text may be signed for."""
    details = '{"salt":"' + "00" * 16 + '","receiver_name":"' + text + '"}'
    act = world.lan.act(events.Void, details=canonical.digest(details.encode()))
    answer = await send(client, service, world.lan, Entry(act=act, details=details), world.lan.act(events.Void))
    assert [each.outcome for each in answer.outcomes] == ["created", "created"]


@pytest.mark.parametrize("text", [b"\\u0000", b"\\ud800"])
async def test_nul_and_lone_surrogates_in_the_envelope_are_refused_in_words(
    client: httpx.AsyncClient, service: Service, world: custody.World, text: bytes
) -> None:
    entry = b'{"act":{"body":"{' + text + b'}","signature":"' + b"A" * 86 + b'=="}}'
    answer = await post(client, service, world.lan, b'{"contract_version":1,"entries":[' + entry + b"]}")
    assert answer.status_code == 400
    assert answer.json()["type"] in ("/problems/invalid-input", "/problems/malformed-request")


async def test_an_act_replayed_under_another_device_is_the_same_act(
    client: httpx.AsyncClient, service: Service, world: custody.World, database: Pool
) -> None:
    act = world.lan.act(events.Void)
    first = await send(client, service, world.minh, act)
    again = await send(client, service, world.lan, act)
    assert [each.outcomes[0].outcome for each in (first, again)] == ["created", "exists"]
    assert (first.acked_through, again.acked_through) == (0, 1)
    assert await database.fetchval("SELECT count(*) FROM signed_event") == 1


# Receipts shown again.


async def test_a_receipt_the_server_still_stands_by_says_nothing(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    first = await send(client, service, world.lan, *voids(world.lan, 2))
    again = await send(client, service, world.lan, *voids(world.lan, 1), receipt=first.receipt)
    assert (again.acked_through, again.offer_again_from) == (3, None)


def _signed(service: Service, receipt: Receipt) -> SignedBody:
    body = canonical.encode(receipt)
    signature = base64.b64encode(signatures.sign(service.server_key, body)).decode()
    return SignedBody(body=body.decode(), signature=signature)


async def test_a_receipt_for_more_than_is_held_means_a_restore_and_asks_for_all_that_is_missing(
    client: httpx.AsyncClient, service: Service, world: custody.World, database: Pool
) -> None:
    """The phone was told five acts are safe; the server that came back from a backup holds two."""
    phone = world.lan
    acts = voids(phone, 5)
    first = await send(client, service, phone, *acts[:2])
    said = msgspec.json.decode(first.receipt.body, type=Receipt)
    lost = _signed(service, msgspec.structs.replace(said, acked_through=5, head="ab" * 32))
    for _ in range(2):
        answer = await send(client, service, phone, receipt=lost)
        assert (answer.acked_through, answer.offer_again_from) == (2, 3)
    assert await cases(database) == ["receipt_ahead"]
    refilled = await send(client, service, phone, *acts[2:])
    assert refilled.acked_through == 5


async def test_a_receipt_for_another_history_asks_for_everything(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    first = await send(client, service, world.lan, *voids(world.lan, 2))
    said = msgspec.json.decode(first.receipt.body, type=Receipt)
    other = _signed(service, msgspec.structs.replace(said, head="cd" * 32))
    assert (await send(client, service, world.lan, receipt=other)).offer_again_from == 1


@pytest.mark.parametrize("forged", ["signature", "device", "no receipt"])
async def test_a_receipt_nobody_here_signed_says_nothing(
    client: httpx.AsyncClient, service: Service, world: custody.World, database: Pool, forged: str
) -> None:
    first = await send(client, service, world.lan, *voids(world.lan, 1))
    said = msgspec.structs.replace(msgspec.json.decode(first.receipt.body, type=Receipt), acked_through=9)
    shown = {
        "signature": world.lan.sign(canonical.encode(said)),
        "device": _signed(service, msgspec.structs.replace(said, device_id=world.minh.device_id)),
        "no receipt": SignedBody(body="{}", signature=first.receipt.signature),
    }[forged]
    answer = await send(client, service, world.lan, receipt=shown)
    assert answer.offer_again_from is None
    assert await cases(database) == []


# Many at once.


async def test_overlapping_batches_in_opposite_order_never_deadlock(
    client: httpx.AsyncClient, service: Service, world: custody.World, owner_connection: Connection, database: Pool
) -> None:
    """Two connections, the same acts of two devices each way round, many rounds: no deadlock is even retried."""
    codes = [*world.items, *[await custody.add_item(owner_connection, world) for _ in range(10)]]
    draw = random.Random(4)
    before = await database.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    for _ in range(25):
        named = draw.sample(codes, 6)
        acts = [custody.release(world.desk_device, world.lan.party_id, code) for code in named]
        acts += [custody.accept(world.lan, act, code) for act, code in zip(acts, named, strict=True)]
        answers = await asyncio.gather(
            send(client, service, world.lan, *acts),
            send(client, service, world.desk_device, *reversed(acts)),
            send(client, service, world.lan, *draw.sample(acts, len(acts))),
        )
        for answer in answers:
            assert {each.outcome for each in answer.outcomes} <= {"created", "exists"}
    await database.execute("SELECT pg_stat_force_next_flush()")
    after = await database.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert after == before
    assert await database.fetchval("SELECT count(*) FROM signed_event") == 25 * 12
