"""What proves nothing is bounded by device and day; what verifies, and what an act names, never is."""

import base64
import hashlib

import pytest

from courier.custody.append_batch import append_batch
from courier.custody.events import keep
from courier.custody.files import model
from courier.custody.files.receive_file import declare_file
from courier.custody.model import Appended
from courier.database import Pool, in_transaction
from courier.errors import TooManyRequests
from mobile_contract import codes, events
from mobile_contract.sync import SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def send(database: Pool, world: w.World, *acts: SignedBody) -> Appended:
    return await in_transaction(database, lambda c: append_batch(c, world.lan.device_id, w.batch(*acts)))


async def test_forged_acts_past_the_days_measure_are_answered_alike_and_not_kept(
    database: Pool, world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "UNVERIFIED_A_DAY", 2)
    signature = base64.b64encode(b"\1" * 64).decode()
    for number in range(4):
        forged = SignedBody(body=f'{{"no": {number}}}', signature=signature)
        answer = await send(database, world, forged, world.lan.act(events.Count))
        assert [entry.outcome for entry in answer.outcomes] == ["quarantined_signature", "created"]
        assert answer.acked_through == number + 1
    assert await database.fetchval("SELECT count(*) FROM unverified_upload") == 2
    assert await database.fetchval("SELECT count(*) FROM custody_exception WHERE kind = 'bad_signature'") == 2


async def test_files_that_no_act_names_are_bounded_and_those_an_act_names_are_not(
    database: Pool, world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "FILES_A_DAY", 2)
    named = hashlib.sha256(b"named").hexdigest()
    await send(database, world, world.lan.act(events.Count, proofs=[events.Proof("photo_seal", named)]))

    async def declare(sha256: str) -> None:
        await in_transaction(
            database,
            lambda c: declare_file(
                c, sha256=sha256, size_bytes=5, media_type="image/png", device_id=world.lan.device_id
            ),
        )

    first = hashlib.sha256(b"0").hexdigest()
    for sha256 in (first, hashlib.sha256(b"1").hexdigest(), first):
        await declare(sha256)
    with pytest.raises(TooManyRequests):
        await declare(hashlib.sha256(b"2").hexdigest())
    await declare(named)


async def test_a_bag_offered_under_another_sealings_hash_is_no_bag(database: Pool, world: w.World) -> None:
    sscc = codes.make_sscc("8930000", 1)
    refs = [events.ItemRef(code, None) for code in world.items]
    sealed = world.desk_device.act(events.SealBag, sscc=sscc, seal="S", items=refs)
    bag = events.BagRef(sscc, w.event_id(sealed), None)
    for digest, items in (("0" * 64, 0), (w.digest(sealed), 2), (None, 2)):
        offered = world.desk_device.act(events.Release, to_party=world.lan.party_id, bag=bag, bag_sha256=digest)
        await send(database, world, sealed, offered)
        found = "SELECT count(*) FROM event_item WHERE event_id = $1"
        assert await database.fetchval(found, w.event_id(offered)) == items


async def test_two_roll_labels_of_one_order_name_one_item_and_a_case_says_so(database: Pool, world: w.World) -> None:
    job_id = await in_transaction(database, lambda c: w.add_job(c, world, leg="SEND"))
    for _ in range(2):
        roll = await in_transaction(database, lambda c: w.add_label(c, world))
        picked = world.lan.act(
            events.Receive,
            from_party=world.citizen,
            evidence="citizen",
            items=[events.ItemRef(roll, None)],
            job_id=job_id,
        )
        await send(database, world, picked)
    rows = await database.fetch(
        "SELECT h.holder_id, h.status FROM item JOIN item_label USING (item_id) JOIN head AS h USING (item_id) "
        "WHERE job_id = $1",
        job_id,
    )
    assert [tuple(row) for row in rows] == [(world.lan.party_id, "held")] * 2
    cases = await database.fetch("SELECT kind, facts ->> 'why' AS why FROM custody_exception")
    assert [tuple(row) for row in cases] == [("unmatched", "two_labels")]
