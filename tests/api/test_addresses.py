"""Addresses over HTTP: read for who works there, pinned from an enrolled phone, nothing for the public."""

import uuid

import httpx
import pytest

from api.service import Service
from courier.database import in_transaction
from courier.network.import_units import import_units
from tests.api.world import World, enrolled_phone, log_in

UNITS = "Mã;Tên;Loại;Mã tỉnh;Mã huyện;Có hiệu lực từ;Hết hiệu lực từ\n" + "".join(
    f"{row}\n"
    for row in [
        "018;Gia Lâm;Huyện;01;;01/08/2008;01/07/2025",
        "00565;Trâu Quỳ;Thị trấn;01;018;01/08/2008;01/07/2025",
        "00565;Gia Lâm;Xã;01;;01/07/2025;",
    ]
)


async def ask(client: httpx.AsyncClient, world: World, text: str) -> httpx.Response:
    return await client.get("/api/v1/office/addresses", params={"office_id": str(world.office.office_id), "text": text})


async def test_an_address_is_read_for_the_dispatcher(client: httpx.AsyncClient, service: Service, world: World) -> None:
    await in_transaction(service.pool, lambda c: import_units(c, UNITS.encode(), source="test"))
    await log_in(client, "dieu")
    answer = (await ask(client, world, "Số 5, Trâu Quỳ, Gia Lâm")).json()
    assert (answer["status"], answer["rest"]) == ("plain", "Số 5")
    assert answer["candidates"][0]["description"] == "TT Trâu Quỳ (cũ)"
    asked = (await ask(client, world, "Gia Lâm")).json()
    assert asked["question_vi"] == "«Gia Lâm» là xã Gia Lâm nay hay huyện Gia Lâm cũ?"
    assert [candidate["level"] for candidate in asked["candidates"]] == ["commune", "district"]


async def test_nobody_else_reads_addresses(client: httpx.AsyncClient, world: World) -> None:
    assert (await ask(client, world, "Gia Lâm")).status_code == 401
    await log_in(client, "xa")
    assert (await ask(client, world, "Gia Lâm")).status_code == 404
    assert (await ask(client, world, "")).status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "problem"),
    [({}, 404, "not-found"), ({"accuracy_m": 500}, 400, "invalid-input"), ({"lon": 200}, 400, "invalid-input")],
)
async def test_a_phone_pins_only_todays_citizens(
    client: httpx.AsyncClient, world: World, change: dict[str, object], status: int, problem: str
) -> None:
    phone = await enrolled_phone(client, world)
    place = {"point_id": str(uuid.uuid4()), "party_id": str(uuid.uuid4()), "lon": 105.94, "lat": 21.02} | change
    answer = await client.post("/api/v1/carrier/places", json=place, headers=phone.headers)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, problem)
    office = await client.post("/api/v1/office/places", json=place | {"accuracy_m": 5})
    assert office.status_code in (400, 404)
