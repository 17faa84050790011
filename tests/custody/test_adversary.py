"""What an adversary with a good key, bad luck or a wrong program may send: nothing is lost, held back or stolen.

A batch that could never be kept would hold back its phone for ever.
"""

import base64
import hashlib
from random import Random
from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from mobile_contract import canonical, codes, events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.adversary import Forge, head, ledger_kinds, open_cases, outcomes, send

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


def with_unknown_field(device: w.SigningDevice, text: str) -> SignedBody:
    """A rightly signed count with a field that no version of ours has."""
    plain = device.act(events.Count)
    said = msgspec.json.decode(plain.body) | {"future": text}
    body = msgspec.json.encode(said)
    device.previous = canonical.digest(body)
    return device.sign(body)


async def test_a_body_counted_in_letters_may_have_three_bytes_each(database: Pool, world: w.World) -> None:
    act = with_unknown_field(world.lan, "ế" * 15_000)
    forged = SignedBody(body=act.body, signature=base64.b64encode(b"\1" * 64).decode())
    other = canonical.decode_act(world.lan.sign(act.body.encode()).body.encode())
    assert outcomes(await send(database, world.lan, forged, act)) == ["quarantined_signature", "created"]
    twin = world.lan.sign(act.body.replace(str(other.event_id), str(clock.new_id())).encode())
    answer = await send(database, world.lan, twin, world.lan.act(events.Count))
    assert (outcomes(answer), answer.acked_through) == (["exists_different", "created"], 2)


async def test_details_counted_in_letters_may_have_four_bytes_each(database: Pool, world: w.World) -> None:
    details = "🏣" * 8_192
    act = world.lan.act(events.Count, details=hashlib.sha256(details.encode()).hexdigest())
    assert outcomes(await send(database, world.lan, Entry(act=act, details=details))) == ["created"]
    assert await database.fetchval("SELECT details FROM event_details") == details


async def test_a_delivery_to_nobody_known_moves_nothing(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    nobody = world.desk_device.act(
        events.Deliver, to_party=clock.new_id(), evidence="witnessed", items=[events.ItemRef(code, None)]
    )
    answer = await send(database, world.desk_device, nobody, world.desk_device.act(events.Count))
    assert (outcomes(answer), answer.acked_through) == (["created", "created"], 2)
    assert await head(database, item_id) == (world.desk, "held")
    assert await open_cases(database) == ["unmatched"]


async def test_two_accepts_of_one_release_in_any_order(database: Pool, world: w.World) -> None:
    """Two workstations of one post office scan the same list."""
    second = w.SigningDevice(clock.new_id(), world.post_office, world.dispatcher)
    await in_transaction(database, lambda c: w.enrol(c, second, "workstation", world.post_office, None))
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.post_office, code)
    early, late = w.accept(world.post_device, offered, code), w.accept(second, offered, code)
    await send(database, second, Entry(act=late, carried=offered))
    assert outcomes(await send(database, world.post_device, early)) == ["created"]
    assert await head(database, item_id) == (world.post_office, "held")
    assert await ledger_kinds(database, item_id) == ["registered", "handover", "rewound", "reinstated"]


async def test_more_unknown_codes_than_the_server_has_locks(database: Pool, world: w.World) -> None:
    counts = [world.lan.act(events.Count, items=[codes.new_code() for _ in range(1_000)]) for _ in range(16)]
    assert (await send(database, world.lan, *counts)).acked_through == 16


async def test_a_bag_of_a_thousand_counted_items_is_no_bag(database: Pool, world: w.World) -> None:
    """Only a sealing fills a bag: two hundred references to one long count would be as many thousand rows."""
    counted = world.lan.act(events.Count, items=[codes.new_code() for _ in range(1_000)])
    bag = events.BagRef(codes.make_sscc("8930000", 1), w.event_id(counted), None)
    offered = [world.lan.act(events.Release, to_party=world.post_office, bag=bag) for _ in range(2)]
    taken_back = world.lan.act(events.Correct, answers=w.event_id(counted))
    assert (await send(database, world.lan, counted, *offered, taken_back)).acked_through == 4
    assert await database.fetchval("SELECT count(*) FROM event_item") == 1_000


async def test_a_batch_may_be_as_large_as_the_wire_allows(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """256 KiB name some thousands of items; the work grows with their number, not with its square."""
    await add_many_items(owner_connection, world, 4_000)
    await owner_connection.execute("ANALYZE")
    rows = await database.fetch("SELECT code FROM item_label ORDER BY code LIMIT 4000")
    offers = [
        w.release(world.desk_device, world.lan.party_id, *(row["code"] for row in rows[at : at + 100]))
        for at in range(0, len(rows), 100)
    ]
    await send(database, world.desk_device, *offers)
    assert await database.fetchval("SELECT count(*) FROM head WHERE status = 'offered'") == 4_000


async def add_many_items(connection: Connection, world: w.World, count: int) -> None:
    """Keys are checked by index although the tables are still small when the check is planned."""
    await connection.execute("SET enable_seqscan = off")
    job_id = next(iter(world.jobs.values()))
    code_of = [codes.new_code() for _ in range(count)]
    ids = [clock.new_id() for _ in range(count)]
    await connection.execute(
        "INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id, "
        "requested_by, channel, weight_g, ready_at) SELECT n, dossier_id, province_code, leg, origin_id, "
        "destination_id, serving_office_id, requested_by, channel, weight_g, ready_at "
        "FROM job, unnest($2::uuid[]) AS n WHERE job_id = $1",
        job_id,
        ids,
    )
    await connection.execute(
        "INSERT INTO label (code, province_code, office_id) SELECT n, $2, $3 FROM unnest($1::text[]) AS n",
        code_of,
        w.PROVINCE,
        world.post_office,
    )
    await connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) SELECT n, n, $2, $3 FROM unnest($1::uuid[]) AS n",
        ids,
        world.desk,
        w.PROVINCE,
    )
    await connection.execute(
        "INSERT INTO item_label (code, item_id, reason) SELECT c, n, 'first' FROM unnest($1::text[], $2::uuid[]) "
        "AS u (c, n)",
        code_of,
        ids,
    )


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_good_keys_sign_is_kept_and_acknowledged(database: Pool, world: w.World, seed: int) -> None:
    random = Random(seed)
    forge = Forge(world, random)
    for _ in range(30):
        uploader = random.choice(forge.devices)
        acts = [forge.act() for _ in range(random.randint(1, 12))]
        uploader_acts = [uploader.act(events.Count), *acts]
        answer = await send(database, uploader, *uploader_acts)
        assert set(outcomes(answer)) <= {"created", "exists_different", "unreadable"}
        assert answer.acked_through == uploader.seq
    assert await database.fetchval("SELECT count(*) FROM head") == await database.fetchval("SELECT count(*) FROM item")


async def test_a_pickup_from_somebody_else_does_not_use_up_an_order(database: Pool, world: w.World) -> None:
    async def prepare(connection: Connection) -> tuple[str, str, UUID]:
        label, other = await w.add_label(connection, world), await w.add_label(connection, world)
        return label, other, await w.add_job(connection, world, "SEND")

    code, other, job_id = await in_transaction(database, prepare)
    wrong, right = (
        carrier.act(
            events.Receive, from_party=giver, evidence="witnessed", items=[events.ItemRef(label, None)], job_id=job_id
        )
        for carrier, giver, label in ((world.minh, world.desk, other), (world.lan, world.citizen, code))
    )
    await send(database, world.lan, wrong, right)
    item_id = await database.fetchval("SELECT item_id FROM item_label WHERE code = $1", code)
    assert await head(database, item_id) == (world.lan.party_id, "held")


# Identity: an id seen on another's screen, and a number that is never held twice.


async def test_an_act_whose_id_another_took_first_is_signed_anew_under_its_number(
    database: Pool, world: w.World
) -> None:
    """Who scans a release knows its id before the server does; using it up must not stop the giver's phone."""
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    await send(database, world.minh, world.minh.act(events.Void, event_id=w.event_id(offered)))
    answer = await send(database, world.desk_device, offered, world.desk_device.act(events.Count))
    assert (outcomes(answer), answer.acked_through) == (["exists_different", "created"], 0)
    act = msgspec.structs.replace(canonical.decode_act(offered.body.encode()), event_id=clock.new_id())
    answer = await send(database, world.desk_device, world.desk_device.sign(canonical.encode(act)))
    assert (outcomes(answer), answer.acked_through) == (["created"], 2)
    assert await head(database, item_id) == (world.desk, "offered")


async def test_what_waits_behind_a_gap_is_not_read_with_every_batch(database: Pool, world: w.World) -> None:
    acts = [world.lan.act(events.HandIn, to_party=world.post_office, amount_vnd=1) for _ in range(200)]
    await send(database, world.lan, acts[0], *acts[2:-1])

    async def send_one_more(connection: Connection) -> int:
        read = "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'signed_event'"
        before = await connection.fetchval(read)
        appended = await append_batch(connection, world.lan.device_id, w.batch(acts[-1]))
        assert appended.acked_through == 1
        return int(await connection.fetchval(read) - before)

    assert await in_transaction(database, send_one_more) < 50
    assert (await send(database, world.lan, acts[1])).acked_through == 200
