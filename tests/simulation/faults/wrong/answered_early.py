"""The server answers a batch when its statements are done, and commits half a second later."""

import asyncio
from typing import Any

from api.service import Service
from courier.command_line.main import main
from courier.database import Connection, in_transaction
from tests.simulation.faults.wrong import are_uploads

LATE_S = 0.5
_right = Service.commit
_under_way: set[asyncio.Task[None]] = set()


async def wrong(service: Service, act: Any) -> Any:
    answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def work(connection: Connection) -> Any:
        result = await act(connection)
        if are_uploads(result):
            if not answered.done():
                answered.set_result(result)
            await asyncio.sleep(LATE_S)
        return result

    async def commit() -> None:
        try:
            result = await in_transaction(service.pool, work)
        except Exception as error:
            if not answered.done():
                answered.set_exception(error)
            return
        service.hub.announce()
        if not answered.done():
            answered.set_result(result)

    task = asyncio.create_task(commit())
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    return await answered


if __name__ == "__main__":
    Service.commit = wrong  # type: ignore[method-assign,assignment]
    main(prog_name="courier")
