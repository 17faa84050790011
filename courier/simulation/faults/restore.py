"""A backup taken while the day goes on, and the way back to an instant that lies before what phones were told is saved.

Both by the commands that an operator types. What the server forgets thereby, the phones offer again.
"""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from courier.database import Pool
from courier.errors import NotReady
from courier.simulation.faults.statements import REAL_NOW

COMMANDS: Final = "courier.command_line"
"""The module that is started with `backup`, `restore`, `serve` and their options."""


class Keeper:
    """Who backs the home up, and brings it back."""

    def __init__(self, home: Path, pool: Pool, commands: str = COMMANDS) -> None:
        self._home = home
        self._pool = pool
        self._commands = commands
        self.folder = home / "backup"
        self.instant: datetime | None = None

    async def back_up(self) -> None:
        """`courier backup`: the first time a whole copy, then what changed since."""
        await self._run("backup", str(self.folder))

    async def choose_instant(self) -> None:
        """Everything that the server takes in from now on it will forget. By the real clock, not the simulated one."""
        async with self._pool.acquire() as connection:
            row = await REAL_NOW.one(connection)
        assert row is not None
        self.instant = row.at

    async def bring_back(self) -> None:
        """`courier restore --to`: nothing may run on the home."""
        assert self.instant is not None
        await self._run("restore", str(self.folder), "--to", self.instant.isoformat())

    async def _run(self, *words: str) -> None:
        """Raises `NotReady` with the command's words where it fails."""
        environment = os.environ | {"COURIER_HOME": str(self._home), "DATABASE_URL": ""}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._commands, *words),
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            text = said.decode(errors="replace")[-2_000:]
            raise NotReady(f"courier {words[0]} không xong: {text}", f"courier {words[0]} failed: {text}")
