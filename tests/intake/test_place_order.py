"""Orders to collect a dossier from a citizen."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from courier.database import Connection
from courier.errors import IdInUse, InvalidInput, NotFound
from courier.intake.agreement import NoAgreement
from courier.intake.model import NewOrder, Sender, StatedAmount
from courier.intake.orders.place_order import place_order
from tests.intake.conftest import Scene

SENDER = Sender(full_name="Đỗ Văn Ứng", phone="0987 654 321", address="Số 3, xã Bát Tràng", landmark="cạnh đình")


def order(scene: Scene, **changes: Any) -> NewOrder:
    fields: dict[str, Any] = {
        "order_id": uuid4(),
        "desk_id": scene.desk.office_id,
        "title": "Đăng ký hộ kinh doanh",
        "sender": SENDER,
    }
    return NewOrder(**(fields | changes))


async def test_an_order_waits_for_its_pickup_without_an_item(service_connection: Connection, scene: Scene) -> None:
    window = {
        "window_from": datetime(2026, 11, 23, 7, tzinfo=UTC),
        "window_to": datetime(2026, 11, 23, 9, tzinfo=UTC),
    }
    new = order(scene, amounts=[StatedAmount("charge", 100_000, "citizen")], **window)
    placed = await place_order(service_connection, scene.teller, new)
    assert (placed.job_id, placed.is_new, placed.position_quality) == (new.order_id, True, "commune")
    job = await service_connection.fetchrow("SELECT * FROM job")
    assert (job["leg"], job["destination_id"], job["serving_office_id"], job["requested_by"], job["channel"]) == (
        "SEND",
        scene.desk.office_id,
        scene.point.office_id,
        "CITIZEN",
        "api",
    )
    contact = await service_connection.fetchrow("SELECT * FROM contact WHERE party_id = $1", job["origin_id"])
    assert (contact["phone"], contact["phone_last4"], contact["landmark"]) == ("+84987654321", "4321", "cạnh đình")
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 0
    assert await service_connection.fetchval("SELECT amount_vnd FROM stated_amount") == 100_000


async def test_the_same_order_again_is_answered_as_it_was(service_connection: Connection, scene: Scene) -> None:
    new = order(scene)
    first = await place_order(service_connection, scene.teller, new)
    again = await place_order(service_connection, scene.teller, new)
    assert again == msgspec.structs.replace(first, is_new=False)
    assert await service_connection.fetchval("SELECT count(*) FROM job") == 1
    with pytest.raises(IdInUse):
        await place_order(service_connection, scene.teller, msgspec.structs.replace(new, title="Khác"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"weight_g": 0}, "weight_g"),
        ({"sender": msgspec.structs.replace(SENDER, phone="12")}, "sender.phone"),
        ({"sender": msgspec.structs.replace(SENDER, address="")}, "sender.address"),
        ({"sender": msgspec.structs.replace(SENDER, lon=105.9)}, "sender.lon"),
        ({"sender": msgspec.structs.replace(SENDER, lon=21.0, lat=105.9)}, "sender.lon"),
        ({"window_from": datetime(2026, 11, 23)}, "window_to"),
        ({"window_from": datetime(2027, 1, 1, tzinfo=UTC), "window_to": datetime(2026, 1, 1, tzinfo=UTC)}, "window_to"),
        ({"amounts": [StatedAmount("fee", 1000, "citizen")] * 2}, "amounts"),
    ],
)
async def test_a_wrong_field_is_named(
    service_connection: Connection, scene: Scene, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await place_order(service_connection, scene.teller, order(scene, **change))
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_an_order_needs_an_agreement_and_someone_of_the_place(
    service_connection: Connection, scene: Scene
) -> None:
    with pytest.raises(NotFound):
        await place_order(service_connection, scene.stranger, order(scene))
    await service_connection.execute("UPDATE agreement SET valid_to = '2026-01-02'")
    with pytest.raises(NoAgreement):
        await place_order(service_connection, scene.teller, order(scene))
