"""Ask for a plan run, look at it, and have it stop."""

from datetime import date
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection, Executor
from courier.errors import NotFound
from courier.planning.runs.model import PlanRun
from courier.planning.runs.statements import ADD_RUN, ANNOUNCE_RUN, ASK_TO_CANCEL, RUN_UNDER_WAY, RUNS


async def ask_run(
    connection: Connection, office_id: UUID, on_date: date, seconds: float | None, owner_id: UUID, asked_by: UUID
) -> tuple[PlanRun, bool]:
    """The run for that day and whether it is new: one is under way at a time, and whoever asks again is shown it.

    The caller has the process `owner_id` take a new one up once this is committed. Raises `NotFound` unless
    `asked_by` is dispatcher or supervisor at that post office.
    """
    for _ in range(2):  # a run that ended between the two statements
        added = await ADD_RUN.one(connection, new_id(), office_id, on_date, asked_by, seconds, owner_id)
        if added is not None:
            await ANNOUNCE_RUN.run(connection, added.run_id)
            return await get_run(connection, added.run_id, asked_by), True
        going = await RUN_UNDER_WAY.one(connection, office_id, on_date, asked_by)
        if going is not None:
            return await get_run(connection, going.run_id, asked_by), False
    raise NotFound("Không tìm thấy bưu cục này", "No such office")


async def get_run(connection: Executor, run_id: UUID, asked_by: UUID) -> PlanRun:
    """The run as far as it is. Raises `NotFound` unless `asked_by` works at its office."""
    run = await RUNS.one(connection, run_id, None, None, asked_by)
    if run is None:
        raise NotFound("Không tìm thấy lần lập kế hoạch này", "No such plan run")
    return run


async def read_runs(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> list[PlanRun]:
    """The day's runs, newest first; none for who does not work at the office."""
    return await RUNS.all(connection, None, office_id, on_date, asked_by)


async def cancel_run(connection: Connection, run_id: UUID, asked_by: UUID) -> PlanRun:
    """Have the run stop; its process keeps the best plan found so far. A run that is over stays as it is.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at its office.
    """
    await get_run(connection, run_id, asked_by)
    await ASK_TO_CANCEL.run(connection, run_id, asked_by)
    return await get_run(connection, run_id, asked_by)
