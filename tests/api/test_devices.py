"""A phone's way in: enrolment, token, acts, and what a closed phone may still do."""

import httpx
import pytest

from courier.database import Connection
from tests.api.world import Phone, World, enrolled_phone, log_in, order_enrolment, token_of


async def test_a_phone_enrols_by_its_token_and_gets_a_bearer_token(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    link = await order_enrolment(client, world, world.lan)
    assert link["url"].startswith("HTTP://COURIER.TEST/E/")
    phone = Phone(client)
    answer = await phone.enrol(token_of(link))
    assert answer.status_code == 201
    assert answer.json()["person_name"] == "Bùi Thị Lan"
    assert answer.json()["party_id"] == str(world.lan.carrier_party_id)
    assert (await phone.renew())["may_read"] is True


async def test_a_phone_enrols_by_the_short_code_as_read_over_the_telephone(
    client: httpx.AsyncClient, world: World
) -> None:
    await log_in(client, "dieu")
    link = await order_enrolment(client, world, world.lan)
    assert (await Phone(client).enrol(link["short_code"].replace("-", ""))).status_code == 201


async def test_the_same_phone_asking_again_gets_the_same_answer_and_another_phone_none(
    client: httpx.AsyncClient, world: World
) -> None:
    await log_in(client, "dieu")
    token = token_of(await order_enrolment(client, world, world.lan))
    phone = Phone(client)
    first, again = await phone.enrol(token), await phone.enrol(token)
    assert again.json()["device_id"] == first.json()["device_id"]
    assert (await Phone(client).enrol(token)).json()["type"] == "/problems/enrolment-refused"


async def test_wrong_used_and_lapsed_codes_are_answered_alike(
    client: httpx.AsyncClient, world: World, owner_connection: Connection
) -> None:
    await log_in(client, "dieu")
    used = token_of(await order_enrolment(client, world, world.lan))
    await Phone(client).enrol(used)
    lapsed = token_of(await order_enrolment(client, world, world.lan))
    await owner_connection.execute(
        "UPDATE enrolment SET issued_at = issued_at - interval '1 hour', expires_at = expires_at - interval '1 hour' "
        "WHERE used_at IS NULL"
    )
    answers = [(await Phone(client).enrol(secret)).json() for secret in (used, lapsed, "0" * 26)]
    for answer in answers:
        del answer["instance"]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["status"] == 409


async def test_an_enrolment_signed_by_another_key_is_refused(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    token = token_of(await order_enrolment(client, world, world.lan))
    thief, phone = Phone(client), Phone(client)
    phone.key, key = thief.key, phone.key
    body = phone.sign(b"{}")
    assert key is not thief.key
    answer = await client.post("/api/v1/carrier/enrol", json=body)
    assert answer.status_code == 400
    assert (await Phone(client).enrol(token)).status_code == 201


async def test_guessing_codes_is_slowed_down(client: httpx.AsyncClient) -> None:
    statuses = [(await Phone(client).enrol("ABCDEFGH")).status_code for _ in range(25)]
    assert statuses[:20] == [409] * 20
    assert statuses[-1] == 429


async def test_a_second_phone_of_a_carrier_waits_until_the_first_is_closed(
    client: httpx.AsyncClient, world: World
) -> None:
    first = await enrolled_phone(client, world)
    token = token_of(await order_enrolment(client, world, world.lan))
    second = Phone(client)
    assert (await second.enrol(token)).json()["type"] == "/problems/phone-still-live"
    closed = await client.post(f"/api/v1/office/devices/{first.device_id}/revocation", json={"mode": "replaced"})
    assert closed.status_code == 200, closed.text
    assert (await second.enrol(token)).status_code == 201


async def test_a_lost_phone_may_send_but_not_read(client: httpx.AsyncClient, world: World) -> None:
    phone = await enrolled_phone(client, world)
    lost = await client.post(f"/api/v1/office/devices/{phone.device_id}/revocation", json={"mode": "lost"})
    assert lost.json()["trusted_through"] == 0
    assert (await phone.renew())["may_read"] is False
    sent = await client.post(
        "/api/v1/carrier/events", json={"contract_version": 1, "entries": []}, headers=phone.headers
    )
    assert sent.status_code == 200, sent.text


async def test_an_office_elsewhere_sees_no_such_device_nor_person(client: httpx.AsyncClient, world: World) -> None:
    phone = await enrolled_phone(client, world)
    await log_in(client, "xa")
    answer = await client.post(f"/api/v1/office/devices/{phone.device_id}/revocation", json={"mode": "lost"})
    assert answer.status_code == 404
    order = {"office_id": str(world.office.office_id), "person_id": str(world.lan.person_id), "kind": "phone"}
    assert (await client.post("/api/v1/office/enrolments", json=order)).status_code == 404


async def test_workstations_are_several_an_office(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    for _ in range(2):
        link = await order_enrolment(client, world, world.dispatcher, "workstation")
        workstation = Phone(client, "office")
        assert (await workstation.enrol(token_of(link))).status_code == 201
        assert (await workstation.renew())["may_read"] is True


@pytest.mark.parametrize("token", ["", "x", "x.y", "é.é", "AAAA.BBBB", "Zm9v.", "." * 400])
async def test_a_token_that_is_none_is_401(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.post(
        "/api/v1/carrier/events",
        json={"contract_version": 1, "entries": []},
        headers={b"Authorization": f"Bearer {token}".encode()},
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
