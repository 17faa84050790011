"""What devices send, kept on a real PostgreSQL: outcomes, acknowledgement, custody."""

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.model import Appended
from courier.database import Pool, in_transaction
from courier.errors import NotFound
from mobile_contract import canonical, codes, events
from mobile_contract.sync import Batch, Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> Appended:
    return await send_batch(database, uploader, w.batch(*acts))


async def send_batch(database: Pool, uploader: w.SigningDevice, batch: Batch) -> Appended:
    return await in_transaction(database, lambda c: append_batch(c, uploader.device_id, batch))


async def heads(database: Pool) -> dict[str, tuple[UUID, str]]:
    rows = await database.fetch("SELECT l.code, h.holder_id, h.status FROM head h JOIN item_label l USING (item_id)")
    return {row["code"]: (row["holder_id"], row["status"]) for row in rows}


async def exceptions(database: Pool) -> list[str]:
    rows = await database.fetch(
        "SELECT e.kind FROM custody_exception e WHERE NOT EXISTS "
        "(SELECT FROM custody_exception_closing c WHERE c.exception_id = e.exception_id) ORDER BY e.kind"
    )
    return [row["kind"] for row in rows]


def outcomes(appended: Appended) -> list[str]:
    return [entry.outcome for entry in appended.outcomes]


async def test_a_desk_releases_a_list_and_the_carrier_takes_it(database: Pool, world: w.World) -> None:
    first, second = world.items
    offered = w.release(world.desk_device, world.lan.party_id, first, second)
    taken = w.accept(world.lan, offered, first, second)
    answer = await send(database, world.desk_device, offered)
    assert (outcomes(answer), answer.acked_through) == (["created"], 1)
    assert await heads(database) == dict.fromkeys((first, second), (world.desk, "offered"))
    await send(database, world.lan, taken)
    assert await heads(database) == dict.fromkeys((first, second), (world.lan.party_id, "held"))


async def test_an_accept_carries_the_release_and_one_upload_moves_custody(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    answer = await send(database, world.lan, Entry(act=w.accept(world.lan, offered, code), carried=offered))
    assert (answer.outcomes[0].outcome, answer.outcomes[0].carried) == ("created", "created")
    assert (await heads(database))[code] == (world.lan.party_id, "held")
    assert outcomes(await send(database, world.desk_device, offered)) == ["exists"]


async def test_a_part_of_a_release_may_be_refused_and_stays_with_the_giver(database: Pool, world: w.World) -> None:
    first, second = world.items
    offered = w.release(world.desk_device, world.lan.party_id, first, second)
    taken = world.lan.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        items=[first],
        refused=[events.RefusedItem(second, "SEAL_BROKEN")],
    )
    await send(database, world.lan, Entry(act=taken, carried=offered))
    assert await heads(database) == {first: (world.lan.party_id, "held"), second: (world.desk, "held")}
    assert await exceptions(database) == ["refused_item"]


async def test_the_same_batch_sent_again_changes_nothing(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    batch = w.batch(Entry(act=w.accept(world.lan, offered, code), carried=offered))
    first = await send_batch(database, world.lan, batch)
    before = await database.fetchval("SELECT count(*) FROM ledger")
    again = await send_batch(database, world.lan, batch)
    assert (outcomes(again), again.acked_through, again.log_hash) == (["exists"], first.acked_through, first.log_hash)
    assert await database.fetchval("SELECT count(*) FROM ledger") == before
    assert again.events == []


async def test_the_same_act_twice_in_one_batch_is_kept_once(database: Pool, world: w.World) -> None:
    act = w.release(world.desk_device, world.lan.party_id, *world.items)
    assert outcomes(await send(database, world.desk_device, act, act)) == ["created", "exists"]


async def test_another_signature_over_the_same_body_is_the_same_act(database: Pool, world: w.World) -> None:
    act = w.release(world.desk_device, world.lan.party_id, *world.items)
    await send(database, world.desk_device, act)
    again = _randomly_signed(world.desk_device, act.body.encode())
    assert again.signature != act.signature
    assert outcomes(await send(database, world.desk_device, again)) == ["exists"]


async def test_other_bytes_under_the_same_id_or_number_are_kept_as_evidence(database: Pool, world: w.World) -> None:
    act = w.release(world.desk_device, world.lan.party_id, *world.items)
    await send(database, world.desk_device, act)
    release = canonical.decode_act(act.body.encode())
    same_id = msgspec.structs.replace(release, happened_at_ms=1)
    same_number = msgspec.structs.replace(release, event_id=clock.new_id())
    sent = [world.desk_device.sign(canonical.encode(other)) for other in (same_id, same_number)]
    assert outcomes(await send(database, world.desk_device, *sent)) == ["exists_different"] * 2
    assert await database.fetchval("SELECT count(*) FROM equivocation") == 2
    assert await exceptions(database) == ["equivocation"] * 2


async def test_a_forged_act_occupies_neither_id_nor_number(database: Pool, world: w.World) -> None:
    act = w.release(world.desk_device, world.lan.party_id, *world.items)
    forged = SignedBody(body=act.body, signature=base64.b64encode(b"\1" * 64).decode())
    answer = await send(database, world.desk_device, forged)
    assert (outcomes(answer), answer.acked_through) == (["quarantined_signature"], 0)
    assert await database.fetchval("SELECT why FROM unverified_upload") == "signature"
    assert outcomes(await send(database, world.desk_device, act)) == ["created"]


async def test_a_device_cannot_sign_for_another(database: Pool, world: w.World) -> None:
    thief = w.SigningDevice(world.desk_device.device_id, world.desk, world.clerk, key=world.minh.key)
    answer = await send(database, world.minh, w.release(thief, world.minh.party_id, *world.items))
    assert outcomes(answer) == ["quarantined_signature"]


async def test_an_act_of_an_unknown_device_is_set_apart(database: Pool, world: w.World) -> None:
    stranger = w.SigningDevice(clock.new_id(), world.desk, world.clerk)
    answer = await send(database, world.lan, w.release(stranger, world.lan.party_id, *world.items))
    assert outcomes(answer) == ["quarantined_unknown_device"]


async def test_an_unknown_uploader_is_told_so(database: Pool, world: w.World) -> None:
    stranger = w.SigningDevice(clock.new_id(), world.desk, world.clerk)
    with pytest.raises(NotFound):
        await send(database, stranger)


async def test_one_bad_act_never_holds_back_the_next(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    poison = [
        _unsound(world.lan, "release", to_party=str(world.lan.party_id), items=[[code, None]]),
        _unsound(world.lan, "teleport", to="moon"),
        _unsound(world.lan, "deliver", to_party=str(world.citizen), evidence="hearsay", items=[[code, None]]),
        _unsound(world.lan, "release", to_party=str(world.desk), items=[]),
        _unsound(world.lan, "count", items=[code, code]),
    ]
    good = world.lan.act(events.Count, items=[code], cash_vnd=0)
    answer = await send(database, world.lan, *poison, good)
    assert outcomes(answer) == ["unreadable"] * len(poison) + ["created"]
    assert answer.acked_through == len(poison) + 1
    assert await exceptions(database) == ["unknown_kind"] * len(poison)


async def test_the_acknowledgement_stops_at_a_gap_and_goes_on_when_it_closes(database: Pool, world: w.World) -> None:
    acts = [world.lan.act(events.Count, cash_vnd=number) for number in range(4)]
    assert (await send(database, world.lan, acts[0], acts[2], acts[3])).acked_through == 1
    assert (await send(database, world.lan, acts[1])).acked_through == 4
    assert await database.fetchval("SELECT bool_and(chain_ok) FROM device_log")


async def test_a_void_closes_the_gap_of_an_act_that_cannot_be_sent(database: Pool, world: w.World) -> None:
    world.lan.act(events.Count)
    world.lan.previous = canonical.first_previous(world.lan.device_id)
    world.lan.seq -= 1
    answer = await send(database, world.lan, world.lan.act(events.Void), world.lan.act(events.Count))
    assert answer.acked_through == 2


async def test_a_broken_hash_chain_is_kept_and_shows(database: Pool, world: w.World) -> None:
    world.lan.act(events.Count)
    world.lan.seq = 0
    world.lan.previous = "0" * 64
    assert (await send(database, world.lan, world.lan.act(events.Count))).acked_through == 1
    assert await database.fetchval("SELECT bool_or(chain_ok) FROM device_log") is False


async def test_an_unknown_item_is_kept_and_counts_once_its_label_is_bound(database: Pool, world: w.World) -> None:
    async def prepare(connection: Any) -> tuple[str, UUID]:
        return await w.add_label(connection, world), await w.add_job(connection, world, "SEND")

    code, job_id = await in_transaction(database, prepare)
    given = w.release(world.lan, world.post_office, code, predecessor=None)
    assert outcomes(await send(database, world.lan, given)) == ["created"]
    assert await exceptions(database) == ["unknown_item"]
    taken = world.minh.act(
        events.Receive,
        from_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(code, None)],
        job_id=job_id,
    )
    await send(database, world.minh, taken)
    assert (await heads(database))[code] == (world.minh.party_id, "held")
    assert await exceptions(database) == []


async def test_a_label_never_given_out_stays_unknown(database: Pool, world: w.World) -> None:
    job_id = await in_transaction(database, lambda c: w.add_job(c, world, "SEND"))
    taken = world.lan.act(
        events.Receive,
        from_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(codes.new_code(), None)],
        job_id=job_id,
    )
    assert outcomes(await send(database, world.lan, taken)) == ["created"]
    assert await exceptions(database) == ["unknown_item"]


async def test_a_sealed_bag_moves_its_contents_whichever_act_arrives_first(database: Pool, world: w.World) -> None:
    refs = [events.ItemRef(code, None) for code in world.items]
    sscc = codes.make_sscc("8930000", 1)
    sealed = world.desk_device.act(events.SealBag, sscc=sscc, seal="S-1", items=refs)
    bag = events.BagRef(sscc, w.event_id(sealed), None)
    offered = world.desk_device.act(events.Release, to_party=world.lan.party_id, bag=bag)
    taken = world.lan.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=sscc)
    await send(database, world.lan, Entry(act=taken, carried=offered))
    assert {holder for holder, _ in (await heads(database)).values()} == {world.desk}
    await send(database, world.desk_device, sealed)
    assert {holder for holder, _ in (await heads(database)).values()} == {world.lan.party_id}


async def test_two_devices_that_took_the_same_item_are_in_dispute(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    to_lan = w.release(world.desk_device, world.lan.party_id, code)
    to_minh = w.release(world.desk_device, world.minh.party_id, code)
    await send(database, world.lan, Entry(act=w.accept(world.lan, to_lan, code), carried=to_lan))
    assert (await heads(database))[code] == (world.lan.party_id, "held")
    await send(database, world.minh, Entry(act=w.accept(world.minh, to_minh, code), carried=to_minh))
    assert (await heads(database))[code] == (world.desk, "disputed")
    kinds = await database.fetch("SELECT kind FROM ledger WHERE item_id = $1 ORDER BY seq", world.items[code])
    assert [row["kind"] for row in kinds] == ["registered", "handover", "rewound"]
    assert await exceptions(database) == ["disputed"]


async def test_acts_arriving_in_any_order_end_with_the_same_holder(database: Pool, world: w.World) -> None:
    codes_of = [await in_transaction(database, lambda c: w.add_item(c, world)) for _ in range(24)]
    ends = set()
    for code, order in zip(codes_of, permutations(range(4)), strict=True):
        offered = w.release(world.desk_device, world.lan.party_id, code)
        taken = w.accept(world.lan, offered, code)
        passed = w.release(world.lan, world.minh.party_id, code, predecessor=w.event_id(taken))
        ended = w.accept(world.minh, passed, code)
        acts = (offered, taken, passed, ended)
        for place in order:
            await send(database, world.post_device, acts[place])
        ends.add((await heads(database))[code])
    assert ends == {(world.minh.party_id, "held")}


async def test_overlapping_batches_sent_at_once_deadlock_nobody(database: Pool, world: w.World) -> None:
    codes_of = [await in_transaction(database, lambda c: w.add_item(c, world)) for _ in range(12)]
    offers = [w.release(world.desk_device, world.lan.party_id, code) for code in codes_of]
    takings = [
        Entry(act=w.accept(world.lan, offered, code), carried=offered)
        for code, offered in zip(codes_of, offers, strict=True)
    ]
    shuffles: list[Sequence[Entry]] = [takings, takings[::-1], takings[6:] + takings[:6], takings[::2] + takings[1::2]]
    answers = await asyncio.gather(*(send_batch(database, world.lan, w.batch(*order)) for order in shuffles))
    assert {answer.acked_through for answer in answers} == {12}
    assert sum(entry.outcome == "created" for answer in answers for entry in answer.outcomes) == 12
    assert {(await heads(database))[code] for code in codes_of} == {(world.lan.party_id, "held")}


async def test_what_a_lost_phone_signed_past_its_trusted_number_is_evidence_only(
    database: Pool, world: w.World
) -> None:
    code = next(iter(world.items))
    await database.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
        world.lan.device_id,
        world.supervisor,
    )
    offered = w.release(world.desk_device, world.lan.party_id, code)
    answer = await send(database, world.lan, Entry(act=w.accept(world.lan, offered, code), carried=offered))
    assert (outcomes(answer), answer.acked_through) == (["evidence_only"], 1)
    assert (await heads(database))[code] == (world.desk, "offered")


async def test_details_are_kept_apart_and_only_if_they_are_the_ones_signed(database: Pool, world: w.World) -> None:
    details = '{"salt":"' + "0" * 32 + '","receiver_name":"Bùi Thị Hoa"}'
    act = world.lan.act(events.Count, details=hashlib.sha256(details.encode()).hexdigest())
    wrong = await send(database, world.lan, Entry(act=act, details=details.replace("Hoa", "Hòa")))
    assert wrong.outcomes[0].problem == "details-mismatch"
    await send(database, world.lan, Entry(act=act, details=details))
    assert await database.fetchval("SELECT details FROM event_details") == details
    assert not await database.fetchval("SELECT bool_or(position('Hoa'::bytea in body) > 0) FROM signed_event")


async def test_a_named_proof_is_asked_for_until_its_file_is_here(database: Pool, world: w.World) -> None:
    digest = hashlib.sha256(b"picture").hexdigest()
    act = world.lan.act(events.Count, proofs=[events.Proof("photo_seal", digest)])
    answer = await send(database, world.lan, act)
    assert answer.outcomes[0].missing_files == [digest]


async def test_a_phone_with_a_wrong_clock_is_bounded(database: Pool, world: w.World) -> None:
    for wild in (0, 2**53 - 1):
        answer = await send(database, world.lan, world.lan.act(events.Count, happened_at_ms=wild))
        assert answer.events[0].happened_at <= answer.recorded_at
        enrolled = await database.fetchval("SELECT enrolled_at FROM device WHERE device_id = $1", world.lan.device_id)
        assert (answer.events[0].happened_at - enrolled).total_seconds() > -0.001


def _unsound(device: w.SigningDevice, kind: str, **said: object) -> SignedBody:
    """A rightly signed act that no version of ours would make."""
    device.seq += 1
    body = msgspec.json.encode(
        {
            "kind": kind,
            "event_id": clock.new_id(),
            "device_id": device.device_id,
            "device_seq": device.seq,
            "previous": device.previous,
            "person_id": device.person_id,
            "happened_at_ms": 1,
            **said,
        }
    )
    device.previous = canonical.digest(body)
    return device.sign(body)


def _randomly_signed(device: w.SigningDevice, body: bytes) -> SignedBody:
    """ECDSA with a random nonce: valid, low-S, and other bytes each time."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    r, s = decode_dss_signature(device.key.sign(body, ec.ECDSA(hashes.SHA256())))
    s = min(s, canonical.P256_ORDER - s)
    return SignedBody(body=body.decode(), signature=base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode())
