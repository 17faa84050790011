"""A day planned anew while carriers ride: where one is heading to, he goes."""

from datetime import timedelta
from uuid import UUID

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool
from courier.planning.carriers.apply_events import apply_events
from courier.planning.hold_heads import hold_heads
from courier.planning.make_plan import make_plan
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan
from courier.planning.question import ask
from courier.planning.read_day import read_day
from mobile_contract.sync import SignedBody
from routing.plan import Limits
from tests.custody.world import SigningDevice, accept, batch, release
from tests.planning.day import PlanningDay, add_job, build_day, open_shifts

QUICK = Limits(iterations=200, seed=1)


async def upload(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    await apply_events(connection, (await append_batch(connection, device.device_id, batch(*acts))).events)


async def on_the_way(database: Pool, connection: Connection) -> tuple[PlanningDay, UUID]:
    """One carrier has fetched six results at the desk and left it; the job he goes to first."""
    day = await build_day(connection)
    world, lan = day.world, day.world.lan
    _, other = await open_shifts(connection, day)
    await connection.execute("UPDATE shift SET is_ended = true WHERE shift_id = $1", other)
    for number in range(6):
        await add_job(connection, day, f"nhà {number}")
    plan_id = await make_plan(database, world.post_office, day.on_date, world.dispatcher, QUICK)
    await publish_plan(connection, plan_id, world.dispatcher)
    (route,) = (await get_plan(connection, plan_id, world.dispatcher)).routes
    codes = sorted(day.codes.values())
    given = release(world.desk_device, lan.party_id, *codes)
    await upload(connection, world.desk_device, given)
    await upload(connection, lan, accept(lan, given, *codes))
    await clock.set_simulated_now(connection, route.stops[0].leave_at + timedelta(seconds=30))
    return day, route.stops[1].visits[0].job_id


async def first_ahead(database: Pool, connection: Connection, day: PlanningDay) -> UUID:
    """The first job of the day planned anew, after what is behind the carrier."""
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    (route,) = (await get_plan(connection, plan_id, day.world.dispatcher)).routes
    return next(stop for stop in route.stops if stop.act == "delivery").visits[0].job_id


async def test_the_stop_a_carrier_is_heading_to_stays_his_first(database: Pool, owner_connection: Connection) -> None:
    day, head = await on_the_way(database, owner_connection)
    await owner_connection.execute(
        "UPDATE contact SET lon = lon + 0.03, lat = lat + 0.03 "
        "FROM job WHERE party_id = destination_id AND job_id = $1",
        head,
    )
    kept = await read_day(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
    free = ask(kept, clock.now())
    (vehicle,) = hold_heads(kept, free).instance.vehicles
    assert [UUID(locked.visit.request) for locked in vehicle.locked] == [head]
    assert [vehicle.locked for vehicle in free.instance.vehicles] == [()]
    assert await first_ahead(database, owner_connection, day) == head


async def test_a_stop_that_can_no_longer_be_made_holds_nobody(database: Pool, owner_connection: Connection) -> None:
    day, head = await on_the_way(database, owner_connection)
    await owner_connection.execute(
        "UPDATE job SET window_from = $2, window_to = $3 WHERE job_id = $1", head, day.at(6), day.at(6, 30)
    )
    assert await first_ahead(database, owner_connection, day) != head
