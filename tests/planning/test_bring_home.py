"""A carrier late with results for his own office's counter: they stay in his route, whatever the hour."""

from datetime import timedelta

import pytest

from courier import clock
from courier.database import Connection, Pool
from courier.planning.make_plan import make_plan
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan
from tests.custody.world import accept, release
from tests.planning.day import PlanningDay, add_job, build_day, open_shifts
from tests.planning.test_hold_heads import QUICK, upload


async def out_with_results(database: Pool, connection: Connection, share_percent: int) -> PlanningDay:
    """Lan has fetched a result for the counter and one for a citizen at the desk; the other carrier is not there."""
    day = await build_day(connection)
    world, lan = day.world, day.world.lan
    _, other = await open_shifts(connection, day, share_of_day_percent=share_percent)
    await connection.execute("UPDATE shift SET is_ended = true WHERE shift_id = $1", other)
    await add_job(connection, day, "tại quầy", at_counter=True)
    await add_job(connection, day, "tận nơi")
    plan_id = await make_plan(database, world.post_office, day.on_date, world.dispatcher, QUICK)
    await publish_plan(connection, plan_id, world.dispatcher)
    codes = sorted(day.codes.values())
    given = release(world.desk_device, lan.party_id, *codes)
    await upload(connection, world.desk_device, given)
    await upload(connection, lan, accept(lan, given, *codes))
    return day


async def at_minutes(connection: Connection, day: PlanningDay, minutes: int) -> None:
    """So many minutes past five; Lan is heard of, so that nothing is presumed of him."""
    await clock.set_simulated_now(connection, day.at(17) + timedelta(minutes=minutes))
    await connection.execute("UPDATE device SET heard_at = courier_now()")


@pytest.mark.parametrize("share_percent", [100, 20])
@pytest.mark.parametrize("minutes", [-60, -2, 0, 45])
async def test_a_result_for_our_counter_is_never_dropped_from_the_plan(
    database: Pool, owner_connection: Connection, minutes: int, share_percent: int
) -> None:
    day = await out_with_results(database, owner_connection, share_percent)
    await at_minutes(owner_connection, day, minutes)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(owner_connection, plan_id, day.world.dispatcher)
    brought = [v.job_id for r in plan.routes for s in r.stops if s.act == "delivery" for v in s.visits]
    assert day.jobs["tại quầy"] in brought
    assert day.jobs["tại quầy"] not in {unserved.job_id for unserved in plan.unserved}


async def test_a_shift_made_longer_for_what_comes_home_takes_nothing_else(
    database: Pool, owner_connection: Connection
) -> None:
    day = await out_with_results(database, owner_connection, 100)
    await add_job(owner_connection, day, "mới")
    await at_minutes(owner_connection, day, 10)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(owner_connection, plan_id, day.world.dispatcher)
    assert {unserved.job_id for unserved in plan.unserved} == {day.jobs["tận nơi"], day.jobs["mới"]}


async def test_a_shift_that_somebody_ended_rides_no_further(database: Pool, owner_connection: Connection) -> None:
    day = await out_with_results(database, owner_connection, 100)
    await owner_connection.execute("UPDATE shift SET is_ended = false WHERE carrier_id = $1", day.world.minh.party_id)
    await owner_connection.execute("UPDATE shift SET is_ended = true WHERE carrier_id = $1", day.world.lan.party_id)
    await at_minutes(owner_connection, day, -60)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(owner_connection, plan_id, day.world.dispatcher)
    assert day.jobs["tại quầy"] in {unserved.job_id for unserved in plan.unserved}


async def test_what_a_late_carrier_holds_is_brought_in_the_overtime_that_his_shift_allows(
    database: Pool, owner_connection: Connection
) -> None:
    day = await out_with_results(database, owner_connection, 100)
    await owner_connection.execute("UPDATE shift SET max_overtime_s = 7200")
    await at_minutes(owner_connection, day, 10)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(owner_connection, plan_id, day.world.dispatcher)
    assert plan.unserved == []
    (route,) = plan.routes
    assert route.overtime_s == (route.returns_at - day.at(17)).total_seconds()
    assert 600 < route.overtime_s <= 7200
    await owner_connection.execute("UPDATE shift SET max_overtime_s = 0, ends_at = ends_at + interval '4 hours'")
    assert (await get_plan(owner_connection, plan_id, day.world.dispatcher)).routes[0].overtime_s == 0
