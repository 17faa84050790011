"""Direct SQL against labels, acts, decisions and counts, as the service and as the owner: refused, each by name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("who", ["service", "owner"])]


class Scene:
    world: w.World
    code: str
    item_id: UUID
    candidates: list[UUID]
    count: UUID


@pytest.fixture
async def scene(database: Pool) -> Scene:
    """Two carriers' phones both say that they took one item; one of them has counted his bag."""
    scene = Scene()
    world = scene.world = await in_transaction(database, w.build)
    scene.code, scene.item_id = next(iter(world.items.items()))
    scene.candidates = []
    for carrier in (world.lan, world.minh):
        offered = w.release(world.desk_device, carrier.party_id, scene.code)
        taken = w.accept(carrier, offered, scene.code)
        scene.candidates.append(w.event_id(taken))
        await in_transaction(
            database,
            lambda c, d=carrier, t=taken, o=offered: append_batch(c, d.device_id, w.batch(Entry(act=t, carried=o))),
        )
    counted = world.lan.act(events.Count, items=[scene.code])
    scene.count = w.event_id(counted)
    await in_transaction(database, lambda c: append_batch(c, world.lan.device_id, w.batch(counted)))
    return scene


@pytest.fixture
def connection(who: str, owner_connection: Connection, service_connection: Connection) -> Connection:
    return owner_connection if who == "owner" else service_connection


async def refused(connection: Connection, table: str, **row: Any) -> str:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refusal:
        await insert(connection, table, **row)
    return str(refusal.value.constraint_name)


async def insert(connection: Connection, table: str, **row: Any) -> None:
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    async with connection.transaction():
        await connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", *row.values())


async def test_a_label_names_one_item_and_a_job_has_one(scene: Scene, connection: Connection) -> None:
    world = scene.world
    other = next(item for item in world.items.values() if item != scene.item_id)
    again = {"code": scene.code, "item_id": other, "reason": "replacement"}
    assert await refused(connection, "item_label", **again) == "item_label_pkey"
    label = await connection.fetchval(
        "INSERT INTO label (code, province_code, office_id) VALUES ('0123456789AB', '01', $1) RETURNING code",
        world.post_office,
    )
    second = {"code": label, "item_id": scene.item_id, "reason": "roll"}
    assert await refused(connection, "item_label", **second) == "one_first_label"
    item = {"item_id": clock.new_id(), "job_id": world.jobs[scene.code], "origin_id": world.desk}
    assert await refused(connection, "item", **item, province_code="01") == "item_job_id_key"


async def test_an_act_has_its_id_and_its_number_alone(scene: Scene, connection: Connection) -> None:
    lan = scene.world.lan
    act = {
        "event_id": scene.candidates[0],
        "device_id": lan.device_id,
        "party_id": lan.party_id,
        "person_id": lan.person_id,
        "device_seq": 99,
        "kind": "count",
        "is_readable": True,
        "province_code": "01",
        "happened_at": clock.now(),
        "previous": b"\0" * 32,
        "body": b"{}",
        "signature": b"\0" * 64,
    }
    assert await refused(connection, "signed_event", **act) == "signed_event_pkey"
    act |= {"event_id": clock.new_id(), "device_seq": 1}
    assert await refused(connection, "signed_event", **act) == "signed_event_device_id_device_seq_key"


def proposal(scene: Scene, proposal_id: UUID, **changed: Any) -> dict[str, Any]:
    return {
        "proposal_id": proposal_id,
        "item_id": scene.item_id,
        "at_tip": UUID(int=0),
        "chosen_event": scene.candidates[0],
        "considered": scene.candidates,
        "proposed_by": scene.world.supervisor,
    } | changed


def resolution(scene: Scene, **changed: Any) -> dict[str, Any]:
    return {
        "resolution_id": clock.new_id(),
        "item_id": scene.item_id,
        "at_tip": UUID(int=0),
        "number": 1,
        "chosen_event": scene.candidates[0],
        "considered": scene.candidates,
        "decided_by": scene.world.supervisor,
        "approved_by": scene.world.dispatcher,
    } | changed


def answer(scene: Scene, proposal_id: UUID, by: UUID, resolution_id: UUID | None, **changed: Any) -> dict[str, Any]:
    return {
        "proposal_id": proposal_id,
        "item_id": scene.item_id,
        "at_tip": UUID(int=0),
        "proposed_by": scene.world.supervisor,
        "answered_by": by,
        "is_approved": resolution_id is not None,
        "resolution_id": resolution_id,
    } | changed


async def test_one_person_never_proposes_and_approves(scene: Scene, connection: Connection) -> None:
    own = clock.new_id()
    await insert(connection, "dispute_proposal", **proposal(scene, own))
    said = answer(scene, own, scene.world.supervisor, clock.new_id())
    assert await refused(connection, "dispute_answer", **said) == "dispute_answer_by_another"


@pytest.mark.parametrize(
    ("what", "constraint"),
    [
        ("nothing considered", "considered_check"),
        ("a side that was not looked at", "check2"),
        ("a side and a place at once", "check1"),
    ],
)
async def test_a_decision_that_makes_no_sense_is_refused(
    what: str, constraint: str, scene: Scene, connection: Connection
) -> None:
    none: Sequence[UUID] = []
    changed: dict[str, Any] = {
        "nothing considered": {"considered": none, "chosen_event": None},
        "a side that was not looked at": {"considered": scene.candidates[1:]},
        "a side and a place at once": {"holder_id": scene.world.post_office},
    }[what]
    kept = await refused(connection, "dispute_resolution", **resolution(scene, **changed))
    assert kept == f"dispute_resolution_{constraint}"


async def test_an_answer_decides_its_own_proposal_once(scene: Scene, connection: Connection) -> None:
    own, world = clock.new_id(), scene.world
    await insert(connection, "dispute_proposal", **proposal(scene, own))
    decided = resolution(scene)
    await insert(connection, "dispute_resolution", **decided)
    of_other = answer(scene, own, world.clerk, decided["resolution_id"])
    assert await refused(connection, "dispute_answer", **of_other) == "dispute_answer_decides"
    unasked = answer(scene, clock.new_id(), world.dispatcher, decided["resolution_id"])
    assert await refused(connection, "dispute_answer", **unasked) == "dispute_answer_to_proposal"
    undecided = answer(scene, own, world.dispatcher, None, is_approved=True)
    assert await refused(connection, "dispute_answer", **undecided) == "dispute_answer_resolves"
    said = answer(scene, own, world.dispatcher, decided["resolution_id"])
    await insert(connection, "dispute_answer", **said)
    assert await refused(connection, "dispute_answer", **said) == "dispute_answer_pkey"


async def test_a_counts_results_have_no_gap(scene: Scene, connection: Connection) -> None:
    none: list[str] = []
    row = {"count_event": scene.count, "number": 9, "party_id": scene.world.lan.party_id, "cause": scene.count}
    row |= {"missing": none, "extra": none}
    assert await refused(connection, "count_check", **row) == "count_check_no_gap"
    row |= {"number": 1}
    assert await refused(connection, "count_check", **row) == "count_check_pkey"
    row |= {"number": 2, "party_id": scene.world.minh.party_id}
    assert await refused(connection, "count_check", **row) == "count_check_of_a_count"
    row |= {"party_id": scene.world.lan.party_id, "count_event": scene.candidates[0], "number": 1}
    assert await refused(connection, "count_check", **row) == "count_check_of_a_count"
    settled = {"count_event": scene.count, "number": 5, "note": "x", "person_id": scene.world.supervisor}
    assert await refused(connection, "count_settlement", **settled) == "count_settlement_of_a_result"
