"""The machine under the run: PostgreSQL, a proxy before it, the service; and the faults that strike them."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx

from courier import clock, embedded
from courier.database import Pool
from courier.embedded import SERVICE_LOGIN, RunningPostgres
from courier.embedded.cluster import SOCKET
from courier.errors import CourierError
from courier.simulation.faults.air import Traffic
from courier.simulation.faults.disk import SmallDisk, move_tables_home
from courier.simulation.faults.proxy import Proxy
from courier.simulation.faults.restore import COMMANDS, Keeper
from courier.simulation.server_process import ServerProcess, free_port

SLOW_MS: Final = 40
SLOW_S: Final = 4.0
HOLE_S: Final = 12.0
"""Longer than the service waits for a free connection."""
CROWD: Final = 80
"""Requests at once while the database answers nothing."""
FULL_S: Final = 3.0
READY_TIMEOUT_S: Final = 90.0
LEAPS: Final = (timedelta(hours=26), timedelta(hours=-5), timedelta(days=40))

Strike = Callable[[], Awaitable[bool]]
"""Makes a fault and undoes it; whether it fired."""


class Machine:
    """A real server process on a real PostgreSQL, and what may befall them."""

    def __init__(
        self,
        home: Path,
        postgres: RunningPostgres,
        pool: Pool,
        traffic: Traffic,
        disk: SmallDisk | None,
        commands: str = COMMANDS,
    ) -> None:
        self._home = home
        self._postgres = postgres
        self._pool = pool
        self._traffic = traffic
        self._disk = disk
        self._leaps = 0
        self._watching: asyncio.Task[None] | None = None
        self.gave_up = 0
        """How often the service ended by itself and was started again."""
        self.page = "/health/ready"
        """What the crowd asks for."""
        self.proxy = Proxy(postgres.cluster.socket_folder / SOCKET, free_port())
        dsn = f"postgresql://{SERVICE_LOGIN}@127.0.0.1:{self.proxy.port}/{embedded.DATABASE}"
        self.server = ServerProcess(home, free_port(), database_url=dsn, commands=commands)
        self.keeper = Keeper(home, pool, commands)
        self.strikes: dict[str, Strike] = {
            "api_worker_killed": self.kill_api_worker,
            "server_killed": self.kill_server,
            "postgres_killed": self.kill_postgres,
            "database_cut": self.cut_database,
            "database_slow": self.slow_database,
            "database_black_holed": self.hide_database,
            "server_clock_jump": self.jump,
            "disk_full": self.fill_disk,
        }

    async def start(self) -> None:
        self.proxy.start()
        await self.server.start()
        self._watching = asyncio.create_task(self._restart_when_ended())

    def stop(self) -> None:
        """The service, the proxy, and at last our part in PostgreSQL."""
        if self._watching is not None:
            self._watching.cancel()
        self.server.stop()
        self.proxy.stop()
        self._postgres.stop()

    async def _restart_when_ended(self) -> None:
        """What an operator's supervisor does: a service that ended by itself is started again, and that is counted.

        Its master gives up where a worker dies twice within seconds.
        """
        while True:
            await asyncio.sleep(0.5)
            if self.server.has_ended:
                self.gave_up += 1
                with suppress(CourierError):
                    await self.server.start()

    async def kill_api_worker(self) -> bool:
        """SIGKILL to the process that answers; its master starts another."""
        workers = children_of(self.server.pid)
        if not workers:
            return False
        os.kill(workers[0], signal.SIGKILL)
        await self._until_ready()
        return True

    async def kill_server(self) -> bool:
        """SIGKILL to the service with all its processes; it is started again."""
        self.server.kill()
        await self.server.start()
        return True

    async def kill_postgres(self) -> bool:
        """SIGKILL to the postmaster; its children go with it, and it recovers when it is started again."""
        pid = self._postgres.server_pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(self._restart_postgres)
        await self._until_ready()
        return True

    def _restart_postgres(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while True:
            try:
                embedded.start(self._home).stop()
                return
            except CourierError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    async def cut_database(self) -> bool:
        """Every connection to the database breaks: nobody knows whether the last commit came through."""
        self.proxy.order("cut")
        return True

    async def slow_database(self) -> bool:
        self.proxy.order(f"slow {SLOW_MS}")
        await asyncio.sleep(SLOW_S)
        self.proxy.order("pass")
        return True

    async def hide_database(self) -> bool:
        """Nothing comes back from the database while a crowd asks: some are told to wait."""
        self.proxy.order("hole")
        crowd = asyncio.create_task(self._crowd())
        await asyncio.sleep(HOLE_S)
        self.proxy.order("pass")
        await crowd
        await self._until_ready()
        return True

    async def _crowd(self) -> None:
        limits = httpx.Limits(max_connections=CROWD)
        async with httpx.AsyncClient(base_url=self.server.local_url, timeout=60, limits=limits) as client:
            page = self.page

            async def ask() -> None:
                try:
                    response = await client.get(page)
                except httpx.TransportError:
                    return
                if response.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Retry-After" in response.headers:
                    self._traffic.told_to_wait += 1
                elif response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                    self._traffic.broken_promises[f"GET {page}: {response.status_code} {response.text[:200]}"] += 1

            await asyncio.gather(*(ask() for _ in range(CROWD)))

    async def jump(self) -> bool:
        """The server's clock is set forward, or back."""
        leap = LEAPS[self._leaps % len(LEAPS)]
        self._leaps += 1
        async with self._pool.acquire() as connection:
            await clock.set_simulated_now(connection, clock.now() + leap)
        return True

    async def fill_disk(self) -> bool:
        """Not a byte is left for new acts and files; then there is room again."""
        if self._disk is None:
            return False
        await asyncio.to_thread(self._disk.fill)
        await asyncio.sleep(FULL_S)
        self._disk.make_room()
        await self._until_ready()
        return True

    async def back_up(self) -> None:
        """While the service goes on."""
        if self._disk is not None:
            await move_tables_home(self._postgres)
            self._disk = None
        await self.keeper.back_up()

    async def restore(self) -> None:
        """SIGKILL to PostgreSQL and the service at work; then back to the instant chosen, and up again."""
        await self.keeper.back_up()
        if (pid := self._postgres.server_pid) is not None:
            os.kill(pid, signal.SIGKILL)
        self.server.kill()
        self._postgres.stop()
        await self.keeper.bring_back()
        self._postgres = await asyncio.to_thread(embedded.start, self._home)
        await self.server.start()

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        async with httpx.AsyncClient(timeout=5) as client:
            while time.monotonic() < deadline:
                try:
                    if (await client.get(f"{self.server.local_url}/health/ready")).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)


def children_of(pid: int | None) -> list[int]:
    """Living children of a process."""
    if pid is None:
        return []
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []
