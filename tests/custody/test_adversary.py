"""What an adversary with a good key, bad luck or a wrong program may try: nothing is lost, held back or stolen.

Each test names an attack or a race; all run on a real PostgreSQL.
"""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS_OF_ITEMS, get_now
from courier.custody.model import AS_REGISTERED, Appended
from courier.custody.recompute import recompute_after_revocation
from courier.custody.resolve_dispute import resolve_dispute
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE
from courier.database import Connection, ConstraintViolation, Pool, in_transaction, violated_constraint
from courier.errors import Conflict, NotFound
from mobile_contract import canonical, codes, events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.at_once import unfinished, until_waiting_on_a_lock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> Appended:
    return await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))


def outcomes(appended: Appended) -> list[str]:
    return [entry.outcome for entry in appended.outcomes]


async def head(database: Pool, item_id: UUID) -> tuple[UUID, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head WHERE item_id = $1", item_id)
    return row["holder_id"], row["status"]


async def open_cases(database: Pool) -> list[str]:
    rows = await database.fetch(
        "SELECT kind FROM custody_exception AS e WHERE NOT EXISTS "
        "(SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id) ORDER BY kind"
    )
    return [row["kind"] for row in rows]


async def ledger_kinds(database: Pool, item_id: UUID) -> list[str]:
    rows = await database.fetch("SELECT kind FROM ledger WHERE item_id = $1 ORDER BY seq", item_id)
    return [row["kind"] for row in rows]


async def revoke(connection: Connection, device: w.SigningDevice, through: int, by: UUID) -> None:
    """As the identity room does: the device's row locked, then the fact, then custody again."""
    await connection.execute("SELECT FROM device WHERE device_id = $1 FOR UPDATE", device.device_id)
    await connection.execute("UPDATE device SET ended_at = courier_now() WHERE device_id = $1", device.device_id)
    await connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', $2, $3)",
        device.device_id,
        through,
        by,
    )
    await recompute_after_revocation(connection, device.device_id, through)


# Poison: a batch that could never be kept would hold back its phone for ever.


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


class Forge:
    """Signs acts of every kind whose fields fit the contract and may mean anything."""

    def __init__(self, world: w.World, random: Random) -> None:
        self.random = random
        self.devices = [world.desk_device, world.post_device, world.lan, world.minh]
        self.parties = [*(device.party_id for device in self.devices), world.citizen, clock.new_id(), AS_REGISTERED]
        self.codes = [*world.items, codes.new_code()]
        self.job = next(iter(world.jobs.values()))
        self.acts: list[SignedBody] = []

    def act(self) -> SignedBody:
        kind, said = self.random.choice(list(self._kinds().items()))
        signed = self.random.choice(self.devices).act(kind, **said)
        self.acts.append(signed)
        return signed

    def _kinds(self) -> dict[type[events.Act], dict[str, Any]]:
        answered = self._earlier()
        named = self._some(self.codes)
        items = [events.ItemRef(code, self._earlier()) for code in named]
        bag = events.BagRef("0" * 18, self._earlier() or AS_REGISTERED, self._earlier())
        in_bag = self.random.random() < 0.3
        offered = {"bag": bag} if in_bag else {"items": items}
        other = {"to_party": self.random.choice(self.parties)}
        evidence = {"evidence": self.random.choice(["witnessed", "citizen"])}
        refused = [events.RefusedItem(code, "MISSING") for code in self._some(self.codes)]
        taken: dict[str, Any] = {"bag": "0" * 18} if in_bag else {"items": named}
        answer = {"answers": answered or AS_REGISTERED}
        return {
            events.Release: other | offered,
            events.Accept: answer | taken | {"answers_sha256": self._digest(answered), "refused": refused},
            events.Withdraw: answer | {"items": [] if in_bag else named},
            events.Receive: evidence
            | {"from_party": other["to_party"], "items": items, "job_id": self.job if in_bag else None},
            events.Deliver: other | evidence | {"items": items},
            events.SealBag: {"sscc": "0" * 18, "seal": "S", "items": items},
            events.OpenBag: {"sscc": "0" * 18, "sealing": bag.sealing, "found": named},
            events.Correct: answer | {"items": [] if in_bag else named},
            events.Count: {"items": named},
            events.HandIn: other | {"amount_vnd": 10**12},
            events.CountIn: answer | {"amount_vnd": 0},
            events.Void: {"instead_of": answered},
            events.Transcribe: other
            | {"from_party": self.random.choice(self.parties), "items": items, "written_at_ms": 0},
        }

    def _some(self, things: list[str]) -> list[str]:
        return self.random.sample(things, self.random.randint(0, len(things)))

    def _earlier(self) -> UUID | None:
        return self.random.choice([None, clock.new_id(), *(w.event_id(act) for act in self.acts[-6:])])

    def _digest(self, event_id: UUID | None) -> str:
        known = {w.event_id(act): w.digest(act) for act in self.acts}
        return known.get(event_id, "0" * 64) if event_id else "0" * 64


# Races: two transactions under way at once, each blind to the other's facts.


async def test_a_sealing_and_an_accept_under_way_at_once_both_count(database: Pool, world: w.World) -> None:
    """The release between them is here already: the sealing fills it while the accept is not yet committed."""
    sscc = codes.make_sscc("8930000", 1)
    refs = [events.ItemRef(code, None) for code in world.items]
    sealed = world.desk_device.act(events.SealBag, sscc=sscc, seal="S-1", items=refs)
    bag = events.BagRef(sscc, w.event_id(sealed), None)
    offered = world.desk_device.act(events.Release, to_party=world.lan.party_id, bag=bag)
    taken = world.lan.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=sscc)
    await send(database, world.desk_device, offered)
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(taken))):
        sealing = asyncio.create_task(send(database, world.desk_device, sealed))
        await until_waiting_on_a_lock(database, sealing)
    await sealing
    assert {await head(database, item_id) for item_id in world.items.values()} == {(world.lan.party_id, "held")}


async def test_a_case_closed_by_two_batches_at_once_fails_neither(database: Pool, world: w.World) -> None:
    async def prepare(connection: Connection) -> tuple[str, UUID]:
        return await w.add_label(connection, world), await w.add_job(connection, world, "SEND")

    code, job_id = await in_transaction(database, prepare)
    await send(database, world.lan, world.lan.act(events.Count, items=[code]))
    item_id = clock.new_id()
    await database.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, $4)",
        item_id,
        job_id,
        world.citizen,
        w.PROVINCE,
    )
    await database.execute("INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'roll')", code, item_id)
    first, second = (device.act(events.Count, items=[code]) for device in (world.lan, world.minh))
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(first))):
        other = asyncio.create_task(send(database, world.minh, second))
        await until_waiting_on_a_lock(database, other)
    assert outcomes(await other) == ["created"]


async def test_a_revocation_under_way_is_waited_for_before_an_act_is_judged(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    entry = Entry(act=w.accept(world.lan, offered, code), carried=offered)
    async with unfinished(database, lambda c: revoke(c, world.lan, 0, world.supervisor)):
        sending = asyncio.create_task(send(database, world.lan, entry))
        await until_waiting_on_a_lock(database, sending)
    answer = await sending
    assert (outcomes(answer), [event.is_trusted for event in answer.events]) == (["evidence_only"], [True, False])
    assert await head(database, item_id) == (world.desk, "offered")


async def test_a_batch_under_way_is_seen_by_the_revocation(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    entry = Entry(act=w.accept(world.lan, offered, code), carried=offered)
    async with unfinished(database, lambda c: append_batch(c, world.lan.device_id, w.batch(entry))):
        revoking = asyncio.create_task(in_transaction(database, lambda c: revoke(c, world.lan, 0, world.supervisor)))
        await until_waiting_on_a_lock(database, revoking)
    await revoking
    assert await head(database, item_id) == (world.desk, "offered")


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_under_way_at_once_nothing_is_missed(database: Pool, world: w.World, seed: int) -> None:
    """Any acts in any order on four connections, and a revocation among them: computing again changes nothing."""
    random = Random(seed)
    forge = Forge(world, random)
    acts = [forge.act() for _ in range(120)]
    random.shuffle(acts)

    async def upload(device: w.SigningDevice, share: list[SignedBody]) -> None:
        for at in range(0, len(share), 3):
            await send(database, device, *share[at : at + 3])

    async def lose() -> None:
        await in_transaction(database, lambda c: revoke(c, world.minh, world.minh.seq // 2, world.supervisor))

    await asyncio.gather(*(upload(device, acts[at::4]) for at, device in enumerate(forge.devices)), lose())
    before = await database.fetch("SELECT item_id, seq, tip, status, claimants FROM head ORDER BY item_id")

    async def compute_again(connection: Connection) -> None:
        bindings = await BINDINGS_OF_ITEMS.all(connection, list(world.items.values()))
        await post_items(connection, bindings, clock.new_id(), await get_now(connection))

    await in_transaction(database, compute_again)
    assert before == await database.fetch("SELECT item_id, seq, tip, status, claimants FROM head ORDER BY item_id")
    ends = await database.fetch("SELECT device_id, max(seq) AS seq FROM device_log GROUP BY device_id")
    assert {end["device_id"]: end["seq"] for end in ends} == {d.device_id: d.seq for d in forge.devices if d.seq}


# Statements that would miss rows.


async def test_a_revoked_refusal_leaves_the_item_offered_again(database: Pool, world: w.World) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    refused = world.lan.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        refused=[events.RefusedItem(code, "DAMAGED")],
    )
    await send(database, world.lan, Entry(act=refused, carried=offered))
    assert await head(database, item_id) == (world.desk, "held")
    await in_transaction(database, lambda c: revoke(c, world.lan, 0, world.supervisor))
    assert await head(database, item_id) == (world.desk, "offered")


# One-sided acts: who may write down another's side.


def received(taker: w.SigningDevice, giver: UUID, code: str, evidence: str, ref: UUID | None = None) -> SignedBody:
    return taker.act(events.Receive, from_party=giver, evidence=evidence, items=[events.ItemRef(code, ref)])


async def given_to_lan(database: Pool, world: w.World) -> tuple[str, UUID, UUID]:
    """An item rightly in Lan's hands: its code, its id, the fact by which she holds it."""
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = w.accept(world.lan, offered, code)
    await send(database, world.lan, Entry(act=taken, carried=offered))
    return code, item_id, w.event_id(taken)


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


# Decisions and what comes after them.


async def quarrel(database: Pool, world: w.World, *carriers: w.SigningDevice) -> list[UUID]:
    """The desk's computer released one item to several carriers, and each took it."""
    code = next(iter(world.items))
    closing = []
    for carrier in carriers:
        offered = w.release(world.desk_device, carrier.party_id, code)
        closing.append(w.accept(carrier, offered, code))
        await send(database, carrier, Entry(act=closing[-1], carried=offered))
    return [w.event_id(act) for act in closing]


async def decide(database: Pool, world: w.World, **choice: UUID) -> None:
    item_id = next(iter(world.items.values()))
    await in_transaction(
        database,
        lambda c: resolve_dispute(c, item_id, decided_by=world.supervisor, approved_by=world.dispatcher, **choice),
    )


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


# Direct SQL: rows that fit every key and are refused all the same.


async def post_again(connection: Connection, item_id: UUID, like: int, **changed: object) -> None:
    """A row after the item's last, otherwise as its row number `like`."""
    row = dict(await connection.fetchrow("SELECT * FROM ledger WHERE item_id = $1 AND seq = $2", item_id, like))
    last = await connection.fetchrow("SELECT * FROM ledger WHERE item_id = $1 ORDER BY seq DESC LIMIT 1", item_id)
    row |= {"seq": last["seq"] + 1, "depth": last["depth"] + 1, "from_party": last["to_party"]}
    row |= {"prev_depth": last["depth"], "prev_tip": last["tip"], "prev_hash": last["hash"], **changed}
    generated = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger'::regclass AND attgenerated <> ''"
    )
    said = {name: value for name, value in row.items() if name not in {column["attname"] for column in generated}}
    places = ", ".join(f"${place}" for place in range(1, len(said) + 1))
    await connection.execute(f"INSERT INTO ledger ({', '.join(said)}) VALUES ({places})", *said.values())


async def refused_by(attack: Awaitable[None]) -> str:
    with pytest.raises(ConstraintViolation) as refused:
        await attack
    return violated_constraint(refused.value) or ""


async def test_the_ledger_refuses_a_decision_made_elsewhere_in_the_chain(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, holder_id=world.minh.party_id)
    tip = await database.fetchval("SELECT tip FROM head WHERE item_id = $1", item_id)
    handed = world.minh.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, tip)]
    )
    await send(database, world.minh, handed)
    resolved = await database.fetchval("SELECT seq FROM ledger WHERE kind = 'resolved'")
    refused = await refused_by(post_again(owner_connection, item_id, resolved))
    assert refused.startswith("ledger_resolution_id_item_id_resolved_at")


async def test_the_ledger_refuses_a_rewind_to_a_branch_that_fell(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, holder_id=world.minh.party_id)
    tip = await database.fetchval("SELECT tip FROM head WHERE item_id = $1", item_id)
    handed = world.minh.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, tip)]
    )
    await send(database, world.minh, handed)
    fallen = await database.fetchrow("SELECT * FROM ledger WHERE item_id = $1 AND seq = 1", item_id)
    assert fallen["to_party"] == world.lan.party_id
    sides = ("event", "code", "kind")
    rewind: dict[str, object] = {f"{side}_{part}": None for side in ("given", "taken") for part in sides}
    rewind |= {"giver_evidence": None, "receiver_evidence": None, "kind": "rewound", "cause": clock.new_id()}
    attack = post_again(owner_connection, item_id, 1, **rewind, rewound_to=1, depth=1)
    assert await refused_by(attack) == "rewound_to_standing"


async def test_the_ledger_refuses_an_accept_of_other_bytes(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = world.lan.act(
        events.Accept, answers=w.event_id(offered), answers_sha256=hashlib.sha256(b"other").hexdigest(), items=[code]
    )
    await send(database, world.lan, Entry(act=taken, carried=offered))
    sides: dict[str, object] = {"given_event": w.event_id(offered), "given_code": code, "given_kind": "release"}
    sides |= {"taken_event": w.event_id(taken), "taken_code": code, "taken_kind": "accept", "tip": w.event_id(taken)}
    sides |= {"giver_evidence": "own_device", "receiver_evidence": "own_device", "kind": "handover"}
    attack = post_again(owner_connection, item_id, 0, **sides, to_party=world.lan.party_id)
    assert await refused_by(attack) == "accept_of_these_bytes"


async def test_the_ledger_refuses_a_carriers_word_for_another(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id, tip = await given_to_lan(database, world)
    stolen = received(world.minh, world.lan.party_id, code, "witnessed", tip)
    await send(database, world.minh, stolen)
    sides: dict[str, object] = {"given_event": None, "given_code": None, "given_kind": None, "kind": "handover"}
    sides |= {"taken_event": w.event_id(stolen), "taken_kind": "receive", "tip": w.event_id(stolen)}
    sides |= {"giver_evidence": "witnessed", "to_party": world.minh.party_id}
    assert await refused_by(post_again(owner_connection, item_id, 1, **sides)) == "side_written_down"
