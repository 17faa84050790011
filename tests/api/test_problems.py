"""Whatever is sent, the answer is a problem with a name, a remedy and both languages, and never a 5xx."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, get

from api.app import create_litestar
from api.problem_catalogue import EXPLANATIONS, PAGE, errors_in_code, page
from api.problems import STATUS, as_courier_error, describe, status_of
from api.shell import Shell
from courier import embedded
from courier.clock import new_id
from courier.database import Connection
from courier.errors import CourierError, FieldError, InvalidInput
from courier.migrations import migrate
from courier.settings import Settings
from mobile_contract.codes import new_code
from tests.api.world import World

JSON = {"Content-Type": "application/json"}
CHALLENGE = "/api/v1/carrier/challenge"


@pytest.mark.parametrize(
    ("body", "status", "name", "field"),
    [
        (b"", 400, "invalid-input", "(body)"),
        (b"{", 400, "malformed-request", None),
        (b"[" * 2_000 + b"]" * 2_000, 400, "invalid-input", "(body)"),
        (b'{"x": ' + b"[" * 2_000 + b"]" * 2_000 + b"}", 400, "malformed-request", None),
        (b"{}", 400, "invalid-input", "device_id"),
        (b'{"device_id": 7}', 400, "invalid-input", "device_id"),
        (b'{"device_id": "not one"}', 400, "invalid-input", "device_id"),
        (b'{"device_id": "\\u0000"}', 400, "invalid-input", "device_id"),
        (b"null", 400, "invalid-input", "(body)"),
        (b"1e999", 400, "invalid-input", "(body)"),
        (b'{"device_id": "' + b"x" * 1_100_000 + b'"}', 413, "too-large", None),
    ],
)
async def test_a_bad_body_is_told_what_is_wrong(
    client: httpx.AsyncClient, body: bytes, status: int, name: str, field: str | None
) -> None:
    answer = await client.post(CHALLENGE, content=body, headers=JSON)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{name}"), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["title"] == errors_in_code()[name].title_vi
    assert problem["title_en"] == errors_in_code()[name].title_en
    assert problem["instance"] == f"urn:uuid:{answer.headers['X-Request-Id']}"
    assert [error["field"] for error in problem.get("errors", [])] == ([field] if field else [])
    assert all(error["remedy"] and error["remedy_en"] for error in problem.get("errors", []))


async def test_letters_that_are_no_utf_8_are_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/carrier/enrol", content=b'{"body": "\xff\xff"}', headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-request")
    assert "UTF-8" in answer.json()["detail"]


async def test_numbers_in_strings_are_not_numbers(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/carrier/enrol", json={"body": 12, "signature": "x"})
    assert answer.json()["errors"][0]["field"] == "body"


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status", "name"),
    [
        ("POST", CHALLENGE, "text/plain", 415, "unsupported-media-type"),
        ("POST", CHALLENGE, "application/msgpack", 415, "unsupported-media-type"),
        ("GET", CHALLENGE, "application/json", 405, "method-not-allowed"),
        ("PUT", "/api/v1/office/session", "application/json", 405, "method-not-allowed"),
        ("GET", "/api/v1/nowhere", "application/json", 404, "not-found"),
        ("GET", "/api/v1/office/session", "application/json", 401, "unauthenticated"),
        ("POST", "/api/v1/office/devices/not-a-uuid/revocation", "application/json", 404, "not-found"),
    ],
)
async def test_a_request_to_the_wrong_door_is_told_so(
    client: httpx.AsyncClient, method: str, path: str, content_type: str, status: int, name: str
) -> None:
    answer = await client.request(method, path, content=b"{}", headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{name}")


async def test_a_wrong_method_is_told_the_right_ones(client: httpx.AsyncClient) -> None:
    assert (await client.get(CHALLENGE)).headers["Allow"] == "OPTIONS, POST"
    assert (await client.put("/api/v1/office/session")).headers["Allow"] == "GET, OPTIONS, POST, DELETE"


async def test_a_fault_of_our_own_tells_no_internals(app: Litestar, client: httpx.AsyncClient) -> None:
    @get("/fault", sync_to_thread=False)
    def fault() -> None:
        raise RuntimeError("secret path /var/lib")

    app.register(fault)
    answer = await client.get("/fault")
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_every_error_in_the_code_has_a_status_and_an_explanation_and_no_explanation_is_left_over() -> None:
    assert set(errors_in_code()) == set(EXPLANATIONS)
    for kind in errors_in_code().values():
        assert any(parent in STATUS for parent in kind.__mro__), kind


def test_the_page_of_problems_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m api.problem_catalogue --write"


async def test_a_problems_address_explains_it(client: httpx.AsyncClient) -> None:
    shown = await client.get("/problems/invalid-input", headers={"Accept": "text/html"})
    assert "Sửa các trường được nêu" in shown.text
    assert (await client.get("/problems/invalid-input")).json()["name"] == "invalid-input"
    assert (await client.get("/problems/no-such")).status_code == 404


def test_a_line_of_a_file_is_named_in_the_answer() -> None:
    wrong = FieldError(
        field="Số điện thoại",
        problem="not-a-phone",
        message_vi="không phải số điện thoại",
        message_en="not a telephone number",
        remedy_vi="ghi đủ 10 số",
        remedy_en="write all 10 digits",
        line=7,
        value="12",
    )
    told = describe(InvalidInput([wrong]), new_id())
    assert (told.errors[0].line, told.errors[0].value, told.status) == (7, "12", 400)


def test_an_unforeseen_exception_is_an_internal_error() -> None:
    error: CourierError = as_courier_error(ZeroDivisionError())
    assert status_of(error) == 500


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, world: World) -> None:
    for path in ("/", "/nowhere", "/health/live", "/problems/conflict"):
        headers: dict[str, Any] = dict((await client.get(path)).headers)
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


async def test_health_and_figures(client: httpx.AsyncClient) -> None:
    assert json.loads((await client.get("/health/live")).text) == {"status": "ok"}
    assert (await client.get("/health/ready")).status_code == 200
    text = (await client.get("/metrics")).text
    assert 'courier_requests_total{method="GET",route="/health/ready",status="200"} 1.0' in text
    assert "courier_pool_connections" in text
    assert "courier_live_views 0.0" in text


async def test_while_the_database_is_away_it_is_503_and_afterwards_all_is_well(tmp_path: Path) -> None:
    """A whole cluster of its own, stopped and started under the running service."""
    running = embedded.start(tmp_path)
    await migrate(running.owner_dsn)
    app = create_litestar(Settings(home=tmp_path), running.dsn())
    transport = httpx.ASGITransport(Shell(app, app.state.metrics, is_https=False))  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://courier.test") as client:
        login = {"username": "dieu", "password": "x"}
        assert (await client.get("/health/ready")).status_code == 200
        running.stop()
        for answer in (
            await client.get("/health/ready"),
            await client.post("/api/v1/office/session", json=login),
            await client.get(f"/api/v1/citizen/track/{new_code()}"),
        ):
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready"), answer.text
            assert int(answer.headers["Retry-After"]) >= 1
        assert (await client.get("/health/live")).status_code == 200
        running = embedded.start(tmp_path)
        answers = [(await client.get("/health/ready")).status_code for _ in range(20)]
        assert set(answers) <= {200, 503}
        assert answers[-1] == 200
        assert (await client.post("/api/v1/office/session", json=login)).status_code == 401
    running.stop()
    embedded.remove(tmp_path)


async def test_a_schema_of_another_version_is_not_ready(
    client: httpx.AsyncClient, owner_connection: Connection
) -> None:
    await owner_connection.execute("ALTER TABLE schema_migration RENAME TO elsewhere")
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
