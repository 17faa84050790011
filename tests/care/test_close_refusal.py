"""What a desk refused: its post office sees it, a supervisor decides once, and the job goes that way."""

from uuid import UUID

import pytest

from courier.care.close_refusal import close_refusal
from courier.clock import new_id
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE
from courier.database import Connection
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.care.acts import send
from tests.custody.world import World, add_job, add_label, build, digest, event_id, release


@pytest.fixture
async def world(owner_connection: Connection) -> World:
    return await build(owner_connection, items=0)


@pytest.fixture
async def refused(owner_connection: Connection, world: World) -> UUID:
    """The case of a dossier that Lan brought from a citizen and the desk did not take."""
    job_id = await add_job(owner_connection, world, leg="SEND")
    code, item_id = await add_label(owner_connection, world), new_id()
    await owner_connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, '01')",
        item_id,
        job_id,
        world.citizen,
    )
    await owner_connection.execute(
        "INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'first')", code, item_id
    )
    world.items[code], world.jobs[code] = item_id, job_id
    received = world.lan.act(
        events.Receive,
        from_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(code, None)],
        job_id=job_id,
        relation="owner",
        identity="citizen_card",
        seals=[events.Seal(code, "NP-1")],
    )
    await send(owner_connection, world.lan, received)
    offered = release(world.lan, world.desk, code, predecessor=event_id(received))
    await send(owner_connection, world.desk_device, Entry(act=not_taken(world, offered, code), carried=offered))
    cases = await OPEN_EXCEPTIONS_OF_OFFICE.all(owner_connection, world.post_office, world.dispatcher)
    assert [(case.kind, case.code) for case in cases] == [("refused_item", code)]
    return cases[0].exception_id


def not_taken(world: World, offered: SignedBody, code: str) -> SignedBody:
    return world.desk_device.act(
        events.Accept,
        answers=event_id(offered),
        answers_sha256=digest(offered),
        items=[],
        refused=[events.RefusedItem(code, "DESK_REFUSED")],
    )


async def test_a_supervisor_sends_it_back_and_the_case_is_closed(
    owner_connection: Connection, world: World, refused: UUID
) -> None:
    note = "Không thuộc thẩm quyền"
    decided = await close_refusal(owner_connection, refused, "RETURN", decided_by=world.supervisor, note=note)
    again = await close_refusal(owner_connection, refused, "RETURN", decided_by=world.supervisor, note=note)
    assert decided == again
    assert await OPEN_EXCEPTIONS_OF_OFFICE.all(owner_connection, world.post_office, world.dispatcher) == []
    found = await owner_connection.fetch("SELECT job_id, solution FROM job_solution")
    assert [tuple(row) for row in found] == [(decided.job_id, "RETURN")]
    with pytest.raises(Conflict):
        await close_refusal(owner_connection, refused, "BRING_AGAIN", decided_by=world.supervisor, note=note)


async def test_another_desk_with_an_agreement_gets_it(
    owner_connection: Connection, world: World, refused: UUID
) -> None:
    other = await add_desk(owner_connection, world)
    with pytest.raises(Conflict):
        async with owner_connection.transaction():
            await decide_other(owner_connection, world, refused, other)
    await owner_connection.execute(
        "INSERT INTO agreement (agreement_id, desk_id, post_office_id, legs, handover_mode, legal_basis, valid_from) "
        "VALUES ($1, $2, $3, '{SEND}', 'sealed', 'thử', '2020-01-01')",
        new_id(),
        other,
        world.post_office,
    )
    await decide_other(owner_connection, world, refused, other)
    code = next(iter(world.items))
    assert (
        await owner_connection.fetchval("SELECT destination_id FROM job WHERE job_id = $1", world.jobs[code]) == other
    )
    assert await owner_connection.fetchval("SELECT from_desk_id FROM refusal_decision") == world.desk
    assert await owner_connection.fetchval("SELECT solution FROM job_solution") == "RETRY"


async def test_only_a_supervisor_of_its_post_office_decides(
    owner_connection: Connection, world: World, refused: UUID
) -> None:
    for person in (world.dispatcher, world.clerk):
        with pytest.raises(NotFound):
            await close_refusal(owner_connection, refused, "RETURN", decided_by=person, note="thử")


async def decide_other(connection: Connection, world: World, refused: UUID, desk_id: UUID) -> None:
    await close_refusal(
        connection, refused, "OTHER_DESK", decided_by=world.supervisor, note="Nộp nơi khác", desk_id=desk_id
    )


async def add_desk(connection: Connection, world: World) -> UUID:
    desk = new_id()
    await connection.execute("INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'desk', '01')", desk)
    await connection.execute(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code, "
        "served_by_office_id) VALUES ($1, 'desk', 'H26.2', 'Một cửa khác', 'x', 'Bát Tràng', 105.9, 20.98, '01', $2)",
        desk,
        world.post_office,
    )
    return desk
