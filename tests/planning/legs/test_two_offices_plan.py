"""Two offices plan a day with jobs that go from one to the other, on the real database."""

from datetime import timedelta
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection, Pool
from courier.errors import Conflict, NotFound
from courier.planning.legs.instruct import instruct
from courier.planning.legs.read_legs import read_legs
from courier.planning.live.board import board
from courier.planning.live.model import BoardCounts
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanView
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan
from mobile_contract import codes, events
from mobile_contract.reasons import REASON_WORDS
from routing.plan import Limits
from tests.planning.day import add_job, open_shifts
from tests.planning.legs.offices import (
    TwoOffices,
    add_far_job,
    build_two_offices,
    hand_bag,
    hand_over,
    holders,
    open_bag,
    open_shift_of,
    seal,
    send,
)

QUICK = Limits(iterations=200, seed=1)


async def begin(connection: Connection, *, with_routes: bool = True) -> TwoOffices:
    """The day with everybody's shift open."""
    offices = await build_two_offices(connection, with_routes=with_routes)
    await open_shifts(connection, offices.day)
    await open_shift_of(connection, offices, offices.hai.party_id, offices.second, offices.second_dispatcher)
    return offices


async def plan_of(database: Pool, connection: Connection, offices: TwoOffices, office: UUID) -> PlanView:
    asked_by = offices.dispatcher if office == offices.first else offices.second_dispatcher
    plan_id = await make_plan(database, office, offices.day.on_date, asked_by, QUICK)
    return await get_plan(connection, plan_id, asked_by)


def visits(plan: PlanView) -> set[tuple[UUID, str, UUID]]:
    return {
        (visit.job_id, stop.act, stop.party_id)
        for route in plan.routes
        for stop in route.stops
        for visit in stop.visits
    }


async def counts(connection: Connection, offices: TwoOffices, office: UUID) -> BoardCounts:
    asked_by = offices.dispatcher if office == offices.first else offices.second_dispatcher
    return (await board(connection, office, asked_by, offices.day.on_date, REASON_WORDS)).counts


async def leg(
    connection: Connection, offices: TwoOffices, job: UUID, office: UUID | None = None
) -> tuple[str, str, UUID | None]:
    """(kind, way, to) of a job as the second office is told it."""
    office = office or offices.second
    asked_by = offices.dispatcher if office == offices.first else offices.second_dispatcher
    told = {leg.job_id: leg for leg in await read_legs(connection, office, asked_by, offices.day.at(8))}
    return told[job].kind, told[job].way, told[job].to_id


async def ride_to_second(connection: Connection, offices: TwoOffices, items: list[str], number: int = 1) -> None:
    """From the first office's shelf to the second's in one bag."""
    bag = await seal(connection, offices.first_device, codes.make_sscc("8930000", number), "VN-1", items)
    bag = await hand_bag(connection, offices.first_device, offices.driver, bag)
    bag = await hand_bag(connection, offices.driver, offices.second_device, bag)
    await open_bag(connection, offices.second_device, bag, items)


async def test_each_office_plans_its_own_legs_and_no_job_is_called_unserved(
    database: Pool, owner_connection: Connection
) -> None:
    offices = await begin(owner_connection)
    far = await add_far_job(owner_connection, offices, "xa")
    near = await add_job(owner_connection, offices.day, "gần")
    desk, citizens = offices.day.world.desk, offices.day.citizens
    first = await plan_of(database, owner_connection, offices, offices.first)
    assert visits(first) == {
        (far, "pickup", desk),
        (far, "delivery", offices.first),
        (near, "pickup", desk),
        (near, "delivery", citizens["gần"]),
    }
    second = await plan_of(database, owner_connection, offices, offices.second)
    assert (visits(second), first.unserved, second.unserved) == (set(), [], [])


async def test_what_came_by_bag_is_the_other_offices_to_bring(database: Pool, owner_connection: Connection) -> None:
    offices = await begin(owner_connection)
    far = await add_far_job(owner_connection, offices, "xa")
    await hand_over(owner_connection, offices.day.world.desk_device, offices.first_device, [offices.day.codes["xa"]])
    between = [await plan_of(database, owner_connection, offices, office) for office in (offices.first, offices.second)]
    assert [(visits(plan), plan.unserved) for plan in between] == [(set(), []), (set(), [])]
    await ride_to_second(owner_connection, offices, [offices.day.codes["xa"]])
    first = await plan_of(database, owner_connection, offices, offices.first)
    second = await plan_of(database, owner_connection, offices, offices.second)
    assert (visits(first), visits(second)) == (set(), {(far, "delivery", offices.day.citizens["xa"])})


async def test_without_a_linehaul_route_the_plan_says_so(database: Pool, owner_connection: Connection) -> None:
    offices = await begin(owner_connection, with_routes=False)
    far = await add_far_job(owner_connection, offices, "xa")
    await hand_over(owner_connection, offices.day.world.desk_device, offices.first_device, [offices.day.codes["xa"]])
    plan = await plan_of(database, owner_connection, offices, offices.first)
    assert [(job.job_id, job.constraint) for job in plan.unserved] == [(far, "no_linehaul")]


async def test_a_stop_at_the_own_office_stays_done_when_the_item_goes_on(
    database: Pool, owner_connection: Connection
) -> None:
    offices = await begin(owner_connection)
    await add_far_job(owner_connection, offices, "xa")
    code, world = offices.day.codes["xa"], offices.day.world
    plan = await plan_of(database, owner_connection, offices, offices.first)
    await publish_plan(owner_connection, plan.summary.plan_id, offices.dispatcher)
    (route,) = plan.routes
    rider = world.lan if route.carrier_id == world.lan.party_id else world.minh

    async def states() -> dict[str, str]:
        rows = await owner_connection.fetch(
            "SELECT act, state FROM visit_state WHERE plan_id = $1", plan.summary.plan_id
        )
        return {row["act"]: row["state"] for row in rows}

    assert await states() == {"pickup": "pending", "delivery": "pending"}
    await hand_over(owner_connection, world.desk_device, rider, [code])
    assert await states() == {"pickup": "done", "delivery": "pending"}
    await hand_over(owner_connection, rider, offices.first_device, [code])
    assert await states() == {"pickup": "done", "delivery": "done"}
    await ride_to_second(owner_connection, offices, [code])
    assert await states() == {"pickup": "done", "delivery": "done"}


async def test_the_boards_of_both_offices_count_a_job_where_it_is(owner_connection: Connection) -> None:
    offices = await begin(owner_connection)
    await add_far_job(owner_connection, offices, "xa")
    code, world = offices.day.codes["xa"], offices.day.world
    seen = [await told(owner_connection, offices)]
    for giver, taker in ((world.desk_device, world.lan), (world.lan, offices.first_device)):
        await hand_over(owner_connection, giver, taker, [code])
        seen.append(await told(owner_connection, offices))
    await ride_to_second(owner_connection, offices, [code])
    seen.append(await told(owner_connection, offices))
    await hand_over(owner_connection, offices.second_device, offices.hai, [code])
    seen.append(await told(owner_connection, offices))
    await deliver(owner_connection, offices, code, offices.day.citizens["xa"])
    seen.append(await told(owner_connection, offices))
    assert seen == [
        ("waiting", "expected"),
        ("with_carriers", "expected"),
        ("waiting", "expected"),
        ("handed_on", "waiting"),
        ("handed_on", "with_carriers"),
        ("delivered", "delivered"),
    ]


async def told(connection: Connection, offices: TwoOffices) -> tuple[str, ...]:
    """In which one count of each board the only job is."""
    boards = [await counts(connection, offices, office) for office in (offices.first, offices.second)]
    names = BoardCounts.__struct_fields__
    return tuple("+".join(name for name in names if getattr(board, name)) for board in boards)


async def deliver(connection: Connection, offices: TwoOffices, code: str, citizen: UUID) -> None:
    tip = await connection.fetchval("SELECT tip FROM head JOIN item_label USING (item_id) WHERE code = $1", code)
    act = offices.hai.act(events.Deliver, to_party=citizen, evidence="citizen", items=[events.ItemRef(code, tip)])
    await send(connection, offices.hai, act)


async def at_second(connection: Connection, offices: TwoOffices) -> tuple[UUID, str]:
    """A job whose item has come to the second office and out with its carrier."""
    job = await add_far_job(connection, offices, "xa")
    code = offices.day.codes["xa"]
    await hand_over(connection, offices.day.world.desk_device, offices.first_device, [code])
    await ride_to_second(connection, offices, [code])
    await hand_over(connection, offices.second_device, offices.hai, [code])
    return job, code


async def fail(connection: Connection, offices: TwoOffices, code: str, reason: str, solution: str) -> None:
    await send(connection, offices.hai, offices.hai.act(events.Attempt, reason=reason, solution=solution, items=[code]))


async def test_a_refused_result_goes_back_to_its_desk_the_way_it_came(
    database: Pool, owner_connection: Connection
) -> None:
    offices = await begin(owner_connection)
    job, code = await at_second(owner_connection, offices)
    await fail(owner_connection, offices, code, "REFUSED", "RETURN")
    assert await leg(owner_connection, offices, job) == ("carrier", "back", offices.second)
    await hand_over(owner_connection, offices.hai, offices.second_device, [code])
    assert await leg(owner_connection, offices, job) == ("bag", "back", offices.hub)
    bag = await seal(owner_connection, offices.second_device, codes.make_sscc("8930000", 2), "VN-2", [code])
    bag = await hand_bag(owner_connection, offices.second_device, offices.driver, bag)
    bag = await hand_bag(owner_connection, offices.driver, offices.first_device, bag)
    await open_bag(owner_connection, offices.first_device, bag, [code])
    assert await leg(owner_connection, offices, job) == ("carrier", "back", offices.day.world.desk)
    plan = await plan_of(database, owner_connection, offices, offices.first)
    assert visits(plan) == {(job, "delivery", offices.day.world.desk)}
    await hand_over(owner_connection, offices.first_device, offices.day.world.lan, [code])
    await hand_over(owner_connection, offices.day.world.lan, offices.day.world.desk_device, [code])
    assert await holders(owner_connection, code) == {offices.day.world.desk}
    with pytest.raises(KeyError):
        await leg(owner_connection, offices, job)
    assert (await told(owner_connection, offices))[0] == "delivered"


async def test_a_closed_desk_on_the_way_back_does_not_turn_the_item_round_again(owner_connection: Connection) -> None:
    offices = await begin(owner_connection)
    job, code = await at_second(owner_connection, offices)
    await fail(owner_connection, offices, code, "REFUSED", "RETURN")
    await fail(owner_connection, offices, code, "CLOSED", "RETRY")
    assert await leg(owner_connection, offices, job) == ("carrier", "back", offices.second)


async def test_a_result_kept_at_the_counter_waits_there_for_its_citizen(
    database: Pool, owner_connection: Connection
) -> None:
    offices = await begin(owner_connection)
    job, code = await at_second(owner_connection, offices)
    await fail(owner_connection, offices, code, "PICKUP_SELF", "HOLD_AT_POINT")
    assert await leg(owner_connection, offices, job) == ("carrier", "forward", offices.second)
    await hand_over(owner_connection, offices.hai, offices.second_device, [code])
    assert await leg(owner_connection, offices, job) == ("counter", "forward", offices.day.citizens["xa"])
    plan = await plan_of(database, owner_connection, offices, offices.second)
    assert (visits(plan), plan.unserved) == (set(), [])


async def test_the_offices_instruction_sets_aside_what_carriers_proposed(owner_connection: Connection) -> None:
    offices = await begin(owner_connection)
    job, code = await at_second(owner_connection, offices)
    await fail(owner_connection, offices, code, "MOVED", "FORWARD")
    await hand_over(owner_connection, offices.hai, offices.second_device, [code])
    assert (await leg(owner_connection, offices, job))[0] == "stuck"
    told = {
        "instruction_id": clock.new_id(),
        "job_id": job,
        "note": "Khách hẹn chiều nay",
        "asked_by": offices.second_dispatcher,
    }
    kept = await instruct(owner_connection, solution="RETRY", **told)  # type: ignore[arg-type]
    assert await leg(owner_connection, offices, job) == ("carrier", "forward", offices.day.citizens["xa"])
    assert await instruct(owner_connection, solution="RETRY", **told) == kept  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await instruct(owner_connection, solution="RETURN", **told)  # type: ignore[arg-type]
    stranger = told | {"instruction_id": clock.new_id(), "asked_by": offices.day.world.clerk}
    with pytest.raises(NotFound):
        await instruct(owner_connection, solution="RETURN", **stranger)  # type: ignore[arg-type]
    await clock.set_simulated_now(owner_connection, offices.day.at(6, 30))
    await fail(owner_connection, offices, code, "ABSENT", "HOLD_AT_POINT")
    assert (await leg(owner_connection, offices, job))[0] == "counter"


async def test_a_dossier_the_citizen_brings_after_a_vain_call_goes_on_from_the_counter(
    owner_connection: Connection,
) -> None:
    offices = await begin(owner_connection)
    world = offices.day.world
    job = await add_far_job(owner_connection, offices, "hồ sơ", "SEND")
    code = offices.day.codes["hồ sơ"]
    said = world.lan.act(events.Attempt, reason="NOT_PREPARED", solution="HOLD_AT_POINT", items=[code])
    await send(owner_connection, world.lan, said)
    assert await leg(owner_connection, offices, job) == ("counter", "forward", offices.first)
    await clock.set_simulated_now(owner_connection, clock.now() + timedelta(hours=1))
    received = offices.first_device.act(
        events.Receive,
        from_party=offices.day.citizens["hồ sơ"],
        evidence="citizen",
        items=[events.ItemRef(code, None)],
        place="at_counter",
    )
    await send(owner_connection, offices.first_device, received)
    assert await leg(owner_connection, offices, job) == ("bag", "forward", offices.hub)
