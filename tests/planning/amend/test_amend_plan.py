"""Plans changed by hand: what it would do is said first, what is done is a verified version, in force at once."""

from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.planning.amend.amend_plan import amend_plan, preview_change
from courier.planning.amend.model import Assign, Change, Insert, Move, Reassign
from courier.planning.amend.pin_job import pin_job
from courier.planning.carriers.apply_events import apply_events
from courier.planning.make_plan import make_plan
from courier.planning.model import Amendment, PlanRouteView, PlanView
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import find_plan_in_force, get_plan
from courier.planning.shifts.change_shift import end_shift
from mobile_contract.sync import SignedBody
from routing import verify
from routing.files import instance_from_json, plan_from_json
from routing.plan import Limits
from tests.custody.world import SigningDevice, accept, batch, release
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts

QUICK = Limits(iterations=200, seed=1)


async def published(database: Pool, day: PlanningDay) -> UUID:
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))
    return plan_id


async def amend(database: Pool, day: PlanningDay, plan_id: UUID, change: Change) -> Amendment:
    return await in_transaction(database, lambda c: amend_plan(c, plan_id, change, day.world.dispatcher))


async def view(database: Pool, day: PlanningDay, plan_id: UUID) -> PlanView:
    return await get_plan(database, plan_id, day.world.dispatcher)


def visits(route: PlanRouteView) -> list[tuple[str, UUID]]:
    return [(stop.act, visit.job_id) for stop in route.stops for visit in stop.visits]


def of(plan: PlanView, carrier: SigningDevice) -> list[tuple[str, UUID]]:
    return [visit for route in plan.routes if route.carrier_id == carrier.party_id for visit in visits(route)]


async def upload(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    await apply_events(connection, (await append_batch(connection, device.device_id, batch(*acts))).events)


async def assert_verified(owner: Connection, plan_id: UUID) -> None:
    row = await owner.fetchrow("SELECT instance::text, answer::text FROM plan WHERE plan_id = $1", plan_id)
    assert verify(instance_from_json(row["instance"].encode()), plan_from_json(row["answer"].encode())) == []


async def test_a_job_that_came_late_is_put_into_the_plan_in_force_and_only_one_route_changes(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    before = await view(database, day, plan_id)
    job_id = await add_job(owner_connection, day, "đến muộn")
    effect = await preview_change(database, plan_id, Insert(job_id=job_id), day.world.dispatcher)
    assert effect.is_possible
    assert "phút" in effect.vi
    assert await owner_connection.fetchval("SELECT count(*) FROM plan") == 1
    amended = await amend(database, day, plan_id, Insert(job_id=job_id))
    assert amended.effect == effect
    assert (amended.plan.version, amended.plan.status, amended.plan.origin) == (2, "published", "inserted")
    after = await view(database, day, amended.plan.plan_id)
    changed = [c for c in (day.world.lan, day.world.minh) if of(before, c) != of(after, c)]
    assert len(changed) == 1
    told = [visit for visit in of(after, changed[0]) if visit[1] != job_id]
    assert told == of(before, changed[0])
    await assert_verified(owner_connection, amended.plan.plan_id)
    with pytest.raises(Conflict):
        await amend(database, day, plan_id, Insert(job_id=job_id))
    with pytest.raises(Conflict, match="đã có trong tuyến"):
        await amend(database, day, amended.plan.plan_id, Insert(job_id=job_id))


async def test_what_cannot_be_placed_says_by_which_limit_and_writes_nothing(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day, capacity_g=1_000)
    await add_job(owner_connection, day, "nhẹ")
    plan_id = await published(database, day)
    heavy = await add_job(owner_connection, day, "nặng", weight_g=1_001)
    effect = await preview_change(database, plan_id, Insert(job_id=heavy), day.world.dispatcher)
    assert [(out.job_id, out.constraint) for out in effect.not_placed] == [(heavy, "capacity_weight")]
    assert not effect.is_possible
    assert "1001 g" in effect.vi
    with pytest.raises(Conflict, match="1001 g"):
        await amend(database, day, plan_id, Insert(job_id=heavy))
    assert await owner_connection.fetchval("SELECT count(*) FROM plan") == 1
    with pytest.raises(NotFound):
        await amend(database, day, plan_id, Insert(job_id=day.second_desk))
    with pytest.raises(NotFound):
        await preview_change(database, plan_id, Insert(job_id=heavy), day.outsider)


async def test_what_was_left_out_though_it_fitted_is_judged_anew_with_the_next_change(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day, capacity_g=1_000)
    await add_job(owner_connection, day, "từ sáng")
    plan_id = await published(database, day)
    first, left, second = [await add_job(owner_connection, day, name) for name in ("một", "để lại", "hai")]
    amended = await amend(database, day, plan_id, Insert(job_id=first))
    plan = await view(database, day, amended.plan.plan_id)
    assert {out.job_id: out.constraint for out in plan.unserved} == {left: "left_out", second: "left_out"}
    await owner_connection.execute("UPDATE job SET weight_g = 1001 WHERE job_id = $1", left)
    amended = await amend(database, day, amended.plan.plan_id, Insert(job_id=second))
    plan = await view(database, day, amended.plan.plan_id)
    assert {out.job_id: out.constraint for out in plan.unserved} == {left: "capacity_weight"}


async def test_a_job_is_moved_to_another_carrier_and_back(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    lan, minh = day.world.lan, day.world.minh
    job_id = of(await view(database, day, plan_id), lan)[0][1]
    moved = await amend(database, day, plan_id, Move(job_id=job_id, carrier_id=minh.party_id))
    after = await view(database, day, moved.plan.plan_id)
    assert moved.plan.origin == "moved"
    assert job_id in {job for _, job in of(after, minh)}
    assert job_id not in {job for _, job in of(after, lan)}
    back = await amend(database, day, moved.plan.plan_id, Move(job_id=job_id, carrier_id=lan.party_id))
    assert job_id in {job for _, job in of(await view(database, day, back.plan.plan_id), lan)}
    assert back.plan.version == 3


async def test_all_that_waits_is_given_to_one_carrier_without_planning(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "đầu")
    plan_id = await published(database, day)
    waiting = [await add_job(owner_connection, day, f"chờ {number}") for number in range(4)]
    lan = day.world.lan
    given = await amend(database, day, plan_id, Assign(carrier_id=lan.party_id))
    assert set(given.effect.placed) == set(waiting)
    assert set(waiting) <= {job for _, job in of(await view(database, day, given.plan.plan_id), lan)}
    await assert_verified(owner_connection, given.plan.plan_id)


async def test_the_rest_of_an_ill_carrier_s_route_goes_to_others_and_what_he_holds_stays_listed(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    lan_shift, _ = await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    lan, minh, desk = day.world.lan, day.world.minh, day.world.desk_device
    mine = list(dict.fromkeys(job for _, job in of(await view(database, day, plan_id), lan)))
    held = next(job for job in mine if any(day.jobs[name] == job for name in day.codes))
    code = next(code for name, code in day.codes.items() if day.jobs[name] == held)
    await clock.set_simulated_now(owner_connection, day.at(9))
    given = release(desk, lan.party_id, code)
    await upload(owner_connection, desk, given)
    await upload(owner_connection, lan, accept(lan, given, code))
    await owner_connection.execute("UPDATE device SET heard_at = courier_now() WHERE device_id = $1", minh.device_id)
    with pytest.raises(Conflict, match="kết thúc ca"):
        await amend(database, day, plan_id, Reassign(shift_id=lan_shift))
    await in_transaction(database, lambda c: end_shift(c, lan_shift, None, "ốm", day.world.dispatcher))
    amended = await amend(database, day, plan_id, Reassign(shift_id=lan_shift))
    after = await view(database, day, amended.plan.plan_id)
    assert set(amended.effect.placed) == set(mine) - {held}
    assert [(out.job_id, out.constraint) for out in amended.effect.not_placed] == [(held, "elsewhere")]
    assert of(after, lan) == [("pickup", held)]
    assert set(mine) - {held} <= {job for _, job in of(after, minh)}
    assert held in {left.job_id for left in after.unserved}
    assert amended.plan.status == "under_way"


async def test_a_plan_made_during_the_day_keeps_what_is_behind_and_goes_on_from_there(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    lan, desk = day.world.lan, day.world.desk_device
    mine = of(await view(database, day, plan_id), lan)
    name = next(n for n in day.codes if ("pickup", day.jobs[n]) in mine and n.startswith("kết quả"))
    await clock.set_simulated_now(owner_connection, day.at(9))
    given = release(desk, lan.party_id, day.codes[name])
    await upload(owner_connection, desk, given)
    await upload(owner_connection, lan, accept(lan, given, day.codes[name]))
    again = await published(database, day)
    (route,) = [r for r in (await view(database, day, again)).routes if r.carrier_id == lan.party_id]
    assert visits(route)[0] == ("pickup", day.jobs[name])
    assert ("delivery", day.jobs[name]) in visits(route)
    assert all(stop.arrive_at >= day.at(9) for stop in route.stops[1:])
    assert (await view(database, day, again)).summary.status == "under_way"
    await assert_verified(owner_connection, again)


async def test_a_pinned_job_is_planned_for_its_carrier_until_it_is_let_go(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    minh, dispatcher = day.world.minh, day.world.dispatcher

    async def pin(job_id: UUID, carrier_id: UUID | None) -> None:
        await in_transaction(
            database, lambda c: pin_job(c, job_id, day.world.post_office, day.on_date, carrier_id, dispatcher)
        )

    async def planned() -> PlanView:
        plan_id = await make_plan(database, day.world.post_office, day.on_date, dispatcher, QUICK)
        return await view(database, day, plan_id)

    for job_id in day.jobs.values():
        await pin(job_id, minh.party_id)
    plan = await planned()
    assert [route.carrier_id for route in plan.routes] == [minh.party_id]
    for job_id in day.jobs.values():
        await pin(job_id, None)
    assert len((await planned()).routes) == 2
    with pytest.raises(NotFound):
        await pin(day.second_desk, minh.party_id)


async def test_a_draft_changed_by_hand_is_a_draft(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    job_id = await add_job(owner_connection, day, "hai")
    amended = await amend(database, day, plan_id, Insert(job_id=job_id, carrier_id=day.world.minh.party_id))
    assert (amended.plan.status, amended.plan.based_on) == ("draft", plan_id)
    assert await find_plan_in_force(database, day.world.post_office, day.on_date, day.world.dispatcher) is None
