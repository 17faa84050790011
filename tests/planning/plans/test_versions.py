"""Versions of a day over HTTP: listed, compared in words, changed by hand, closed."""

from datetime import timedelta
from typing import Any

import httpx

from courier.database import Connection
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts


async def make(office: httpx.AsyncClient, day: PlanningDay) -> dict[str, Any]:
    body = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    plan: dict[str, Any] = (await office.post("/api/v1/office/plans", json=body)).raise_for_status().json()
    return plan


async def test_versions_are_listed_compared_and_closed(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    first = (await make(office, day))["plan_id"]
    (await office.post(f"/api/v1/office/plans/{first}/publish")).raise_for_status()
    late = await add_job(owner_connection, day, "đến muộn")
    order = {"kind": "insert", "job_id": str(late)}
    effect = (await office.post(f"/api/v1/office/plans/{first}/previews", json=order)).raise_for_status().json()
    amended = (await office.post(f"/api/v1/office/plans/{first}/changes", json=order)).raise_for_status().json()
    assert amended["effect"] == effect
    second = amended["plan"]["plan_id"]
    where = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    listed = (await office.get("/api/v1/office/plans", params=where)).json()
    assert [(row["version"], row["status"], row["based_on"]) for row in listed] == [
        (2, "published", first),
        (1, "replaced", None),
    ]
    found = (await office.get(f"/api/v1/office/plans/{first}/differences/{second}")).json()
    (carrier,) = found["carriers"]
    assert (carrier["jobs_in"], carrier["jobs_out"], carrier["stops_moved"]) == ([str(late)], [], 0)
    assert carrier["carrier_name"] in found["vi"]
    assert found["now_unserved"] == []
    same = (await office.get(f"/api/v1/office/plans/{second}/differences/{second}")).json()
    assert (same["carriers"], same["vi"]) == ([], "Hai bản như nhau.")
    for _ in range(2):
        closed = await office.post(f"/api/v1/office/plans/{second}/close")
        assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert (await office.post(f"/api/v1/office/plans/{first}/close")).status_code == 409
    third = (await make(office, day))["plan_id"]
    assert (await office.post(f"/api/v1/office/plans/{third}/publish")).status_code == 409


async def test_an_earlier_day_is_closed_when_a_later_one_is_put_in_force(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    first = (await make(office, day))["plan_id"]
    (await office.post(f"/api/v1/office/plans/{first}/publish")).raise_for_status()
    day.on_date += timedelta(days=1)
    await open_shifts(owner_connection, day)
    later = (await make(office, day))["plan_id"]
    (await office.post(f"/api/v1/office/plans/{later}/publish")).raise_for_status()
    assert (await office.get(f"/api/v1/office/plans/{first}")).json()["summary"]["status"] == "closed"


async def test_a_change_says_what_it_lacks(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    plan_id = (await make(office, day))["plan_id"]
    refused = await office.post(f"/api/v1/office/plans/{plan_id}/changes", json={"kind": "move"})
    assert refused.status_code == 400
    assert {field["field"] for field in refused.json()["errors"]} == {"job_id", "carrier_id"}
    unknown = {"kind": "insert", "job_id": str(day.second_desk)}
    assert (await office.post(f"/api/v1/office/plans/{plan_id}/previews", json=unknown)).status_code == 404
