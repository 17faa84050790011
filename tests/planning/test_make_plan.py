"""A day planned on the real database: what is served, what is left out and why, and what is never stored."""

import multiprocessing
from collections import Counter
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
import shapely

from courier import clock
from courier.database import Connection, Pool
from courier.errors import Conflict, InvalidInput, NotFound, Overloaded
from courier.planning.keep_plan import keep_plan
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanView
from courier.planning.plans.read_plan import get_plan
from courier.planning.question import ask
from courier.planning.read_day import read_day
from courier.planning.solve_apart import solve_apart
from routing.plan import Limits
from tests.custody.world import accept, release
from tests.money.cash import collect, enter
from tests.planning.day import NORTH, SOUTH, PlanningDay, add_job, add_ordinary_jobs, build_day, open_shifts

QUICK = Limits(iterations=300, seed=1)


async def planned(database: Pool, connection: Connection, day: PlanningDay) -> PlanView:
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    return await get_plan(connection, plan_id, day.world.dispatcher)


async def test_two_carriers_serve_an_ordinary_day_whole(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan = await planned(database, owner_connection, day)
    assert plan.unserved == []
    assert (plan.summary.version, plan.summary.status, plan.summary.jobs_served) == (1, "draft", 12)
    assert plan.summary.travel_is_estimated
    visits = Counter((visit.job_id, stop.act) for route in plan.routes for stop in route.stops for visit in stop.visits)
    assert visits == Counter({(job, act): 1 for job in day.jobs.values() for act in ("pickup", "delivery")})
    assert len(plan.routes) == 2
    for route in plan.routes:
        assert [stop.position for stop in route.stops] == list(range(len(route.stops)))
        assert all(
            before.arrive_at <= after.arrive_at for before, after in zip(route.stops, route.stops[1:], strict=False)
        )
        assert day.at(7, 30) <= route.leaves_at < route.returns_at <= day.at(17)


async def test_jobs_at_one_desk_are_one_stop_and_the_counter_is_the_end_of_a_counter_job(
    database: Pool, owner_connection: Connection
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan = await planned(database, owner_connection, day)
    stops = [stop for route in plan.routes for stop in route.stops]
    at_desk = [stop for stop in stops if stop.party_id == day.world.desk]
    assert {stop.act for stop in at_desk} == {"pickup"}
    assert len(at_desk) < 5
    assert sum(len(stop.visits) for stop in at_desk) == 11
    (at_counter,) = [stop for stop in stops if stop.party_id == day.world.post_office]
    assert [visit.job_id for visit in at_counter.visits] == [day.jobs["tại quầy"]]
    assert {stop.name for stop in stops if stop.party_id in day.citizens.values()} == {"Nguyễn ***"}


async def test_the_second_plan_of_a_day_is_its_second_version(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    assert [(await planned(database, owner_connection, day)).summary.version for _ in range(2)] == [1, 2]


async def test_what_cannot_be_served_is_listed_with_its_true_reason(
    database: Pool, owner_connection: Connection
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day, capacity_g=1_000)
    await add_job(owner_connection, day, "nhẹ")
    await add_job(owner_connection, day, "nặng", weight_g=1_001)
    await add_job(owner_connection, day, "tối", window=(day.at(20), day.at(21)))
    await add_job(owner_connection, day, "mang đến", "SEND", labelled=False, at_counter=True)
    plan = await planned(database, owner_connection, day)
    reasons = {row.job_id: row for row in plan.unserved}
    assert {name: reasons[day.jobs[name]].constraint for name in ("nặng", "tối", "mang đến")} == {
        "nặng": "capacity_weight",
        "tối": "shift",
        "mang đến": "comes_to_counter",
    }
    assert "1001 g" in reasons[day.jobs["nặng"]].reason_vi
    assert "Người" in reasons[day.jobs["nặng"]].reason_vi
    assert day.jobs["nhẹ"] not in reasons


async def test_what_a_carrier_has_on_board_is_delivered_by_him_even_past_his_cash_limit(
    database: Pool, owner_connection: Connection
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    for name in ("trên xe", "ở bàn"):
        await add_job(owner_connection, day, name)
    lan, desk = day.world.lan, day.world.desk_device
    given = release(desk, lan.party_id, day.codes["trên xe"])
    await enter(owner_connection, desk, given)
    await enter(owner_connection, lan, accept(lan, given, day.codes["trên xe"]))
    await enter(owner_connection, lan, collect(lan, day.codes["trên xe"], 50_000))
    for device in (lan, day.world.minh):
        await owner_connection.execute(
            "INSERT INTO cash_limit (party_id, limit_vnd, set_by) VALUES ($1, $2, $3)",
            device.party_id,
            50_000 if device is lan else 0,
            day.world.supervisor,
        )
    plan = await planned(database, owner_connection, day)
    (route,) = plan.routes
    assert route.carrier_id == lan.party_id
    assert [(stop.act, [v.job_id for v in stop.visits]) for stop in route.stops] == [
        ("delivery", [day.jobs["trên xe"]])
    ]
    assert [(row.job_id, row.constraint) for row in plan.unserved] == [(day.jobs["ở bàn"], "skill")]


async def test_a_carriers_commune_is_where_the_door_is_whatever_former_unit_the_address_names(
    owner_connection: Connection,
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    for name in ("một", "hai"):
        await add_job(owner_connection, day, name)
    await owner_connection.execute(
        "INSERT INTO administrative_unit (code, valid_from, valid_to, level, unit_type, name, name_key, province_code, "
        "source) VALUES ($1, '2020-01-01', '2025-07-01', 'commune', 'Thị trấn', 'Cũ', 'cu', '01', 'thử')",
        NORTH,
    )
    await owner_connection.execute("UPDATE contact SET unit_code = $1, unit_valid_from = '2020-01-01'", NORTH)

    async def communes() -> dict[UUID, str | None]:
        read = await read_day(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
        return {place.party_id: place.unit_code for place in read.places if place.kind == "citizen"}

    assert set((await communes()).values()) == {None}
    everywhere = shapely.to_wkb(shapely.MultiPolygon([shapely.box(105.8, 20.9, 106.1, 21.2)]))
    await owner_connection.execute(
        "UPDATE administrative_unit SET boundary = $1, boundary_kind = 'sketch' WHERE code = $2", everywhere, SOUTH
    )
    assert set((await communes()).values()) == {SOUTH}


async def test_a_disputed_item_is_not_planned(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    job_id = await add_job(owner_connection, day, "tranh chấp")
    await owner_connection.execute("UPDATE head SET status = 'disputed'")
    plan = await planned(database, owner_connection, day)
    assert [(row.job_id, row.constraint) for row in plan.unserved] == [(job_id, "disputed")]


async def test_nobody_plans_without_a_shift_or_at_another_office(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await add_job(owner_connection, day, "một")
    with pytest.raises(Conflict, match="mở ca"):
        await planned(database, owner_connection, day)
    for person in (day.outsider, day.world.clerk):
        with pytest.raises(NotFound):
            await make_plan(database, day.world.post_office, day.on_date, person, QUICK)


async def test_a_day_planned_at_noon_begins_at_noon(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    await clock.set_simulated_now(owner_connection, day.at(12, 20))
    plan = await planned(database, owner_connection, day)
    assert plan.routes[0].leaves_at >= day.at(12, 20)
    assert all(stop.arrive_at >= day.at(13) for stop in plan.routes[0].stops)


async def test_a_damaged_plan_is_never_stored(database: Pool, owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    read = await read_day(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
    question = ask(read, clock.now())
    plan = await solve_apart(question.instance, QUICK)
    route = plan.routes[0]
    damaged = msgspec.structs.replace(
        plan, routes=(msgspec.structs.replace(route, stops=route.stops[:-1]), *plan.routes[1:])
    )
    with pytest.raises(Conflict, match="quy tắc"):
        await keep_plan(owner_connection, read, question, damaged, day.world.dispatcher)
    assert await owner_connection.fetchval("SELECT count(*) FROM plan") == 0
    assert await keep_plan(owner_connection, read, question, plan, day.world.dispatcher) is not None


async def test_a_planner_that_does_not_answer_in_time_is_ended(
    database: Pool, owner_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    monkeypatch.setattr("courier.planning.solve_apart.PATIENCE_S", 0.0)
    with pytest.raises(Overloaded):
        await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=10**9))
    assert not multiprocessing.active_children()


async def test_a_plan_for_a_day_that_changed_meanwhile_is_not_kept(owner_connection: Connection) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    job_id = await add_job(owner_connection, day, "một")
    read = await read_day(owner_connection, day.world.post_office, day.on_date, day.world.dispatcher)
    question = ask(read, clock.now())
    plan = await solve_apart(question.instance, QUICK)
    await owner_connection.execute("UPDATE job SET cancelled_at = courier_now() WHERE job_id = $1", job_id)
    assert await keep_plan(owner_connection, read, question, plan, day.world.dispatcher) is None


async def test_a_shift_is_the_dispatchers_to_open_for_a_carrier_of_the_office_once(
    owner_connection: Connection,
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    with pytest.raises(Conflict):
        await open_shifts(owner_connection, day, starts_at=day.at(8))
    with pytest.raises(NotFound):
        await open_shifts(owner_connection, day, carrier_id=day.world.desk)
    with pytest.raises(InvalidInput) as refused:
        await open_shifts(owner_connection, day, ends_at=day.at(17) + timedelta(days=1))
    assert refused.value.fields[0].field == "starts_at"
    with pytest.raises(InvalidInput) as refused:
        await open_shifts(owner_connection, day, capacity_g=0)
    assert refused.value.fields[0].field == "capacity_g"
