"""A throw-away PostgreSQL and a granian that serves the product on it, for one run of benchmarks."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from courier import embedded
from courier.migrations import migrate

TABLES = """
CREATE TABLE bench_thing (thing_id uuid PRIMARY KEY, kind text NOT NULL, weight_g int NOT NULL, note text NOT NULL);
CREATE TABLE bench_event (thing_id uuid PRIMARY KEY, kind text NOT NULL, weight_g int NOT NULL, note text NOT NULL);
"""


@dataclass
class Bench:
    """Where the service listens, and its database."""

    address: tuple[str, int]
    dsn: str
    owner_dsn: str
    postgres_pid: int | None = None
    service_pid: int | None = None
    """Of the running service; None before it serves."""

    @property
    def host(self) -> str:
        return f"{self.address[0]}:{self.address[1]}"


NOWHERE = Bench(("", 0), "", "")
"""For what asks neither a service nor a database."""


@asynccontextmanager
async def stored() -> AsyncIterator[Bench]:
    """A database alone; nothing listens. Durable as in production: fsync and synchronous_commit on."""
    with tempfile.TemporaryDirectory(prefix="courier-bench-") as folder, _cluster(Path(folder)) as postgres:
        os.chmod(folder, 0o755)
        owner_dsn = postgres.dsn(user=embedded.OWNER)
        await migrate(owner_dsn)
        owner = await asyncpg.connect(owner_dsn)
        await owner.execute(TABLES)
        await owner.close()
        yield Bench(("127.0.0.1", free_port()), postgres.dsn(), owner_dsn, postgres.server_pid)


@asynccontextmanager
async def serving(bench: Bench, workers: int = 1) -> AsyncIterator[None]:
    """The product on that database, listening where `bench` says."""
    with tempfile.TemporaryDirectory(prefix="courier-bench-home-") as folder:
        port = bench.address[1]
        environment = os.environ | {
            "DATABASE_URL": bench.dsn,
            "COURIER_HOME": folder,
            "COURIER_BASE_URL": f"http://127.0.0.1:{port}",
        }
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
        command += ["--factory", "bench.app:create"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: ASYNC220 (nothing is served yet)
        try:
            await _until_it_answers(bench)
            bench.service_pid = process.pid
            yield
        finally:
            bench.service_pid = None
            process.terminate()
            process.wait(20)


@contextmanager
def _cluster(home: Path) -> Iterator[embedded.RunningPostgres]:
    """Durable as in production, removed when the run ends."""
    with embedded.start(home) as postgres:
        yield postgres
    embedded.remove(home)


async def _until_it_answers(bench: Bench) -> None:
    for _ in range(200):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(*bench.address)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the service did not start")


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
