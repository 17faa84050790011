"""Plans made and changed on a road server's figures, and what they say of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import create_litestar
from api.shell import Shell
from courier.database import Connection
from courier.settings import Settings
from tests.api.world import log_in
from tests.conftest import Address
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts
from tests.planning.travel.conftest import RoadProcess


@pytest.fixture
async def office(
    day: PlanningDay, address: Address, tmp_path: Path, road_server: RoadProcess
) -> AsyncIterator[httpx.AsyncClient]:
    """The dispatcher's browser, of a service with a road server."""
    settings = Settings(home=tmp_path, base_url="http://courier.test", road_servers=road_server.osrm())
    app = create_litestar(settings, address.service_dsn)
    async with app.lifespan():
        transport = httpx.ASGITransport(Shell(app, app.state.metrics, is_https=False))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://courier.test") as client:
            await log_in(client, "dieu")
            yield client


async def test_a_plan_says_on_what_its_travel_rests_and_so_does_its_change(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection, road_server: RoadProcess
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    asked = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    plan = (await office.post("/api/v1/office/plans", json=asked)).raise_for_status().json()
    assert not plan["travel_is_estimated"]
    assert plan["travel"]["provider"] == "osrm"
    assert plan["travel"]["data_version"] == "2026-11-01T00:00:00Z"
    assert (plan["travel"]["fallback"], plan["travel"]["estimated_places"]) == (None, 0)
    job_id = await add_job(owner_connection, day, "thêm")
    change = {"kind": "insert", "job_id": str(job_id)}
    changes = f"/api/v1/office/plans/{plan['plan_id']}/changes"
    changed = (await office.post(changes, json=change)).raise_for_status().json()
    assert changed["plan"]["travel"]["provider"] == "osrm"
    assert (changed["plan"]["travel"]["fallback"], changed["plan"]["travel"]["estimated_places"]) == (None, 0)
    road_server.end()
    job_id = await add_job(owner_connection, day, "thêm nữa")
    change = {"kind": "insert", "job_id": str(job_id)}
    changes = f"/api/v1/office/plans/{changed['plan']['plan_id']}/changes"
    changed = (await office.post(changes, json=change)).raise_for_status().json()
    assert changed["effect"]["placed"] == [str(job_id)]
    assert changed["plan"]["travel"]["provider"] == "osrm"
    assert (changed["plan"]["travel"]["fallback"], changed["plan"]["travel"]["estimated_places"]) == ("not_asked", 1)


async def test_a_plan_made_while_the_road_server_is_down_is_marked(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection, road_server: RoadProcess
) -> None:
    road_server.end()
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    asked = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    plan = (await office.post("/api/v1/office/plans", json=asked)).raise_for_status().json()
    assert plan["travel_is_estimated"]
    assert (plan["travel"]["provider"], plan["travel"]["fallback"]) == ("great_circle", "server_down")


async def test_an_administrator_says_how_winding_the_roads_are(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection, road_server: RoadProcess
) -> None:
    said = {"circuity": 1.7, "valid_from": "2026-01-01", "note": "Đo ngày 1/11/2026"}
    assert (await office.post("/api/v1/admin/provinces/01/travel", json=said)).status_code == 403
    await owner_connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) "
        "VALUES ($1, 'administrator', $2, '2020-01-01')",
        day.world.dispatcher,
        day.world.post_office,
    )
    assert (await office.get("/api/v1/admin/provinces/01/travel")).json()["circuity"] == 1.4
    assert (await office.post("/api/v1/admin/provinces/01/travel", json=said)).status_code == 200
    assert (await office.post("/api/v1/admin/provinces/01/travel", json=said | {"circuity": 9})).status_code == 400
    assert (await office.get("/api/v1/admin/provinces/01/travel")).json() == said
    road_server.end()
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    asked = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    plan = (await office.post("/api/v1/office/plans", json=asked)).raise_for_status().json()
    assert plan["travel"]["circuity"] == 1.7
