"""The catalogue over HTTP: open to everybody, slowed for machines, filled by administrators alone."""

import io
from uuid import uuid4

import httpx
import pytest

from api.limits import FailureLimit
from api.service import Service
from courier.catalogue.calendars.shipped import DAYS_FILE, WEEKS_FILE, shipped_file
from courier.catalogue.load_shipped import PROCEDURES_FILE, load_shipped
from courier.clock import today
from courier.database import in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import RoleGrant
from courier.spreadsheets import read_sheets
from tests.api.world import SINCE, World, log_in


@pytest.fixture
async def filled(service: Service) -> None:
    await in_transaction(service.pool, load_shipped)


@pytest.fixture
async def administrator(client: httpx.AsyncClient, service: Service, world: World) -> httpx.AsyncClient:
    grant = RoleGrant(
        person_id=world.dispatcher.person_id,
        role="administrator",
        office_id=world.office.office_id,
        valid_from=SINCE,
    )
    await in_transaction(service.pool, lambda connection: grant_role(connection, grant))
    await log_in(client, "dieu")
    return client


async def test_a_citizen_finds_a_procedure_without_accents_and_reads_its_checklist(
    client: httpx.AsyncClient, filled: None
) -> None:
    found = (await client.get("/api/v1/citizen/procedures", params={"text": "dang ky ket hon", "limit": 3})).json()
    assert found["on_date"] == today().isoformat()
    assert found["procedures"][0]["procedure_code"] == "1.000894"
    assert len(found["procedures"]) == 3
    wedding = (await client.get("/api/v1/citizen/procedures/1.000894")).json()
    assert wedding["procedure"]["must_attend_send"] is True
    assert "cùng đến ký" in wedding["procedure"]["presence_vi"]
    assert [paper["ordinal"] for paper in wedding["documents"]] == [1, 2, 3]


async def test_an_unknown_code_is_not_found_and_a_wrong_one_is_refused(client: httpx.AsyncClient, filled: None) -> None:
    assert (await client.get("/api/v1/citizen/procedures/9.999999")).status_code == 404
    assert (await client.get("/api/v1/citizen/procedures/a%00b")).status_code in (400, 404)
    assert (await client.get("/api/v1/citizen/procedures", params={"limit": 1000})).status_code == 400
    assert (await client.get("/api/v1/citizen/procedures", params={"text": "x" * 201})).status_code == 400
    assert (await client.get("/api/v1/citizen/procedures", params={"text": "a\0b"})).status_code == 200


async def test_many_look_ups_in_a_row_are_slowed(client: httpx.AsyncClient, service: Service, filled: None) -> None:
    object.__setattr__(service.limits, "lookups", FailureLimit(3, 60))
    statuses = [(await client.get("/api/v1/citizen/procedures?text=so%20do")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = await client.get("/api/v1/citizen/procedures/1.001193")
    assert "Tra cứu quá dồn dập" in refused.json()["detail"]


async def test_the_office_reads_as_of_a_day_and_sees_what_wants_review(
    client: httpx.AsyncClient, world: World, filled: None
) -> None:
    assert (await client.get("/api/v1/office/procedures?text=so%20do")).status_code == 401
    await log_in(client, "dieu")
    assert (await client.get("/api/v1/office/procedures?text=so%20do")).json()["procedures"]
    assert (await client.get("/api/v1/office/procedures/1.001193?on_date=2026-01-01")).status_code == 200
    assert (await client.get("/api/v1/office/procedures/1.001193?on_date=2020-01-01")).status_code == 404
    assert "procedures" in (await client.get("/api/v1/office/procedures/reviews")).json()


async def test_an_administrator_imports_and_gets_the_lines_to_mend(administrator: httpx.AsyncClient) -> None:
    content = shipped_file(PROCEDURES_FILE) + b"1.000001;Sai;;;;;;;;;\n"
    report = (await send(administrator, "procedures", content)).json()
    assert report["created"] >= 60
    assert report["rejected"]
    to_mend = await administrator.get(f"/api/v1/admin/procedures/imports/{report['import_id']}/rejected")
    assert to_mend.status_code == 200
    assert read_sheets(to_mend.content)
    again = (await send(administrator, "procedures", content)).json()
    assert (again["created"], again["changed"], again["known"]) == (0, 0, report["created"])
    assert (await administrator.get(f"/api/v1/admin/procedures/imports/{uuid4()}/rejected")).status_code == 404
    template = await administrator.get("/api/v1/admin/procedures/template")
    assert "Mã thủ tục" in str(read_sheets(template.content)[0].rows)


async def test_an_administrator_imports_calendars_and_their_days(administrator: httpx.AsyncClient) -> None:
    weeks = await send(administrator, "calendars", shipped_file(WEEKS_FILE))
    assert weeks.json()["created"] == 2
    days = (await send(administrator, "calendar-days", shipped_file(DAYS_FILE))).json()
    assert days["created"] > 30
    assert any("Ngày Văn hóa Việt Nam" in note["message_vi"] for note in days["notes"])


@pytest.mark.parametrize("what", ["procedures", "calendars", "calendar-days"])
async def test_nobody_else_may_import(client: httpx.AsyncClient, world: World, what: str) -> None:
    assert (await send(client, what, b"x")).status_code == 401
    await log_in(client, "dieu")
    assert (await send(client, what, b"x")).status_code == 403
    assert (await client.get("/api/v1/admin/procedures/template")).status_code == 403


@pytest.mark.parametrize("what", ["procedures", "calendars", "calendar-days"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"\xff\xfea\x00", b"a;b\n1;2\n"])
async def test_a_file_that_is_none_is_refused_whole(
    administrator: httpx.AsyncClient, what: str, content: bytes
) -> None:
    refused = await send(administrator, what, content)
    assert refused.status_code == 400, refused.text


async def send(client: httpx.AsyncClient, what: str, content: bytes) -> httpx.Response:
    return await client.post(f"/api/v1/admin/{what}", files={"file": ("tep.csv", io.BytesIO(content), "text/csv")})
