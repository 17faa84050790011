"""The end of a day: its plan closes, and what phones tell later still counts on it."""

from datetime import timedelta

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool
from courier.errors import Conflict
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.planning.carriers.apply_events import apply_events
from courier.planning.live.statements import BOARD_CARRIERS, BOARD_FAILURES
from courier.planning.make_plan import make_plan
from courier.planning.plans.close_plan import close_plan
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import find_plan_in_force
from mobile_contract import events
from mobile_contract.sync import SignedBody
from routing.plan import Limits
from tests.custody.world import SigningDevice, accept, batch, event_id, release
from tests.planning.day import PlanningDay, add_job, build_day, open_shifts

QUICK = Limits(iterations=50, seed=1)


async def upload(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    await apply_events(connection, (await append_batch(connection, device.device_id, batch(*acts))).events)


async def ride_alone(connection: Connection, day: PlanningDay) -> None:
    """Only one carrier rides that day."""
    _, other = await open_shifts(connection, day)
    await connection.execute("UPDATE shift SET is_ended = true WHERE shift_id = $1", other)


@pytest.mark.parametrize("is_closed_by_hand", [True, False])
async def test_what_a_phone_tells_the_next_morning_counts_on_its_own_day(
    database: Pool, owner_connection: Connection, is_closed_by_hand: bool
) -> None:
    day, connection = await build_day(owner_connection), owner_connection
    world, office = day.world, day.world.post_office
    await ride_alone(connection, day)
    for name in ("giao được", "vắng nhà"):
        await add_job(connection, day, name)
    plan_id = await make_plan(database, office, day.on_date, world.dispatcher, QUICK)
    await publish_plan(connection, plan_id, world.dispatcher)
    device = world.lan
    brought, absent = day.codes["giao được"], day.codes["vắng nhà"]
    await clock.set_simulated_now(connection, day.at(9))
    given = release(world.desk_device, device.party_id, brought, absent)
    await upload(connection, world.desk_device, given)
    taken = accept(device, given, brought, absent)
    await upload(connection, device, taken)
    await clock.set_simulated_now(connection, day.at(16))
    unsent = [
        device.act(
            events.Deliver,
            to_party=day.citizens["giao được"],
            evidence="citizen",
            items=[events.ItemRef(brought, event_id(taken))],
        ),
        device.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[absent]),
    ]
    first_day = day.on_date
    await clock.set_simulated_now(connection, day.at(18))
    if is_closed_by_hand:
        assert (await close_plan(connection, plan_id, world.dispatcher)).status == "closed"
    day.on_date += timedelta(days=1)
    await ride_alone(connection, day)
    await clock.set_simulated_now(connection, day.at(6))
    later = await make_plan(database, office, day.on_date, world.dispatcher, QUICK)
    await publish_plan(connection, later, world.dispatcher)
    await clock.set_simulated_now(connection, day.at(7))
    await upload(connection, device, *unsent)
    rows = await connection.fetch(
        "SELECT job_id, state FROM visit_state WHERE plan_id = $1 AND act = 'delivery'", plan_id
    )
    assert {row["job_id"]: row["state"] for row in rows} == {
        day.jobs["giao được"]: "done",
        day.jobs["vắng nhà"]: "failed",
    }
    carriers = await BOARD_CARRIERS.all(connection, office, first_day, DEFAULT_LIMIT_VND)
    assert [(carrier.stops_done, carrier.stops_failed) for carrier in carriers if carrier.stops] == [(2, 1)]
    failed = [await BOARD_FAILURES.all(connection, office, on, world.dispatcher) for on in (first_day, day.on_date)]
    assert [[reason.jobs for reason in reasons] for reasons in failed] == [[1], []]
    found = await find_plan_in_force(connection, office, first_day, world.dispatcher)
    assert found is not None
    assert (found.plan_id, found.status) == (plan_id, "closed")
    assert [
        row["state"]
        for row in await connection.fetch(
            "SELECT state FROM visit_state WHERE plan_id = $1 AND job_id = $2", later, day.jobs["vắng nhà"]
        )
    ] == ["pending"]
    states = dict(await connection.fetch("SELECT plan_id, status FROM plan"))
    assert states == {plan_id: "closed", later: "published"}


async def test_a_closed_day_takes_no_further_plan(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    plans = [
        await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK) for _ in range(2)
    ]
    await publish_plan(owner_connection, plans[0], day.world.dispatcher)
    await close_plan(owner_connection, plans[0], day.world.dispatcher)
    with pytest.raises(Conflict):
        await publish_plan(owner_connection, plans[1], day.world.dispatcher)
