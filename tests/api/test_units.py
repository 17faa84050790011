"""Administrators import which unit became which, and are told what the division leaves open."""

import httpx
import pytest

from api.service import Service
from courier.database import in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import RoleGrant
from tests.api.world import SINCE, World, log_in

pytestmark = pytest.mark.anyio

FORMER = "Mã;Tên;Loại;Mã tỉnh\n00565;Trâu Quỳ;Thị trấn;01\n00571;Dương Xá;Xã;01\n"
PRESENT = "Mã;Tên;Loại;Mã tỉnh\n00565;Gia Lâm;Xã;01\n"
SUCCESSIONS = "Mã cũ;Mã mới;Cách chuyển\n00565;00565;Toàn bộ\n00999;00565;Toàn bộ\n"


async def make_administrator(service: Service, world: World) -> None:
    grant = RoleGrant(
        person_id=world.dispatcher.person_id, role="administrator", office_id=world.office.office_id, valid_from=SINCE
    )
    await in_transaction(service.pool, lambda connection: grant_role(connection, grant))


async def test_a_division_is_imported_and_reviewed(client: httpx.AsyncClient, world: World, service: Service) -> None:
    await log_in(client, "dieu")
    days = {"former_on": "2025-06-30", "present_on": "2025-07-01"}
    refused = await client.get("/api/v1/admin/units/review", params={"province_code": "01", **days})
    assert refused.status_code == 403
    await make_administrator(service, world)
    for lines, form in (
        (FORMER, {"valid_from": "2008-08-01", "valid_to": "2025-07-01"}),
        (PRESENT, {"valid_from": "2025-07-01"}),
    ):
        sent = await client.post(
            "/api/v1/admin/units", files={"file": ("don-vi.csv", lines.encode())}, data=form | {"source": "thử"}
        )
        assert sent.status_code == 201, sent.text
    sent = await client.post(
        "/api/v1/admin/successions/file",
        files={"file": ("ke-thua.csv", SUCCESSIONS.encode())},
        data={"source": "Nghị quyết thử", "former_valid_from": "2008-08-01", "present_valid_from": "2025-07-01"},
    )
    assert sent.status_code == 201, sent.text
    assert (sent.json()["stored"], [(e["line"], e["field"]) for e in sent.json()["rejected"]]) == (
        1, [(3, "from_code")],
    )  # fmt: skip
    review = await client.get("/api/v1/admin/units/review", params={"province_code": "01", **days})
    assert review.status_code == 200, review.text
    assert [unit["name"] for unit in review.json()["without_successor"]] == ["Dương Xá"]
    assert [unit["name"] for unit in review.json()["without_boundary"]] == ["Gia Lâm"]


@pytest.mark.parametrize("wrong", [{"province_code": "1"}, {"former_on": "30/02/2025"}, {"present_on": ""}])
async def test_a_review_names_the_parameter_that_is_wrong(
    client: httpx.AsyncClient, world: World, service: Service, wrong: dict[str, str]
) -> None:
    await log_in(client, "dieu")
    await make_administrator(service, world)
    asked = {"province_code": "01", "former_on": "2025-06-30", "present_on": "2025-07-01"} | wrong
    answer = await client.get("/api/v1/admin/units/review", params=asked)
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.text
