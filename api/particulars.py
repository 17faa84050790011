"""What the office looks up with a click: the visits that failed, one job whole, who a carrier meets."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.service import Service
from courier import clock
from courier.network.identity.model import Staff
from courier.planning.live.board import list_failed
from courier.planning.live.model import FailedVisit
from courier.planning.particulars.model import IdleSpell, JobParticulars, StopName
from courier.planning.particulars.read_idle import read_idle
from courier.planning.particulars.read_job import read_job
from courier.planning.particulars.read_stops import read_stops
from mobile_contract.reasons import REASON_WORDS


@get("/failed-visits", summary="The day's failed visits, each by its job's last one")
async def show_failed_visits(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> list[FailedVisit]:
    """Those still open first; names no citizen."""
    return await list_failed(service.pool, office_id, staff.person_id, on_date or clock.today(), REASON_WORDS)


@get("/jobs/{job_id:uuid}", summary="One job whole")
async def show_job(
    job_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> JobParticulars:
    """With its citizen in full: the reading is logged."""
    return await service.commit(lambda connection: read_job(connection, job_id, staff.person_id, REASON_WORDS))


@get("/plans/{plan_id:uuid}/stops/{carrier_id:uuid}", summary="Who a carrier meets at each stop")
async def show_stops(
    plan_id: FromPath[UUID],
    carrier_id: FromPath[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[StopName]:
    """In full for who runs the day, the reading logged; masked for others."""
    return await service.commit(lambda connection: read_stops(connection, plan_id, carrier_id, staff.person_id))


@get("/plans/{plan_id:uuid}/idle", summary="Lunch, other work and waiting in a plan's routes")
async def show_idle(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[IdleSpell]:
    """Of what lay ahead when the plan was made."""
    return await read_idle(service.pool, plan_id, staff.person_id)


particular_routes = (show_failed_visits, show_job, show_stops, show_idle)
