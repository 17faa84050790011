"""An act whose file has not come yet says so wherever the act is shown, until it has."""

import hashlib
from uuid import UUID

import pytest

from courier import clock
from courier.care.timeline import track
from courier.custody.counts.statements import COUNTS_OF_OFFICE
from courier.custody.disputes.show_dispute import show_dispute
from courier.custody.handovers.records.read_records import list_envelopes, list_findings, read_record
from courier.custody.incidents.list_incidents import list_incidents
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE
from courier.database import Connection, Pool, in_transaction
from courier.planning.live.statements import FAILED_VISITS
from courier.planning.particulars.statements import JOB_FAILURES, JOB_MOVES
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
PHOTO = hashlib.sha256(b"a picture").hexdigest()
PROOFS = [events.Proof("photo_seal", PHOTO)]
LINES = [events.CountedLine(1, 1, 0, 0)]


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def file_comes(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO proof_file (sha256, media_type, size_bytes, received_bytes, uploaded_by, completed_at) "
        "SELECT $1, 'image/jpeg', 9, 9, device_id, courier_now() FROM device LIMIT 1",
        bytes.fromhex(PHOTO),
    )


async def everywhere(database: Pool, world: w.World, code: str, job_id: UUID) -> dict[str, int]:
    """What each screen says of the files still to come, by screen; those that show no act say nothing."""
    asked = (database, world.post_office, world.dispatcher)
    shown = {
        "record": [act.missing_files for act in (await read_record(database, code, world.dispatcher)).acts],
        "findings": [f.missing_files for f in await list_findings(database, world.post_office, world.dispatcher)],
        "cases": [case.missing_files for case in await OPEN_EXCEPTIONS_OF_OFFICE.all(*asked)],
        "incidents": [each.missing_files for each in await list_incidents(*asked)],
        "counts": [each.missing_files for each in await COUNTS_OF_OFFICE.all(*asked, clock.today())],
        "board": [
            visit.missing_files
            for visit in await FAILED_VISITS.all(database, world.post_office, clock.today(), world.dispatcher)
        ],
        "job": [each.missing_files for each in await JOB_MOVES.all(database, job_id)]
        + [each.missing_files for each in await JOB_FAILURES.all(database, job_id)],
        "tracking": [leg.missing_files for leg in (await track(database, code)).legs],
        "envelopes": [each.missing_files for each in await list_envelopes(database, world.desk, world.clerk)],
    }
    return {screen: max(said) for screen, said in shown.items() if said}


async def test_every_screen_says_so_until_the_file_has_come(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    await stage.send(
        database,
        world.lan,
        world.lan.act(
            events.Attempt, items=[code], reason="ABSENT", solution="RETRY", job_id=world.jobs[code], proofs=PROOFS
        ),
        stage.detailed(world.lan, events.Report, {"note": "Rơi"}, code=code, what="damaged", proofs=PROOFS),
        world.lan.act(events.Count, items=[code], proofs=PROOFS),
        stage.deliver(world, [events.ItemRef(code, await stage.tip(database, code))], identity=None, proofs=PROOFS),
    )
    before = await everywhere(database, world, code, world.jobs[code])
    screens = {"record", "findings", "cases", "incidents", "counts", "board", "job", "tracking"}
    assert {screen: before.get(screen) for screen in screens - {"tracking"}} == dict.fromkeys(screens - {"tracking"}, 1)
    assert before["tracking"] == 2  # of the visit in vain, and of the delivery
    await file_comes(owner_connection)
    after = await everywhere(database, world, code, world.jobs[code])
    assert after == dict.fromkeys(before, 0)


async def test_the_desks_list_and_a_disputes_stories_say_so_too(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    tip = await stage.tip(database, code)
    offered = w.release(world.lan, world.desk, code, predecessor=tip)
    taken = world.desk_device.act(
        events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), items=[code], proofs=PROOFS
    )
    await stage.send(database, world.desk_device, Entry(act=taken, carried=offered))
    (envelope,) = await list_envelopes(database, world.desk, world.clerk)
    assert envelope.missing_files == 1
    other = w.release(world.lan, world.minh.party_id, code, predecessor=tip)
    await stage.send(database, world.minh, Entry(act=w.accept(world.minh, other, code), carried=other))
    item_id = await database.fetchval("SELECT item_id FROM item_label WHERE code = $1", code)
    dispute = await show_dispute(database, item_id, world.supervisor)
    assert [proof.is_here for story in dispute.stories for act in story.acts for proof in act.proofs] == [False]
    assert [link.missing_files for link in dispute.chain] == [0, 2]  # the pickup's seal and signature
