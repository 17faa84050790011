"""Linehaul routes, next legs and bags over HTTP."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.service import Service
from courier.database import in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import NewOffice, Office, RoleGrant
from courier.network.open_office import open_office
from mobile_contract.codes import parse_sscc
from tests.api.world import PROVINCE, SINCE, World, log_in


async def opened(service: Service, kind: Any, code: str) -> Office:
    office = NewOffice(kind=kind, code=code, name=code, address="Gia Lâm", lon=105.9, lat=21.0, province_code=PROVINCE)
    return await in_transaction(service.pool, lambda connection: open_office(connection, office))


async def administrate(service: Service, world: World, client: httpx.AsyncClient) -> None:
    """The dispatcher, logged in, is administrator too."""
    grant = RoleGrant(
        person_id=world.dispatcher.person_id, role="administrator", office_id=world.office.office_id, valid_from=SINCE
    )
    await in_transaction(service.pool, lambda connection: grant_role(connection, grant))
    await log_in(client, "dieu")


def route(world: World, linehaul: Office, **changes: Any) -> dict[str, Any]:
    stops = [
        {"office_id": str(world.office.office_id), "departs_s": 39_600},
        {"office_id": str(world.elsewhere.office_id), "arrives_s": 43_200},
    ]
    return {
        "code": "DT1",
        "name": "Gia Lâm - Đông Anh",
        "linehaul_id": str(linehaul.office_id),
        "weekdays": [1, 2, 3, 4, 5],
        "stops": stops,
        "valid_from": "2026-01-01",
    } | changes


async def test_an_administrator_opens_a_route_and_sees_it_in_the_timetable(
    client: httpx.AsyncClient, service: Service, world: World
) -> None:
    linehaul = await opened(service, "linehaul", "DT")
    await administrate(service, world, client)
    answer = await client.post("/api/v1/admin/linehaul-routes", json=route(world, linehaul))
    assert answer.status_code == 201, answer.text
    again = await client.post("/api/v1/admin/linehaul-routes", json=route(world, linehaul))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    shown = (await client.get("/api/v1/admin/linehaul-routes")).json()
    assert [(stop["code"], stop["arrives_s"], stop["departs_s"]) for stop in shown] == [
        ("DT1", None, 39_600),
        ("DT1", 43_200, None),
    ]


async def test_only_an_administrator_touches_the_timetable(
    client: httpx.AsyncClient, service: Service, world: World
) -> None:
    linehaul = await opened(service, "linehaul", "DT")
    await log_in(client, "dieu")
    assert (await client.post("/api/v1/admin/linehaul-routes", json=route(world, linehaul))).status_code == 403
    assert (await client.get("/api/v1/admin/linehaul-routes")).status_code == 403


def stop(office: Office, **times: int) -> dict[str, Any]:
    return {"office_id": str(office.office_id), **times}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weekdays": []}, None),
        ({"weekdays": [0]}, None),
        ({"code": "đt1"}, None),
        ({"valid_to": "2026-01-01"}, "valid_to"),
        ({"linehaul_id": str(UUID(int=7))}, "linehaul_id"),
        ({"stops": "one"}, None),
        ({"stops": "backwards"}, "stops"),
        ({"stops": "no departure"}, "stops"),
        ({"stops": "to a desk"}, "stops"),
        ({"stops": "stands still"}, "stops"),
        ({"stops": "begins with an arrival"}, "stops"),
        ({"stops": "leaves before it arrives"}, "stops"),
    ],
    ids=str,
)
async def test_a_wrong_route_is_named_by_its_field(
    client: httpx.AsyncClient, service: Service, world: World, wrong: dict[str, Any], field: str | None
) -> None:
    linehaul = await opened(service, "linehaul", "DT")
    hub = await opened(service, "hub", "KT1")
    await administrate(service, world, client)
    first, second = world.office, world.elsewhere
    stops = {
        "one": [stop(first, departs_s=1)],
        "backwards": [stop(first, departs_s=200), stop(second, arrives_s=100)],
        "no departure": [stop(first), stop(second, arrives_s=100)],
        "to a desk": [stop(first, departs_s=1), stop(world.desk, arrives_s=100)],
        "stands still": [stop(first, departs_s=1), stop(first, arrives_s=100)],
        "begins with an arrival": [stop(first, arrives_s=1, departs_s=2), stop(second, arrives_s=100)],
        "leaves before it arrives": [
            stop(first, departs_s=1),
            stop(hub, arrives_s=100, departs_s=50),
            stop(second, arrives_s=200),
        ],
    }
    sent = wrong | ({"stops": stops[wrong["stops"]]} if "stops" in wrong else {})
    answer = await client.post("/api/v1/admin/linehaul-routes", json=route(world, linehaul, **sent))
    assert answer.status_code in (400, 422), answer.text
    if field is not None:
        assert field in [error["field"] for error in answer.json()["errors"]], answer.text
    assert (await client.get("/api/v1/admin/linehaul-routes")).json() == []


async def test_an_offices_people_see_its_legs_and_bags_and_get_bag_codes(
    client: httpx.AsyncClient, world: World
) -> None:
    await log_in(client, "dieu")
    query = {"office_id": str(world.office.office_id)}
    assert (await client.get("/api/v1/office/legs", params=query)).json() == []
    order = {"bag_id": str(uuid4()), "to_office_id": str(world.elsewhere.office_id), **query}
    given = await client.post("/api/v1/office/bags", json=order)
    assert given.status_code == 201, given.text
    assert parse_sscc(given.json()["sscc"]).startswith("0893")
    assert (await client.post("/api/v1/office/bags", json=order)).json() == given.json()
    (proposal,) = (await client.get("/api/v1/office/bags", params=query)).json()["proposals"]
    assert (proposal["items"], proposal["unused_sscc"]) == ([], [given.json()["sscc"]])


@pytest.mark.parametrize("view", ["legs", "bags"])
async def test_another_offices_legs_and_bags_are_not_there(client: httpx.AsyncClient, world: World, view: str) -> None:
    await log_in(client, "xa")
    query = {"office_id": str(world.office.office_id)}
    answer = await client.get(f"/api/v1/office/{view}", params=query)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    order = {"bag_id": str(uuid4()), "to_office_id": str(world.elsewhere.office_id), **query}
    assert (await client.post("/api/v1/office/bags", json=order)).status_code == 404


async def test_an_instruction_for_a_job_that_is_not_there_is_not_found(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    order = {"instruction_id": str(uuid4()), "solution": "RETURN", "note": "Khách yêu cầu"}
    assert (await client.post(f"/api/v1/office/jobs/{uuid4()}/instruction", json=order)).status_code == 404
    assert (
        await client.post(f"/api/v1/office/jobs/{uuid4()}/instruction", json=order | {"solution": "BURN"})
    ).status_code in (400, 422)
