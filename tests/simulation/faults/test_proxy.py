"""The proxy before the database: it passes bytes, holds them back, and cuts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from courier.simulation.faults.proxy import Proxy
from courier.simulation.server_process import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    """Before a server that says back what it hears."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while word := await reader.read(100):
            writer.write(word)
        writer.close()

    server = await asyncio.start_unix_server(echo, tmp_path / "s")
    proxy = Proxy(tmp_path / "s", free_port())
    await asyncio.to_thread(proxy.start)
    yield proxy
    proxy.stop()
    server.close()


async def test_what_is_swallowed_comes_out_once_it_passes_again(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    proxy.order("hole")
    await asyncio.sleep(0.2)
    writer.write(b"b")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.3)
    proxy.order("pass")
    assert await reader.read(1) == b"b"
    writer.close()


async def test_a_cut_ends_every_connection(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    proxy.order("cut")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.close()
