"""Who may do what: roles and offices are asked of the database, a foreign object is not there."""

from uuid import uuid4

import httpx
import msgspec
import pytest

from api.app import create_litestar
from api.service import Service
from api.shell import Shell
from courier.database import in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import RoleGrant
from courier.settings import Settings
from mobile_contract.codes import new_code
from tests.api.world import SINCE, Phone, World, enrolled_phone, log_in, order_enrolment, token_of
from tests.conftest import Address

OFFICE_VIEWS = ("board", "map", "stream", "cash")


@pytest.mark.parametrize("view", OFFICE_VIEWS)
async def test_another_offices_views_are_not_there(client: httpx.AsyncClient, world: World, view: str) -> None:
    await log_in(client, "xa")
    answer = await client.get(f"/api/v1/office/{view}", params={"office_id": str(world.office.office_id)})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("view", ["board", "map", "cash", "exceptions", "disputes"])
async def test_the_offices_own_people_see_its_views(client: httpx.AsyncClient, world: World, view: str) -> None:
    await log_in(client, "dieu")
    answer = await client.get(f"/api/v1/office/{view}", params={"office_id": str(world.office.office_id)})
    assert answer.status_code == 200, answer.text


async def test_another_offices_exceptions_are_empty(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "xa")
    query = {"office_id": str(world.office.office_id)}
    assert (await client.get("/api/v1/office/exceptions", params=query)).json() == []


async def test_a_clerk_of_a_desk_lets_no_phone_in(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "cua", "desk")
    order = {"office_id": str(world.office.office_id), "person_id": str(world.lan.person_id), "kind": "phone"}
    assert (await client.post("/api/v1/office/enrolments", json=order)).status_code == 404


async def test_the_desk_is_run_by_the_post_office_that_serves_it(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    order = {"office_id": str(world.desk.office_id), "person_id": str(world.clerk.person_id), "kind": "workstation"}
    link = (await client.post("/api/v1/office/enrolments", json=order)).json()
    workstation = Phone(client, "desk")
    assert (await workstation.enrol(token_of(link))).status_code == 201
    await workstation.renew()
    manifest = await client.get("/api/v1/desk/manifest", headers=workstation.headers)
    assert (manifest.status_code, manifest.json()["stops"]) == (200, [])


async def test_a_phone_reads_its_manifest_until_the_moment_it_is_closed(
    client: httpx.AsyncClient, world: World
) -> None:
    phone = await enrolled_phone(client, world)
    manifest = await client.get("/api/v1/carrier/manifest", headers=phone.headers)
    assert manifest.status_code == 200
    assert phone.device_id in manifest.json()["device_keys"]
    await client.post(f"/api/v1/office/devices/{phone.device_id}/revocation", json={"mode": "lost"})
    closed = await client.get("/api/v1/carrier/manifest", headers=phone.headers)
    assert (closed.status_code, closed.json()["type"]) == (403, "/problems/forbidden")


async def test_a_workstation_has_no_carriers_manifest(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    link = await order_enrolment(client, world, world.dispatcher, "workstation")
    workstation = Phone(client, "office")
    await workstation.enrol(token_of(link))
    await workstation.renew()
    assert (await client.get("/api/v1/carrier/manifest", headers=workstation.headers)).status_code == 403


async def test_only_an_administrator_opens_offices_and_adds_people(
    client: httpx.AsyncClient, world: World, service: Service
) -> None:
    await log_in(client, "dieu")
    person = {"full_name": "Vũ Mới", "province_code": "01", "username": "moi", "password": "mật khẩu dài"}
    assert (await client.post("/api/v1/admin/people", json=person)).status_code == 403
    grant = RoleGrant(
        person_id=world.dispatcher.person_id,
        role="administrator",
        office_id=world.office.office_id,
        valid_from=SINCE,
    )
    await in_transaction(service.pool, lambda connection: grant_role(connection, grant))
    added = await client.post("/api/v1/admin/people", json=person)
    assert added.status_code == 201, added.text
    given = {
        "person_id": added.json()["person_id"],
        "role": "teller",
        "office_id": str(world.office.office_id),
        "valid_from": "2020-01-01",
    }
    assert (await client.post("/api/v1/admin/grants", json=given)).status_code == 201
    login = {"username": "Moi", "password": "mật khẩu dài"}
    assert (await client.post("/api/v1/office/session", json=login)).json()["roles"][0]["role"] == "teller"


async def test_a_dispute_needs_a_second_persons_own_password(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    decision = {"approver_username": "xa", "approver_password": "không phải", "considered": [str(uuid4())]}
    answer = await client.post(f"/api/v1/office/disputes/{uuid4()}/resolution", json=decision)
    assert answer.json()["type"] == "/problems/wrong-login"


async def test_the_trusted_proxys_own_entry_names_the_caller(settings: Settings, address: Address) -> None:
    behind = msgspec.structs.replace(settings, trusted_proxy_header="x-forwarded-for")
    app = create_litestar(behind, address.service_dsn)
    transport = httpx.ASGITransport(Shell(app, app.state.metrics, is_https=False))  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://courier.test") as client:

        async def guess(forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            return (await client.get(f"/api/v1/citizen/track/{new_code()}", headers=headers)).status_code

        for number in range(30):
            assert await guess(f"invented-{number}, 203.0.113.7") == 404
        assert await guess("invented-again, 203.0.113.7") == 429
        assert await guess("203.0.113.8") == 404
