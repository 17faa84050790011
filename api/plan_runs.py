"""Plan runs: the planner asked for a day, looked at while it thinks, told to stop."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED
from msgspec import Meta, Struct

from api.service import Service
from courier.network.identity.model import Staff
from courier.planning.runs.ask_run import ask_run, cancel_run, get_run, read_runs
from courier.planning.runs.model import PlanRun


class RunOrder(Struct, frozen=True, kw_only=True):
    """Which office's day to plan, and for how long to search; without, by the number of jobs."""

    office_id: UUID
    on_date: date
    seconds: Annotated[float, Meta(ge=0.1, le=120)] | None = None


@post("/plan-runs", status_code=HTTP_202_ACCEPTED, summary="Plan a day in the background")
async def order_run(
    data: JSONBody[RunOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanRun:
    """One run an office and day at a time: while one is under way, whoever asks again is shown that one.

    Its progress comes as changes of the topic `plan` that name its `run_id`; its draft is `plan_id`.
    """
    run, is_new = await service.commit(
        lambda connection: ask_run(
            connection, data.office_id, data.on_date, data.seconds, service.plan_runner.owner_id, staff.person_id
        )
    )
    if is_new:
        service.plan_runner.take_up(run.run_id)
    return run


@get("/plan-runs", summary="The plan runs of a day, newest first")
async def list_runs(
    office_id: FromQuery[UUID],
    on_date: FromQuery[date],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[PlanRun]:
    return await read_runs(service.pool, office_id, on_date, staff.person_id)


@get("/plan-runs/{run_id:uuid}", summary="A plan run as far as it is")
async def show_run(run_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]) -> PlanRun:
    return await get_run(service.pool, run_id, staff.person_id)


@post("/plan-runs/{run_id:uuid}/cancel", status_code=HTTP_200_OK, summary="Stop a plan run, keep its best plan")
async def order_cancel(
    run_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanRun:
    """A run that is over stays as it is."""
    run = await service.commit(lambda connection: cancel_run(connection, run_id, staff.person_id))
    service.plan_runner.stop(run_id)
    return run


plan_run_routes = (order_run, list_runs, show_run, order_cancel)
