"""Shifts over HTTP and in plans: parts of a day, spells, lunch that moves, changes with who and why, waves."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from courier import clock
from courier.database import Connection, Pool
from courier.planning.make_plan import make_plan
from courier.planning.model import ShiftInput, Spell
from courier.planning.plans.read_plan import get_plan
from courier.planning.shifts.open_shift import open_shift
from courier.planning.shifts.set_waves import set_waves
from routing.plan import Limits
from tests.planning.day import NORTH, SOUTH, PlanningDay, add_item, add_job, open_shifts

QUICK = Limits(iterations=200, seed=1)


def shift(day: PlanningDay, begin: int, end: int, **more: object) -> dict[str, Any]:
    return {
        "carrier_id": str(day.world.lan.party_id),
        "office_id": str(day.world.post_office),
        "on_date": str(day.on_date),
        "starts_at": day.at(begin).isoformat(),
        "ends_at": day.at(end).isoformat(),
    } | more


async def test_a_carrier_has_two_parts_of_a_day_apart(office: httpx.AsyncClient, day: PlanningDay) -> None:
    for begin, end, status in ((7, 11, 201), (13, 17, 201), (10, 12, 409)):
        answer = await office.post("/api/v1/office/shifts", json=shift(day, begin, end))
        assert answer.status_code == status, answer.text


async def test_spells_that_overlap_or_leave_the_shift_are_named(office: httpx.AsyncClient, day: PlanningDay) -> None:
    def spell(begin: int, end: int) -> dict[str, str]:
        return {
            "starts_at": day.at(begin).isoformat(),
            "ends_at": day.at(end).isoformat(),
            "reason": "vòng phát khác",
        }

    lunch = {"lunch_from": day.at(11).isoformat(), "lunch_to": day.at(13).isoformat(), "lunch_duration_s": 3600}
    for wrong, field in (
        ({"spells": [spell(9, 11), spell(10, 12)]}, "spells"),
        ({"spells": [spell(12, 14)]} | lunch, "spells"),
        ({"spells": [spell(6, 8)]}, "spells[0]"),
        (lunch | {"lunch_duration_s": 14_400}, "lunch_duration_s"),
    ):
        refused = await office.post("/api/v1/office/shifts", json=shift(day, 7, 17, **wrong))
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == field
    right = {"spells": [spell(9, 10)]} | lunch
    assert (await office.post("/api/v1/office/shifts", json=shift(day, 7, 17, **right))).status_code == 201


async def test_a_changed_and_an_ended_shift_keep_who_when_and_why(office: httpx.AsyncClient, day: PlanningDay) -> None:
    opened = (await office.post("/api/v1/office/shifts", json=shift(day, 5, 17))).json()["shift_id"]
    terms = {k: v for k, v in shift(day, 5, 16).items() if k.endswith("_at")}
    changed = await office.post(f"/api/v1/office/shifts/{opened}/changes", json=terms | {"reason": "họp chiều"})
    assert changed.status_code == 204, changed.text
    for _ in range(2):
        ended = await office.post(f"/api/v1/office/shifts/{opened}/end", json={"reason": "ốm"})
        assert ended.status_code == 204, ended.text
    where = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    (row,) = (await office.get("/api/v1/office/shifts", params=where)).json()
    assert row["is_ended"]
    assert [(change["kind"], change["reason"]) for change in row["changes"]] == [
        ("changed", "họp chiều"),
        ("ended", "ốm"),
    ]
    later = await office.post(
        f"/api/v1/office/shifts/{opened}/end", json={"reason": "ốm", "ends_at": day.at(15).isoformat()}
    )
    assert later.status_code == 400
    assert (await office.post(f"/api/v1/office/shifts/{day.second_desk}/end", json={"reason": "ốm"})).status_code == 404


async def test_nothing_is_planned_into_a_spell_and_lunch_moves_within_its_time(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shift(
        owner_connection,
        ShiftInput(
            carrier_id=day.world.lan.party_id,
            office_id=day.world.post_office,
            on_date=day.on_date,
            starts_at=day.at(7),
            ends_at=day.at(17),
            lunch_from=day.at(11),
            lunch_to=day.at(14),
            lunch_duration_s=3600,
            spells=[Spell(starts_at=day.at(7), ends_at=day.at(10), reason="vòng phát khác")],
        ),
        day.world.dispatcher,
    )
    window = (day.at(11), day.at(11, 45))
    await add_job(owner_connection, day, "trưa", window=window)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(database, plan_id, day.world.dispatcher)
    assert plan.unserved == []
    (route,) = plan.routes
    assert all(stop.leave_at > day.at(10) for stop in route.stops)


async def test_what_lies_at_the_office_leaves_with_a_wave(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day, max_trips=2)
    await set_waves(owner_connection, day.world.post_office, day.on_date, [9 * 3600, 14 * 3600], day.world.dispatcher)
    job_id = await add_job(owner_connection, day, "tại bưu cục", labelled=False)
    await owner_connection.execute("UPDATE job SET origin_id = $2 WHERE job_id = $1", job_id, day.world.post_office)
    await add_item(owner_connection, day, job_id, day.world.post_office)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(database, plan_id, day.world.dispatcher)
    (route,) = plan.routes
    assert route.leaves_at in {day.at(9), day.at(14)}


async def test_waves_are_the_office_s_own(office: httpx.AsyncClient, day: PlanningDay) -> None:
    body = {"office_id": str(day.world.post_office), "valid_from": str(day.on_date), "departs_s": [30_600, 39_600]}
    assert (await office.post("/api/v1/office/waves", json=body)).status_code == 204
    assert (await office.post("/api/v1/office/waves", json=body | {"departs_s": [9, 8]})).status_code == 400
    foreign = body | {"office_id": str(day.second_desk)}
    assert (await office.post("/api/v1/office/waves", json=foreign)).status_code == 404


async def test_stops_take_as_long_as_the_office_says_and_as_assumed_until_then(
    office: httpx.AsyncClient, day: PlanningDay
) -> None:
    said = {"office_id": str(day.world.post_office), "valid_from": str(day.on_date), "kind": "desk_sealed"}
    asked = f"/api/v1/office/service-times?office_id={day.world.post_office}&on_date={day.on_date}"

    def seconds(answer: httpx.Response) -> tuple[int, int]:
        return next((t["fixed_s"], t["per_item_s"]) for t in answer.json() if t["kind"] == "desk_sealed")

    assert seconds(await office.get(asked)) == (40, 4)
    changed = said | {"fixed_s": 60, "per_item_s": 6}
    assert (await office.post("/api/v1/office/service-times", json=changed)).status_code == 204
    assert seconds(await office.get(asked)) == (60, 6)
    assert seconds(await office.get(asked.replace(str(day.on_date), "2020-01-01"))) == (40, 4)
    assert (await office.post("/api/v1/office/service-times", json=changed | {"fixed_s": -1})).status_code == 400
    foreign = changed | {"office_id": str(day.second_desk)}
    assert (await office.post("/api/v1/office/service-times", json=foreign)).status_code == 404
    assert (await office.get(asked.replace(str(day.world.post_office), str(day.second_desk)))).status_code == 404


async def appoint(connection: Connection, day: PlanningDay, *units: str) -> UUID:
    """Minh is no carrier of the office but stands in today, in these communes; his party."""
    person_id = await connection.fetchval(
        "SELECT person_id FROM person WHERE carrier_party_id = $1", day.world.minh.party_id
    )
    await connection.execute(
        "UPDATE role_grant SET valid_from = $2, valid_to = $2::date + 1 WHERE person_id = $1 AND role = 'carrier'",
        *(person_id, day.on_date),
    )
    substitution = clock.new_id()
    await connection.execute(
        """INSERT INTO substitution (substitution_id, office_id, person_id, on_date, reason, appointed_by)
           VALUES ($1, $2, $3, $4, 'Lan ốm', $5)""",
        *(substitution, day.world.post_office, person_id, day.on_date, day.world.dispatcher),
    )
    await connection.executemany(
        "INSERT INTO substitution_area (substitution_id, unit_code, unit_valid_from) VALUES ($1, $2, '2025-07-01')",
        [(substitution, unit) for unit in units],
    )
    return day.world.minh.party_id


async def test_a_substitute_s_shift_is_for_his_area_and_his_day(
    owner_connection: Connection, office: httpx.AsyncClient, day: PlanningDay
) -> None:
    his = {"carrier_id": str(await appoint(owner_connection, day, NORTH))}

    async def fields(**more: object) -> list[str]:
        refused = await office.post("/api/v1/office/shifts", json=shift(day, 7, 11, **(his | more)))
        assert refused.status_code == 400, refused.text
        return [wrong["field"] for wrong in refused.json()["errors"]]

    assert await fields(territory=[NORTH, SOUTH]) == ["territory"]
    opened = await office.post("/api/v1/office/shifts", json=shift(day, 7, 11, **his))
    assert opened.status_code == 201, opened.text
    url = f"/api/v1/office/shifts/{opened.json()['shift_id']}/changes"
    terms = {k: v for k, v in shift(day, 7, 12).items() if k.endswith("_at")} | {"reason": "thêm giờ"}
    assert (await office.post(url, json=terms | {"territory": [SOUTH]})).status_code == 400
    assert (await office.post(url, json=terms)).status_code == 204
    assert await owner_connection.fetchval("SELECT territory FROM shift") == [NORTH]
    tomorrow = day.on_date + timedelta(days=1)
    times = {name: (day.at(hour) + timedelta(days=1)).isoformat() for name, hour in (("starts_at", 7), ("ends_at", 9))}
    late = shift(day, 7, 9, **his) | times | {"on_date": str(tomorrow)}
    assert (await office.post("/api/v1/office/shifts", json=late)).status_code == 404


async def test_a_substitute_without_area_gets_no_shift(
    owner_connection: Connection, office: httpx.AsyncClient, day: PlanningDay
) -> None:
    his = {"carrier_id": str(await appoint(owner_connection, day))}
    refused = await office.post("/api/v1/office/shifts", json=shift(day, 7, 11, **his))
    assert [wrong["problem"] for wrong in refused.json()["errors"]] == ["without-area"]


async def test_no_plan_sends_a_substitute_out_of_his_area(
    owner_connection: Connection, database: Pool, office: httpx.AsyncClient, day: PlanningDay
) -> None:
    his = {"carrier_id": str(await appoint(owner_connection, day, NORTH))}
    assert (await office.post("/api/v1/office/shifts", json=shift(day, 7, 17, **his))).status_code == 201
    for name, unit in (("north", NORTH), ("south", SOUTH)):
        await add_job(owner_connection, day, name)
        await owner_connection.execute(
            "UPDATE contact SET unit_code = $2, unit_valid_from = '2025-07-01' WHERE party_id = $1",
            *(day.citizens[name], unit),
        )
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)
    plan = await get_plan(database, plan_id, day.world.dispatcher)
    assert [unserved.job_id for unserved in plan.unserved] == [day.jobs["south"]]
    assert "Bưu tá thay" in plan.unserved[0].reason_vi
