"""The service in a process of its own, as the operator runs it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from courier.settings import CHECKOUT


@dataclass
class Server:
    """A running process of the service."""

    url: str
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        """Without a word of warning: the workers first, so that none outlives its master."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout
        for pid in [*map(int, children.split()), self.process.pid]:
            os.kill(pid, 9)


@asynccontextmanager
async def running_server(dsn: str, home: str) -> AsyncIterator[Server]:
    """Granian with one worker on a free port; killed on leaving if it still runs."""
    server = _start(dsn, home)
    try:
        await _answers(server)
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
        server.process.wait()


def _start(dsn: str, home: str) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = ["granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", port]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "api.app:create_app_from_environment"],
        env=os.environ | {"DATABASE_URL": dsn, "COURIER_HOME": home, "COURIER_PORT": port},
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Server(f"http://127.0.0.1:{port}", process)


async def _answers(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client, asyncio.timeout(30):
        while True:
            try:
                if (await client.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
