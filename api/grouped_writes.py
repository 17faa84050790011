"""Single rows of many requests written by one statement and one commit, each request answered after it.

Only for rows without domain rules, such as positions; never custody or money. While one commit is on its way to disk
the next group gathers, so that no request waits for a timer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from courier.database import Connection, Pool, in_transaction

Row = TypeVar("Row")
MOST_IN_A_GROUP: Final = 500


class GroupedWrites(Generic[Row]):
    """Group commit for one kind of row."""

    def __init__(self, pool: Pool, write: Callable[[Connection, Sequence[Row]], Awaitable[object]]) -> None:
        self._pool = pool
        self._write = write
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, row: Row) -> None:
        """Return once the row is on disk; raises what the shared statement raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_groups())
        await done

    async def _write_groups(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_IN_A_GROUP], self._waiting[MOST_IN_A_GROUP:]
            error = await self._write_group([row for row, _ in group])
            for _, done in group:
                if not done.done():
                    done.set_exception(error) if error else done.set_result(None)
        self._writer = None

    async def _write_group(self, rows: Sequence[Row]) -> Exception | None:
        try:
            await in_transaction(self._pool, lambda connection: self._write(connection, rows))
        except Exception as error:
            return error
        return None
