"""Staff log in, stay logged in by cookie, and log out; nobody learns which usernames there are."""

import httpx
import pytest

from api.access import COOKIE
from api.limits import FailureLimit
from api.service import Service
from courier.database import Connection
from tests.api.world import PASSWORD, World, log_in


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.post("/api/v1/office/session", json={"username": "dieu", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert answer.json()["roles"] == [
        {
            "role": "dispatcher",
            "office_id": str(world.office.office_id),
            "office_name": "Bưu điện Gia Lâm",
            "office_kind": "point",
        }
    ]


async def test_an_unknown_user_and_a_wrong_password_are_answered_alike(client: httpx.AsyncClient, world: World) -> None:
    answers = [
        (await client.post("/api/v1/office/session", json={"username": name, "password": "sai mật khẩu"})).json()
        for name in ("dieu", "nobody")
    ]
    for answer in answers:
        del answer["instance"]
    assert answers[0] == answers[1]
    assert answers[0]["type"] == "/problems/wrong-login"
    assert answers[0]["status"] == 401


async def test_after_logging_out_the_cookie_opens_nothing(client: httpx.AsyncClient, world: World) -> None:
    await log_in(client, "dieu")
    kept = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    assert (await client.delete("/api/v1/office/session")).status_code == 204
    assert (await client.get("/api/v1/office/session", headers=kept)).status_code == 401


async def test_a_person_who_left_is_out_at_once(
    client: httpx.AsyncClient, world: World, owner_connection: Connection
) -> None:
    await log_in(client, "dieu")
    await owner_connection.execute("UPDATE person SET is_active = false WHERE username = 'dieu'")
    assert (await client.get("/api/v1/office/session")).status_code == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://courier.test", 201), (None, 201), ("https://evil.test", 403), ("null", 403)],
)
async def test_another_sites_page_cannot_log_in_or_act(
    client: httpx.AsyncClient, world: World, origin: str | None, status: int
) -> None:
    answer = await client.post(
        "/api/v1/office/session",
        json={"username": "dieu", "password": PASSWORD},
        headers={"Origin": origin} if origin else {},
    )
    assert answer.status_code == status


async def test_guessing_passwords_is_slowed_down(client: httpx.AsyncClient, service: Service) -> None:
    object.__setattr__(service.limits, "login", FailureLimit(3, 900))
    guess = {"username": "dieu", "password": "x"}
    answers = [await client.post("/api/v1/office/session", json=guess) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 301
