"""Two transactions at the same moment: one that is not over, and another that may wait for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from courier.database import Connection, Pool


@asynccontextmanager
async def unfinished(database: Pool, act: Callable[[Connection], Awaitable[Any]]) -> AsyncIterator[Any]:
    """A transaction that has done `act` and commits only when the block ends."""
    async with database.acquire() as connection, connection.transaction():
        yield await act(connection)


async def until_waiting_on_a_lock(database: Pool, *tasks: asyncio.Task[Any]) -> None:
    """Until a session of this database waits for another's lock, or the tasks are done."""
    for _ in range(400):
        waiting = await database.fetchval(
            "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
            "WHERE NOT l.granted AND a.datname = current_database()"
        )
        if waiting or all(task.done() for task in tasks):
            return
        await asyncio.sleep(0.01)
