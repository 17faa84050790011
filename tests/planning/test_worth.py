"""What is kept where not all fits the day, and in which order a carrier rides."""

from datetime import timedelta

from courier import clock
from courier.database import Connection, Pool
from courier.planning.make_plan import make_plan
from courier.planning.plans.read_plan import get_plan
from courier.planning.question import ask
from courier.planning.read_day import read_day
from routing.plan import Limits
from tests.planning.day import NORTH, SOUTH, add_job, build_day, open_shifts


async def test_an_over_full_day_keeps_what_waited_longest_and_what_a_time_was_agreed_for(
    database: Pool, owner_connection: Connection
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day, ends_at=day.at(9), lunch_from=None, lunch_to=None)
    waiting = {await add_job(owner_connection, day, f"chờ {number}") for number in range(4)}
    await owner_connection.execute(
        "UPDATE job SET ready_at = $2 WHERE job_id = ANY ($1::uuid[])", list(waiting), day.at(8) - timedelta(days=4)
    )
    agreed = {
        await add_job(owner_connection, day, f"hẹn {number}", window=(day.at(7), day.at(9))) for number in range(2)
    }
    for number in range(40):
        await add_job(owner_connection, day, f"thường {number}")
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=20))
    plan = await get_plan(owner_connection, plan_id, day.world.dispatcher)
    left_out = {row.job_id for row in plan.unserved}
    assert left_out
    assert not left_out & (waiting | agreed)


async def test_an_over_full_day_keeps_what_is_due_first(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day, ends_at=day.at(9), lunch_from=None, lunch_to=None)
    due = {await add_job(owner_connection, day, f"hẹn trả {number}") for number in range(6)}
    later = [await add_job(owner_connection, day, f"còn lâu {number}") for number in range(40)]
    await owner_connection.executemany(
        "UPDATE dossier SET due_on = $2 FROM job WHERE job.dossier_id = dossier.dossier_id AND job.job_id = $1",
        [(job_id, day.on_date - timedelta(days=number % 3 - 1)) for number, job_id in enumerate(due)]
        + [(job_id, day.on_date + timedelta(days=4)) for job_id in later],
    )
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=20))
    left_out = {row.job_id for row in (await get_plan(owner_connection, plan_id, day.world.dispatcher)).unserved}
    assert left_out
    assert not left_out & due


async def test_the_planner_is_told_the_order_a_carrier_is_used_to(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day, territory=[], habitual_order=[SOUTH, "99999", NORTH])
    for number in range(8):
        await add_job(owner_connection, day, f"nhà {number}")
    kept = await read_day(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
    instance = ask(kept, clock.now()).instance
    assert {vehicle.habitual_order for vehicle in instance.vehicles} == {(SOUTH, NORTH)}  # nobody lives in 99999
    assert instance.costs.against_habit_s > 0
