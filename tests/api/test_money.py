"""The office's money over HTTP: tills, days, refunds, remittances, bank files, receipts; for who works there alone."""

from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.service import Service
from courier.database import in_transaction
from courier.network.grant_role import grant_role
from courier.network.model import Role, RoleGrant
from tests.api.world import SINCE, World, enrolled_phone, log_in

BANK_FILE = "Ngày giao dịch;Số tham chiếu;Ghi có;Nội dung\n22/11/2026;FT1;50.000;phi ho so\n"


@pytest.fixture
async def supervisor(client: httpx.AsyncClient, service: Service, world: World) -> None:
    """The dispatcher, logged in, is supervisor and teller too."""
    roles: tuple[Role, ...] = ("supervisor", "teller")
    for role in roles:
        grant = RoleGrant(
            person_id=world.dispatcher.person_id, role=role, office_id=world.office.office_id, valid_from=SINCE
        )
        await in_transaction(service.pool, partial(grant_role, grant=grant))
    await log_in(client, "dieu")


def book(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "book_id": str(uuid4()),
        "office_id": str(world.office.office_id),
        "kind": "bien_lai",
        "template": "01BLP3-001",
        "series": "HN-26P",
        "first_number": 1,
        "last_number": 50,
    } | changes


async def get(client: httpx.AsyncClient, path: str, world: World) -> httpx.Response:
    return await client.get(f"/api/v1/office/{path}", params={"office_id": str(world.office.office_id)})


@pytest.mark.usefixtures("supervisor")
async def test_a_phone_takes_its_receipt_numbers_with_it(client: httpx.AsyncClient, world: World) -> None:
    phone = await enrolled_phone(client, world)
    for _ in range(2):
        manifest = (await client.get("/api/v1/carrier/manifest", headers=phone.headers)).json()
        assert manifest["receipts"] == [{"first_number": 1, "last_number": 50}]
        assert manifest["takes_new_cash"] is True
    limit = {"office_id": str(world.office.office_id), "limit_vnd": 0}
    carrier = world.lan.carrier_party_id
    assert (await client.put(f"/api/v1/office/cash-limits/{carrier}", json=limit)).status_code == 204
    manifest = (await client.get("/api/v1/carrier/manifest", headers=phone.headers)).json()
    assert manifest["takes_new_cash"] is False


@pytest.mark.usefixtures("supervisor")
async def test_a_bank_file_is_read_once_and_what_is_open_is_listed(client: httpx.AsyncClient, world: World) -> None:
    for kept in (1, 0):
        answer = await client.post(
            "/api/v1/office/bank-files",
            data={"office_id": str(world.office.office_id)},
            files={"file": ("sao-ke.csv", BANK_FILE.encode())},
        )
        assert (answer.status_code, answer.json()["kept"]) == (200, kept), answer.text
    (line,) = (await get(client, "bank-lines", world)).json()["lines"]
    assert (line["why"], line["amount_vnd"]) == ("nothing_named", 50_000)
    use = f"/api/v1/office/bank-lines/{line['line_id']}/use"
    assert (await client.post(use, json={})).status_code == 400
    assert (await client.post(use, json={"remittance_id": str(uuid4())})).status_code == 404


@pytest.mark.usefixtures("supervisor")
async def test_an_empty_safe_remits_nothing(client: httpx.AsyncClient, world: World) -> None:
    order = {
        "remittance_id": str(uuid4()),
        "office_id": str(world.office.office_id),
        "destination": "treasury",
        "account_note": "Kho bạc Gia Lâm",
        "carried_by": str(world.lan.person_id),
    }
    answer = await client.post("/api/v1/office/remittances", json=order)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-enough-money"), answer.text
    assert (await get(client, "remittances", world)).json() == {"remittances": []}


@pytest.mark.usefixtures("supervisor")
async def test_a_book_is_opened_once_and_no_number_is_in_two(client: httpx.AsyncClient, world: World) -> None:
    order = book(world)
    for _ in range(2):
        assert (await client.post("/api/v1/office/receipt-books", json=order)).status_code == 204
    taken = await client.post("/api/v1/office/receipt-books", json=book(world, first_number=50, last_number=60))
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/receipt-numbers-taken")
    wrong = await client.post("/api/v1/office/receipt-books", json=book(world, first_number=60, last_number=59))
    assert wrong.status_code == 400
    (shown,) = (await get(client, "receipt-books", world)).json()["books"]
    assert (shown["next_number"], shown["waiting"]) == (1, 0)
    numbers = f"/api/v1/office/receipt-books/{order['book_id']}"
    assert (await client.post(f"{numbers}/numbers", json={})).json() == {"attached": 0}
    assert (await client.get(f"{numbers}/numbers")).json() == {"numbers": []}
    assert (await client.post(f"{numbers}/voids", json={"number": 1, "reason": "x"})).status_code == 404


@pytest.mark.usefixtures("supervisor")
async def test_tills_days_and_settings_are_shown_and_set(client: httpx.AsyncClient, world: World) -> None:
    assert (await get(client, "tills", world)).json() == {"tills": []}
    assert (await get(client, "cash-days", world)).json() == {"days": []}
    assert (await get(client, "refunds", world)).json() == {"refunds": []}
    days = {"days": 2, "valid_from": "2026-11-01"}
    path = f"/api/v1/office/settle-days/{world.office.office_id}"
    assert (await client.put(path, json=days)).status_code == 204
    assert (await client.get(path)).json()["days"] == 2
    assert (await get(client, "day-book", world)).json() == {"takings": [], "hand_ins": []}


@pytest.mark.parametrize("username", ["xa", "dieu"])
async def test_who_has_no_business_with_the_cash_changes_and_sees_nothing(
    client: httpx.AsyncClient, world: World, username: str
) -> None:
    """A dispatcher sees his own office's cash, but moves none; another office's is not there."""
    await log_in(client, username)
    nothing = uuid4()
    refused = [
        ("post", "receipt-books", book(world)),
        ("post", f"collections/{nothing}/reversal", {"reason": "x"}),
        ("post", f"collections/{nothing}/seen", {}),
        ("post", f"refunds/{nothing}/reversal", {"reason": "x"}),
        ("post", f"remittances/{nothing}/reversal", {"reason": "x"}),
        ("post", "money-case-closings", {"case_key": "item:x", "kind": "over", "note": "x"}),
        ("put", f"settle-days/{world.office.office_id}", {"days": 2, "valid_from": "2026-11-01"}),
        ("put", f"cash-limits/{nothing}", {"office_id": str(world.office.office_id), "limit_vnd": 1}),
        ("get", f"remittances/{nothing}", None),
        ("get", f"remittances/{nothing}/list.xlsx", None),
        ("get", f"receipts/{nothing}/copy.pdf", None),
    ]
    for method, path, body in refused:
        answer = await client.request(method.upper(), f"/api/v1/office/{path}", json=body)
        assert answer.status_code == 404, (path, answer.text)
    assert (await get(client, "tills", world)).status_code == (404 if username == "xa" else 200)
    assert (await get(client, "day-book", world)).status_code == (404 if username == "xa" else 200)
    assert (await get(client, "bank-lines", world)).json() == {"lines": [], "claims": []}
