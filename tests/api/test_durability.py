"""A 2xx means on disk: the commit comes before the answer, and a commit that fails is no 2xx."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, post
from litestar.di import NamedDependency

from api.grouped_writes import GroupedWrites
from api.service import Service
from courier.database import Connection, Pool, statement
from tests.api.server import running_server
from tests.api.world import PASSWORD, World, build_world, enrolled_phone
from tests.conftest import Address


async def test_what_was_answered_is_there_after_the_server_is_killed(
    address: Address, database: Pool, tmp_path: object
) -> None:
    await build_world(database)
    async with running_server(address.service_dsn, str(tmp_path)) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            for _ in range(3):
                login = {"username": "dieu", "password": PASSWORD}
                assert (await client.post("/api/v1/office/session", json=login)).status_code == 201
        server.kill()
    assert await database.fetchval("SELECT count(*) FROM staff_session") == 3


async def test_the_row_is_committed_when_the_answer_begins(
    client: httpx.AsyncClient, world: World, owner_connection: Connection
) -> None:
    phone = await enrolled_phone(client, world)
    seen = []
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    app = transport.app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def watching(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                seen.append(await owner_connection.fetchval("SELECT count(*) FROM proof_file"))
            await send(message)

        await app(scope, receive, watching)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(watched), base_url="http://courier.test") as watcher:  # type: ignore[arg-type]
        await watcher.put(
            f"/api/v1/carrier/files/{'a' * 64}",
            json={"size_bytes": 5, "media_type": "image/png"},
            headers=phone.headers,
        )
    assert seen == [1]


async def test_a_commit_that_fails_is_an_error(
    app: Litestar, client: httpx.AsyncClient, owner_connection: Connection
) -> None:
    await owner_connection.execute(
        "CREATE TABLE late (number int UNIQUE DEFERRABLE INITIALLY DEFERRED); GRANT INSERT ON late TO courier_service"
    )
    insert = statement("INSERT INTO late VALUES (1), (1)")

    @post("/late")
    async def late(service: NamedDependency[Service]) -> int:
        return await service.commit(insert.run)

    app.register(late)
    answer = await client.post("/late")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert await owner_connection.fetchval("SELECT count(*) FROM late") == 0


async def test_a_nul_that_reaches_the_database_is_the_senders_mistake(app: Litestar, client: httpx.AsyncClient) -> None:
    say = statement("SELECT $1::text")

    @post("/nul")
    async def nul(service: NamedDependency[Service]) -> int:
        return await service.commit(lambda connection: say.run(connection, "a\0b"))

    app.register(nul)
    assert (await client.post("/nul")).json()["type"] == "/problems/malformed-request"


async def test_positions_of_many_phones_share_commits_and_each_is_answered_after(
    client: httpx.AsyncClient, world: World, owner_connection: Connection
) -> None:
    phone = await enrolled_phone(client, world)

    async def report() -> int:
        report = {"report_id": str(uuid4()), "lon": 105.9, "lat": 21.0, "accuracy_m": 5.0, "at_ms": 2**53 - 1}
        return (await client.post("/api/v1/carrier/positions", json=report, headers=phone.headers)).status_code

    assert set(await asyncio.gather(*(report() for _ in range(40)))) == {204}
    assert await owner_connection.fetchval("SELECT count(*) FROM phone_position") == 40
    commits = await owner_connection.fetchval("SELECT count(DISTINCT xmin::text) FROM phone_position")
    assert commits < 40
    assert await owner_connection.fetchval("SELECT count(*) FROM change WHERE topic = 'position'") == 40


async def test_a_row_that_cannot_be_written_fails_its_group_and_not_the_next(database: Pool) -> None:
    written: list[int] = []

    async def write(_connection: Connection, rows: object) -> None:
        assert isinstance(rows, list)
        if 13 in rows:
            raise ValueError("13")
        written.extend(rows)

    writes: GroupedWrites[int] = GroupedWrites(database, write)
    with pytest.raises(ValueError, match="13"):
        await writes.add(13)
    await writes.add(14)
    assert written == [14]
