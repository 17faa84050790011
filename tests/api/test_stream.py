"""The live view over real HTTP: news arrive, a closed view is forgotten, an open one does not keep the server up."""

import asyncio
import re
import signal
from pathlib import Path

import httpx
import pytest

from courier.changes import RECORD_CHANGE
from courier.database import Pool, in_transaction
from tests.api.server import running_server
from tests.api.world import World, build_world, log_in
from tests.conftest import Address


@pytest.fixture
async def office(database: Pool) -> World:
    return await build_world(database)


async def test_a_live_view_over_http(address: Address, database: Pool, office: World, tmp_path: Path) -> None:
    office_id = office.office.office_id
    async with (
        running_server(address.service_dsn, str(tmp_path)) as server,
        httpx.AsyncClient(base_url=server.url, timeout=20) as client,
    ):
        await log_in(client, "dieu")
        query = {"office_id": str(office_id)}
        async with client.stream("GET", "/api/v1/office/stream", params=query) as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            pieces = stream.aiter_text()
            hello = await anext(pieces)
            assert "event: hello" in hello
            assert await views(client) == 1
            await in_transaction(
                database, lambda connection: RECORD_CHANGE.run(connection, "job", office_id, None, {"n": 1})
            )
            assert '"facts":{"n":1}' in await anext(pieces)
        async with asyncio.timeout(10):
            while await views(client) > 0:  # noqa: ASYNC110 (asked over HTTP)
                await asyncio.sleep(0.1)
        async with client.stream("GET", "/api/v1/office/stream", params=query) as stream:
            await anext(stream.aiter_text())
            server.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.process.wait, 15)


async def views(client: httpx.AsyncClient) -> int:
    found = re.search(r"^courier_live_views (\d+)", (await client.get("/metrics")).text, re.MULTILINE)
    assert found
    return int(found[1])
