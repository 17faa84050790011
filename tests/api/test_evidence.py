"""Evidence over HTTP: for the office's heads, a file that checks out, nothing of other offices."""

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.service import Service
from courier.clock import today
from courier.evidence.export.model import Scope
from courier.evidence.export.write_export import write_export
from courier.evidence.make_checkpoint import make_checkpoint
from courier.evidence.verify.verify_export import verify_export
from tests.api.world import World, enrolled_phone, log_in
from tests.custody.world import add_item
from tests.custody.world import build as build_custody


@pytest.fixture
async def code(service: Service, owner_connection: object, world: World) -> str:
    """A dossier of another small world whose dispatcher is ours too."""
    async with service.pool.acquire() as connection:
        custody = await build_custody(connection, items=0)
        code = await add_item(connection, custody)
        await connection.execute(
            "INSERT INTO role_grant (person_id, role, office_id, valid_from) "
            "VALUES ($1, 'dispatcher', $2, '2020-01-01')",
            world.dispatcher.person_id,
            custody.post_office,
        )
        return code


async def test_an_item_for_its_dispatcher(client: httpx.AsyncClient, code: str, tmp_path: Path) -> None:
    await log_in(client, "dieu")
    answer = await client.get("/api/v1/office/evidence/custody", params={"code": code})
    assert answer.status_code == 200, answer.text
    file = tmp_path / "custody.jsonl"
    file.write_bytes(answer.content)
    assert verify_export(file)[1].holds
    epcis = await client.get("/api/v1/office/evidence/epcis", params={"code": code})
    assert json.loads(epcis.content)["type"] == "EPCISDocument"
    kept = await client.get("/api/v1/office/evidence/checkpoints")
    seen = tmp_path / "seen.jsonl"
    seen.write_text("\n".join(json.dumps(line) for line in kept.json()))
    assert verify_export(file, [seen])[1].checked["seen"] >= 1


async def test_phones_carry_what_was_signed_away_with_them(
    client: httpx.AsyncClient, service: Service, world: World, tmp_path: Path
) -> None:
    """A phone's own copy of the last checkpoint is a witness that nobody at the database reaches."""
    phone = await enrolled_phone(client, world)
    assert (await client.get("/api/v1/carrier/manifest", headers=phone.headers)).json()["checkpoint"] is None
    await make_checkpoint(service.pool, service.server_key)
    manifest = (await client.get("/api/v1/carrier/manifest", headers=phone.headers)).json()
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(manifest["checkpoint"]))
    file = tmp_path / "all.jsonl"
    lines = [line async for line in write_export(service.pool, service.server_key, Scope(is_whole=True), [])]
    file.write_bytes(b"".join(lines))
    report = verify_export(file, [kept])[1]
    assert report.holds
    assert report.checked["seen"] == 3  # its signature, the log it signed, what it signed of every item


async def test_the_days_of_an_office(client: httpx.AsyncClient, world: World, code: str, tmp_path: Path) -> None:
    await log_in(client, "dieu")
    asked = {"office_id": str(world.office.office_id), "from_day": str(today())}
    answer = await client.get("/api/v1/office/evidence/custody", params=asked)
    assert answer.status_code == 200
    file = tmp_path / "custody.jsonl"
    file.write_bytes(answer.content)
    assert verify_export(file)[1].holds


async def test_for_anybody_else_there_is_no_such_item(client: httpx.AsyncClient, world: World, code: str) -> None:
    for who in ("xa", "cua"):
        await log_in(client, who, "desk" if who == "cua" else "office")
        for face in ("custody", "epcis"):
            answer = await client.get(f"/api/v1/office/evidence/{face}", params={"code": code})
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    client.cookies.clear()
    assert (await client.get("/api/v1/office/evidence/checkpoints")).status_code == 401


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"code": "ABC"},
        {"item_id": str(uuid4()), "code": "0123456789AB"},
        {"from_day": "2026-01-01"},
        {"from_day": "2026-01-01", "to_day": "2026-03-01", "office_id": str(uuid4())},
        {"from_day": "2026-01-02", "to_day": "2026-01-01", "office_id": str(uuid4())},
        {"to_day": "2026-01-01", "item_id": str(uuid4())},
    ],
)
async def test_what_is_asked_for_must_be_clear(client: httpx.AsyncClient, world: World, asked: dict[str, str]) -> None:
    await log_in(client, "dieu")
    answer = await client.get("/api/v1/office/evidence/custody", params=asked)
    assert answer.status_code == 400, answer.text
