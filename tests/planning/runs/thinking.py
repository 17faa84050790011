"""A server process that thinks about one day until it is killed: `python -m tests.planning.runs.thinking DSN …`."""

import asyncio
import sys
from datetime import date
from uuid import UUID

from courier import clock
from courier.database import in_transaction, open_pool
from courier.planning.runs.ask_run import ask_run, get_run
from courier.planning.runs.runner import PlanRunner


async def think(dsn: str, office_id: UUID, on_date: date, asked_by: UUID) -> None:
    async with open_pool(dsn) as pool:
        async with pool.acquire() as connection:
            await clock.refresh(connection)
        runner = PlanRunner(pool, lambda: None)
        async with runner.running():
            run, _ = await in_transaction(
                pool, lambda c: ask_run(c, office_id, on_date, 300.0, runner.owner_id, asked_by)
            )
            runner.take_up(run.run_id)
            while (await get_run(pool, run.run_id, asked_by)).served is None:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            print("thinking", flush=True)
            await asyncio.sleep(300)


if __name__ == "__main__":
    asyncio.run(think(sys.argv[1], UUID(sys.argv[2]), date.fromisoformat(sys.argv[3]), UUID(sys.argv[4])))
