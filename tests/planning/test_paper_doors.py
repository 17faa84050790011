"""Doors entered from paper are behind the carrier in the plans after."""

from datetime import timedelta
from uuid import UUID

from courier import clock
from courier.database import Connection, Pool
from courier.planning.amend.amend_plan import amend_plan
from courier.planning.amend.model import Insert
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanView
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import find_plan_in_force, get_plan
from mobile_contract import events
from tests.planning.day import PlanningDay, add_job
from tests.planning.test_hold_heads import QUICK, on_the_way, upload


async def planned_anew(database: Pool, connection: Connection, day: PlanningDay) -> PlanView:
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    await publish_plan(connection, plan_id, day.world.dispatcher)
    return await get_plan(connection, plan_id, day.world.dispatcher)


async def accepted_as(connection: Connection) -> UUID:
    held_by: UUID = await connection.fetchval("SELECT event_id FROM signed_event WHERE kind = 'accept'")
    return held_by


async def enter_from_paper(connection: Connection, day: PlanningDay, job_id: UUID) -> None:
    """The office writes down what the citizen signed on the printed list."""
    code = next(code for name, code in day.codes.items() if day.jobs[name] == job_id)
    citizen = next(day.citizens[name] for name, id_ in day.jobs.items() if id_ == job_id)
    sheet = day.world.post_device.act(
        events.Transcribe,
        from_party=day.world.lan.party_id,
        to_party=citizen,
        items=[events.ItemRef(code, await accepted_as(connection))],
        written_at_ms=int(clock.now().timestamp() * 1000),
        proofs=[events.Proof("photo_paper", "ab" * 32)],
    )
    await upload(connection, day.world.post_device, sheet)


async def test_a_door_entered_from_paper_is_not_asked_again(database: Pool, owner_connection: Connection) -> None:
    day, job_id = await on_the_way(database, owner_connection)
    await enter_from_paper(owner_connection, day, job_id)
    await clock.set_simulated_now(owner_connection, clock.now() + timedelta(hours=1))
    plan = await planned_anew(database, owner_connection, day)
    asked = [stop for route in plan.routes for stop in route.stops for visit in stop.visits if visit.job_id == job_id]
    assert [(stop.act, stop.is_presumed) for stop in asked] == [("pickup", False), ("delivery", False)]
    states = await owner_connection.fetch(
        "SELECT state FROM visit_state WHERE plan_id = $1 AND job_id = $2", plan.summary.plan_id, job_id
    )
    assert {row["state"] for row in states} == {"done"}


async def test_nor_in_a_plan_changed_by_hand(database: Pool, owner_connection: Connection) -> None:
    day, job_id = await on_the_way(database, owner_connection)
    plan = await find_plan_in_force(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
    assert plan is not None
    await enter_from_paper(owner_connection, day, job_id)
    late = await add_job(owner_connection, day, "đến muộn")
    amended = await amend_plan(owner_connection, plan.plan_id, Insert(job_id=late), day.world.dispatcher)
    states = await owner_connection.fetch(
        "SELECT state FROM visit_state WHERE plan_id = $1 AND job_id = $2", amended.plan.plan_id, job_id
    )
    assert {row["state"] for row in states} == {"done"}
