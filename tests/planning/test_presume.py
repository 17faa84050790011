"""Carriers who are not heard of are presumed to ride as they were told, until they are heard of again."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict
from courier.planning.amend.amend_plan import amend_plan, preview_change
from courier.planning.amend.model import Assign, Change, Fill, Insert, Move, Reassign
from courier.planning.carriers.apply_events import apply_events
from courier.planning.live.board import board
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanRouteView, PlanView
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan
from courier.planning.shifts.change_shift import end_shift
from courier.planning.silence import silences
from courier.planning.statements import LastHeard, PublishedVisit
from mobile_contract.reasons import REASON_WORDS
from mobile_contract.sync import SignedBody
from routing import verify
from routing.files import instance_from_json, plan_from_json
from routing.plan import Limits
from tests.custody.world import SigningDevice, accept, batch, release
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts

QUICK = Limits(iterations=200, seed=1)


async def upload(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    await apply_events(connection, (await append_batch(connection, device.device_id, batch(*acts))).events)


async def hear(connection: Connection, device: SigningDevice) -> None:
    """The phone shows itself, and says nothing."""
    await connection.execute("UPDATE device SET heard_at = courier_now() WHERE device_id = $1", device.device_id)


async def plan_again(database: Pool, day: PlanningDay) -> UUID:
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))
    return plan_id


async def change(database: Pool, day: PlanningDay, plan_id: UUID, change: Change) -> UUID:
    amended = await in_transaction(database, lambda c: amend_plan(c, plan_id, change, day.world.dispatcher))
    return amended.plan.plan_id


async def view(database: Pool, day: PlanningDay, plan_id: UUID) -> PlanView:
    return await get_plan(database, plan_id, day.world.dispatcher)


def route_of(plan: PlanView, carrier: SigningDevice) -> PlanRouteView:
    return next(route for route in plan.routes if route.carrier_id == carrier.party_id)


def times(route: PlanRouteView) -> list[tuple[str, UUID, datetime]]:
    return [(stop.act, visit.job_id, stop.leave_at) for stop in route.stops for visit in stop.visits]


def left_out(plan: PlanView) -> set[UUID]:
    return {job.job_id for job in plan.unserved}


async def assert_verified(owner: Connection, plan_id: UUID) -> None:
    row = await owner.fetchrow("SELECT instance::text, answer::text FROM plan WHERE plan_id = $1", plan_id)
    assert verify(instance_from_json(row["instance"].encode()), plan_from_json(row["answer"].encode())) == []


async def silent_lan(database: Pool, owner: Connection, day: PlanningDay) -> tuple[UUID, PlanRouteView]:
    """The plan in force and Lan's route, whose middle stop is over by its times; nothing was heard of her since six."""
    await open_shifts(owner, day)
    await add_ordinary_jobs(owner, day)
    plan_id = await plan_again(database, day)
    route = route_of(await view(database, day, plan_id), day.world.lan)
    middle = route.stops[len(route.stops) // 2]
    await clock.set_simulated_now(owner, max(middle.leave_at, route.leaves_at) + timedelta(seconds=20))
    await hear(owner, day.world.minh)
    return plan_id, route


@pytest.mark.parametrize("kind", ["insert", "assign", "fill", "reassign", "move", "run"])
async def test_nothing_a_silent_carrier_is_presumed_to_ride_leaves_the_route(
    kind: str, database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    plan_id, told = await silent_lan(database, owner_connection, day)
    minh = day.world.minh
    late = await add_job(owner_connection, day, "đến muộn")
    made = None
    match kind:
        case "insert":
            made = await change(database, day, plan_id, Insert(job_id=late))
        case "assign":
            made = await change(database, day, plan_id, Assign(carrier_id=minh.party_id))
        case "fill":
            made = await change(database, day, plan_id, Fill())
        case "run":
            made = await plan_again(database, day)
        case "move":
            for _, job_id, _ in times(told):
                with pytest.raises(Conflict, match="Chưa nghe tin"):
                    await change(database, day, plan_id, Move(job_id=job_id, carrier_id=minh.party_id))
            with pytest.raises(Conflict, match="Chưa nghe tin"):
                await change(database, day, plan_id, Insert(job_id=late, carrier_id=day.world.lan.party_id))
        case "reassign":
            shift = route_of(await view(database, day, plan_id), minh).shift_id
            await in_transaction(database, lambda c: end_shift(c, shift, None, "ốm", day.world.dispatcher))
            with pytest.raises(Conflict):  # nobody else can be told
                await change(database, day, plan_id, Reassign(shift_id=shift))
    after = await view(database, day, made or plan_id)
    assert times(route_of(after, day.world.lan)) == times(told)
    assert not left_out(after) & {job_id for _, job_id, _ in times(told)}
    if kind in ("insert", "assign", "fill", "run"):
        assert late in {job_id for _, job_id, _ in times(route_of(after, minh))}
    await assert_verified(owner_connection, made or plan_id)


async def test_the_plan_says_of_whom_nothing_is_heard_and_which_stops_are_presumed(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    plan_id, told = await silent_lan(database, owner_connection, day)
    plan = await view(database, day, plan_id)
    lan, minh = route_of(plan, day.world.lan), route_of(plan, day.world.minh)
    assert (lan.is_silent, minh.is_silent) == (True, False)
    over = [stop.leave_at <= clock.now() for stop in told.stops]
    assert [stop.is_presumed for stop in lan.stops] == over
    assert 0 < sum(over) < len(over)
    await hear(owner_connection, day.world.lan)
    lan = route_of(await view(database, day, plan_id), day.world.lan)
    assert not lan.is_silent
    assert not any(stop.is_presumed for stop in lan.stops)


async def test_the_board_calls_the_same_carriers_silent_as_the_plan(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    async def silent() -> set[UUID]:
        office, asker = day.world.post_office, day.world.dispatcher
        seen = await board(owner_connection, office, asker, day.on_date, REASON_WORDS)
        return {carrier.carrier_id for carrier in seen.carriers if carrier.is_silent}

    await silent_lan(database, owner_connection, day)
    assert await silent() == {day.world.lan.party_id}
    await hear(owner_connection, day.world.lan)
    assert await silent() == set()


async def test_who_is_heard_of_again_and_did_nothing_has_all_of_it_before_him(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    plan_id, told = await silent_lan(database, owner_connection, day)
    presumed = await change(database, day, plan_id, Insert(job_id=await add_job(owner_connection, day, "đến muộn")))
    await hear(owner_connection, day.world.lan)
    again = await view(database, day, await plan_again(database, day))
    theirs = [visit for route in again.routes for visit in times(route)]
    wanted = {(act, job_id) for act, job_id, _ in times(told)}
    assert wanted <= {(act, job_id) for act, job_id, _ in theirs}
    assert all(leave_at > clock.now() for act, job_id, leave_at in theirs if (act, job_id) in wanted)
    assert presumed != again.summary.plan_id


async def test_what_was_really_done_takes_the_place_of_what_was_presumed(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    plan_id, told = await silent_lan(database, owner_connection, day)
    lan, desk = day.world.lan, day.world.desk_device
    code_of = {job_id: day.codes[name] for name, job_id in day.jobs.items() if name in day.codes}
    first = next(stop for stop in told.stops if stop.act == "pickup" and stop.visits[0].job_id in code_of)
    codes = [code_of[visit.job_id] for visit in first.visits]
    given = release(desk, lan.party_id, *codes)
    await upload(owner_connection, desk, given)
    await upload(owner_connection, lan, accept(lan, given, *codes))
    made = await change(database, day, plan_id, Insert(job_id=await add_job(owner_connection, day, "đến muộn")))
    (instance,) = [
        instance_from_json(row["instance"].encode())
        for row in await owner_connection.fetch("SELECT instance::text FROM plan WHERE plan_id = $1", made)
    ]
    (vehicle,) = [vehicle for vehicle in instance.vehicles if vehicle.id == str(told.shift_id)]
    assert vehicle.started is not None
    assert set(vehicle.started.on_board) == {str(visit.job_id) for visit in first.visits}
    assert not route_of(await view(database, day, made), lan).is_silent


async def test_an_ended_shift_is_presumed_to_ride_nothing(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    plan_id, told = await silent_lan(database, owner_connection, day)
    await in_transaction(database, lambda c: end_shift(c, told.shift_id, None, "máy hỏng", day.world.dispatcher))
    made = await change(database, day, plan_id, Reassign(shift_id=told.shift_id))
    mine = {job_id for _, job_id, _ in times(told)}
    assert mine <= {job_id for _, job_id, _ in times(route_of(await view(database, day, made), day.world.minh))}


async def test_all_that_fits_is_put_in_at_once_and_nothing_else_moves(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day, capacity_g=5_000)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await plan_again(database, day)
    before = await view(database, day, plan_id)
    fitting = {await add_job(owner_connection, day, f"sót {number}") for number in range(4)}
    heavy = await add_job(owner_connection, day, "nặng", weight_g=6_000)
    effect = await preview_change(database, plan_id, Fill(), day.world.dispatcher)
    assert set(effect.placed) == fitting
    assert [out.job_id for out in effect.not_placed] == [heavy]
    filled = await view(database, day, await change(database, day, plan_id, Fill()))
    assert filled.summary.origin == "filled"
    assert left_out(filled) == {heavy}
    for carrier in (day.world.lan, day.world.minh):
        kept = [(act, job) for act, job, _ in times(route_of(filled, carrier)) if job not in fitting]
        assert kept == [(act, job) for act, job, _ in times(route_of(before, carrier))]
    with pytest.raises(Conflict, match="không xếp được"):
        await change(database, day, filled.summary.plan_id, Fill())
    await assert_verified(owner_connection, filled.summary.plan_id)


async def test_a_shift_made_longer_takes_what_it_had_no_time_for(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day, ends_at=day.at(8), lunch_from=None, lunch_to=None)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await plan_again(database, day)
    missing = left_out(await view(database, day, plan_id))
    assert missing
    assert not (await preview_change(database, plan_id, Fill(), day.world.dispatcher)).is_possible
    await owner_connection.execute("UPDATE shift SET ends_at = $1", day.at(17))
    filled = await view(database, day, await change(database, day, plan_id, Fill()))
    assert left_out(filled) == set()


SHIFT, EIGHT = clock.new_id(), datetime.fromisoformat("2026-11-23T08:00:00+07:00")


def told(number: int, state: str = "pending") -> PublishedVisit:
    """The visit left `number` times ten minutes past eight."""
    at = EIGHT + timedelta(minutes=10 * number)
    return PublishedVisit(
        shift_id=SHIFT,
        job_id=UUID(int=number),
        act="delivery",
        party_id=UUID(int=100 + number),
        state=state,  # type: ignore[arg-type]
        arrive_at=at - timedelta(minutes=3),
        leave_at=at,
    )


def presumed_done(visits: list[PublishedVisit], heard: int | None, now: int) -> list[int]:
    """Numbers of the visits presumed done, heard of and asked so many minutes past eight."""
    last = LastHeard(SHIFT, False, None if heard is None else EIGHT + timedelta(minutes=heard))
    found = silences(visits, {SHIFT: last}, EIGHT + timedelta(minutes=now))
    return [visit.job_id.int for visit in found[SHIFT].done] if found else []


def test_who_was_heard_of_a_moment_ago_is_late_and_not_silent() -> None:
    assert presumed_done([told(1), told(2)], heard=20, now=24) == []


def test_what_is_over_by_its_time_is_presumed_and_the_stop_he_is_at_is_not() -> None:
    assert presumed_done([told(1, "done"), told(2), told(3), told(4)], heard=10, now=38) == [2, 3]


def test_who_was_late_when_last_heard_of_is_presumed_as_late_still() -> None:
    assert presumed_done([told(1), told(2), told(3)], heard=15, now=30) == [1, 2]
    assert presumed_done([told(1), told(2), told(3)], heard=15, now=35) == [1, 2, 3]


def test_what_another_device_brought_of_him_does_not_make_the_doors_before_it_passed_by() -> None:
    assert presumed_done([told(1), told(2), told(3, "done"), told(4)], heard=5, now=35) == [1, 2]


def test_a_door_passed_by_while_he_was_heard_of_is_not_presumed() -> None:
    assert presumed_done([told(1), told(2, "done"), told(3)], heard=20, now=30) == [3]


def test_who_was_never_heard_of_is_presumed_to_ride() -> None:
    assert presumed_done([told(1), told(2)], heard=None, now=15) == [1]
