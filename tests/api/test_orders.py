"""Orders, registered results and labels over HTTP: what is answered, refused by name, and kept from others."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from api.service import Service
from courier.database import in_transaction
from courier.intake.issue_labels import give_range
from courier.intake.orders.model import OrderRow
from courier.intake.orders.order_files import write_orders
from courier.network.grant_role import grant_role
from courier.network.model import NewAgreement, RoleGrant
from courier.network.sign_agreement import sign_agreement
from tests.api.world import World, log_in

SENDER = {"full_name": "Đỗ Văn Ứng", "phone": "0987 654 321", "address": "Số 3, xã Gia Lâm"}
CHECK = {"asked_by": "recipient", "how_checked": "call_back"}


@pytest.fixture
async def desk(service: Service, world: World, client: httpx.AsyncClient) -> str:
    """A desk with an agreement, its post office with numbers, and its dispatcher logged in."""

    async def prepare(connection: Any) -> None:
        await sign_agreement(
            connection,
            NewAgreement(
                desk_id=world.desk.office_id,
                post_office_id=world.office.office_id,
                legs=["SEND", "RETURN"],
                handover_mode="sealed",
                legal_basis="QĐ 45/2016/QĐ-TTg",
                valid_from=date(2020, 1, 1),
            ),
        )
        await give_range(connection, world.office.office_id, "RR", 1, 600)
        chief = RoleGrant(
            person_id=world.dispatcher.person_id,
            role="administrator",
            office_id=world.office.office_id,
            valid_from=date(2020, 1, 1),
        )
        await grant_role(connection, chief)

    await in_transaction(service.pool, prepare)
    await log_in(client, "dieu")
    return str(world.desk.office_id)


async def ask(client: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    return await client.post(f"/api/v1/office{path}", json=body)


def order(desk: str, **changes: Any) -> dict[str, Any]:
    fields = {"order_id": str(uuid4()), "desk_id": desk, "title": "Khai sinh", "sender": SENDER, "channel": "phone"}
    return fields | changes


async def test_orders_of_every_kind_are_placed_once(client: httpx.AsyncClient, desk: str) -> None:
    both = order(desk, kind="BOTH", dossier_code="H26.34-261120-0001")
    first = await ask(client, "/orders", both)
    assert first.status_code == 201, first.text
    again = (await ask(client, "/orders", both)).json()
    assert (again["job_id"], again["registration_id"]) == (both["order_id"], both["order_id"])
    assert (first.json()["is_new"], again["is_new"]) == (True, False)
    asked = {"asked_on": "2026-11-20", "missing": ["Bản sao"], "deadline_on": "2026-12-20"}
    more = order(desk, kind="SUPPLEMENT", dossier_code=both["dossier_code"], supplement=asked)
    assert (await ask(client, "/orders", more)).json()["dossier_id"] == again["dossier_id"]
    odd = (await ask(client, "/orders", order(desk, kind="RETURN", recipient=SENDER, dossier_code="12/A"))).json()
    assert {warning["problem"] for warning in odd["warnings"]} >= {"unusual-dossier-code"}
    assert odd["job_id"] is None


async def test_wrong_fields_are_named_and_other_uses_of_an_id_refused(client: httpx.AsyncClient, desk: str) -> None:
    wrong = order(desk, kind="RETURN", recipient=SENDER | {"phone": "12"}, amounts=[])
    answer = await ask(client, "/orders", wrong)
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (400, ["recipient.phone"])
    fine = order(desk)
    await ask(client, "/orders", fine)
    assert (await ask(client, "/orders", fine | {"title": "Khác"})).json()["type"] == "/problems/id-in-use"
    assert (await ask(client, "/orders", order(str(uuid4())))).status_code == 404


async def test_a_leg_in_person_is_its_own_problem(client: httpx.AsyncClient, desk: str, service: Service) -> None:
    await service.pool.execute(
        "INSERT INTO procedure (procedure_code, valid_from, name, name_key, field, level, agency, last_reviewed_on,"
        " may_send, may_return, must_attend_send, must_attend_return, presence_vi, presence_en, personal_only,"
        " receivers, post_may_collect, may_pay_later) VALUES ('DEMO-KET-HON', '2020-01-01', 'Kết hôn', 'ket hon',"
        " 'civil_status', 'commune', 'UBND', '2026-01-01', false, true, true, false, 'Hai bên phải cùng có mặt',"
        " 'Both must come', false, ARRAY['owner'], true, true)"
    )
    answer = await ask(client, "/orders", order(desk, procedure_code="DEMO-KET-HON"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/presence-required")
    assert "Hai bên phải cùng có mặt" in answer.json()["detail"]


async def test_a_registration_is_seen_changed_coded_and_closed(
    client: httpx.AsyncClient, desk: str, world: World
) -> None:
    placed = (await ask(client, "/orders", order(desk, kind="RETURN", recipient=SENDER))).json()
    path = f"/api/v1/office/registrations?office_id={world.office.office_id}"
    [waiting] = (await client.get(path)).json()
    assert (waiting["state"], waiting["full_name"], waiting["dossier_code"]) == ("waiting", "Đỗ Văn Ứng", None)
    coded = await ask(client, f"/dossiers/{placed['dossier_id']}/code", {"code": "H26.34-261120-0009"})
    assert coded.json() == {"warnings": []}
    target = placed["registration_id"]
    changed = await ask(client, f"/recipients/{target}", CHECK | {"phone": "0912 333 444", "at_counter": True})
    assert (changed.status_code, changed.json()["fields"]) == (200, ["phone", "at_counter"])
    assert (await ask(client, f"/registrations/{target}/closing", CHECK)).status_code == 400
    closing = CHECK | {"reason": "taken_in_person"}
    assert (await ask(client, f"/registrations/{target}/closing", closing)).status_code == 204
    assert (await client.get(path)).json() == []
    [done] = (await client.get(f"{path}&with_done=true")).json()
    assert (done["state"], done["closed_because"]) == ("closed", "taken_in_person")
    await log_in(client, "xa")
    assert (await client.get(f"{path}&with_done=true")).json() == []
    assert (await ask(client, f"/registrations/{target}/closing", closing)).status_code == 404
    assert (await ask(client, f"/recipients/{target}", CHECK | {"at_counter": False})).status_code == 404


async def test_a_roll_is_given_out_bound_printed_again_and_replaced(
    client: httpx.AsyncClient, desk: str, world: World
) -> None:
    office_id = str(world.office.office_id)
    roll = (await ask(client, "/rolls", {"office_id": office_id, "count": 3})).json()
    assert (len(roll["labels"]), roll["s10_left"], roll["is_low"]) == (3, 597, False)
    job_id = (await ask(client, "/orders", order(desk))).json()["job_id"]
    [face] = (await ask(client, "/labels", {"job_ids": [job_id]})).json()
    printed = await ask(client, f"/labels/{face['code']}/print", {"copies": 2})
    assert (printed.status_code, printed.json()["code"]) == (200, face["code"])
    replaced = (await ask(client, f"/labels/{face['code']}/replacement", {"reason": "damaged"})).json()
    assert replaced["replaces"] == face["code"]
    again = await ask(client, f"/labels/{face['code']}/replacement", {"reason": "damaged"})
    assert again.json()["type"] == "/problems/label-refused"
    view_code = (await client.get(f"/api/v1/citizen/track/{face['code']}")).status_code
    assert view_code == 200
    assert (await ask(client, f"/labels/{roll['labels'][0]['code']}/void", {"reason": "spoiled"})).status_code == 204
    assert (await ask(client, "/labels/not-a-code/void", {"reason": "spoiled"})).status_code == 404
    assert (await ask(client, f"/labels/{face['code']}/replacement", {"reason": "because"})).status_code == 400
    stock = (await client.get(f"/api/v1/office/label-stock?office_id={office_id}")).json()
    assert (stock["s10_left"], stock["on_rolls"]) == (595, 2)
    await ask(client, "/rolls", {"office_id": office_id, "count": 100})
    [low] = (await client.get("/api/v1/office/low-label-stocks")).json()
    assert (low["office_id"], low["is_low"]) == (office_id, True)


async def test_only_administrators_give_ranges_and_a_taken_one_is_refused(
    client: httpx.AsyncClient, desk: str, world: World
) -> None:
    given = {"office_id": str(world.office.office_id), "prefix": "RB", "first_number": 1, "last_number": 10}
    assert (await client.post("/api/v1/admin/number-ranges", json=given)).status_code == 204
    assert (await client.post("/api/v1/admin/number-ranges", json=given)).status_code == 409
    backwards = given | {"first_number": 20, "last_number": 12}
    assert (await client.post("/api/v1/admin/number-ranges", json=backwards)).status_code == 400
    foreign = given | {"office_id": str(world.elsewhere.office_id), "first_number": 20, "last_number": 30}
    assert (await client.post("/api/v1/admin/number-ranges", json=foreign)).status_code == 404
    await log_in(client, "xa")
    assert (await client.post("/api/v1/admin/number-ranges", json=given)).status_code == 403


async def test_printing_a_list_binds_nothing(client: httpx.AsyncClient, desk: str, service: Service) -> None:
    assert (await client.get(f"/api/v1/office/labels.pdf?import_id={uuid4()}")).status_code == 404
    assert await service.pool.fetchval("SELECT count(*) FROM label") == 0


async def test_a_file_of_orders_is_imported_and_its_bad_lines_come_back(
    client: httpx.AsyncClient, desk: str, world: World
) -> None:
    row = OrderRow(kind="BOTH", full_name="Đỗ Văn Ứng", phone="+84987654321", address="Số 3", title="Khai sinh")
    content = write_orders([row, msgspec.structs.replace(row, title="Khác")], "csv").replace(
        "0987 654 321;Số 3;;Khác".encode(), "0987;Số 3;;Khác".encode()
    )

    async def send() -> dict[str, Any]:
        answer = await client.post(
            "/api/v1/office/order-lists", files={"file": ("don.csv", content)}, data={"desk_id": desk}
        )
        assert answer.status_code == 201, answer.text
        report: dict[str, Any] = answer.json()
        return report

    report = await send()
    assert (report["rows_created"], [wrong["field"] for wrong in report["rejected"]]) == (1, ["Điện thoại"])
    assert (await send())["is_repeat"] is True
    path = f"/api/v1/office/order-lists/{report['import_id']}/rejected"
    assert (await client.get(path)).content[:2] == b"PK"
    assert (await client.get("/api/v1/office/order-template")).content[:2] == b"PK"
    await log_in(client, "xa")
    assert (await client.get(path)).status_code == 404
