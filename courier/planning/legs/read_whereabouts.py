"""Where an office's open jobs are on a day, and what its carriers are asked to do about them."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from courier.clock import VIETNAM
from courier.database import Executor
from courier.network.linehaul.model import Timetable
from courier.network.linehaul.read_timetable import read_timetable
from courier.planning.legs.model import Leg, PlannableJob, Whereabouts
from courier.planning.legs.next_leg import next_leg
from courier.planning.legs.statements import WHEREABOUTS


async def read_whereabouts(connection: Executor, office_id: UUID, on_date: date) -> list[Whereabouts]:
    """The open jobs that the office fetches or brings by the end of that day, and whatever lies there."""
    return await WHEREABOUTS.all(connection, office_id, _begins(on_date) + timedelta(days=1), on_date)


async def read_plannable_jobs(connection: Executor, office_id: UUID, on_date: date) -> list[PlannableJob]:
    """The jobs that the office's carriers ride that day or that a person must look at, sorted by id.

    Not among them: what goes on by bag or is under way, what waits at a counter, what is another office's to carry.
    """
    timetable = await read_timetable(connection, on_date)
    at = _begins(on_date)
    items = await read_whereabouts(connection, office_id, on_date)
    legs = [(item, next_leg(item, timetable, at)) for item in items]
    return [plannable(item, leg) for item, leg in legs if is_for_carriers(item, leg, office_id)]


def is_for_carriers(item: Whereabouts, leg: Leg, office_id: UUID) -> bool:
    """Whether a plan of the office says something of the job: serves it, or gives the reason why not."""
    if leg.kind == "carrier":
        return leg.by_office_id == office_id
    if leg.kind == "counter":
        return leg.by_office_id == office_id and item.holder_id == item.origin_id
    if leg.kind == "stuck":
        return office_id in (leg.by_office_id, item.serving_office_id, item.delivering_office_id)
    return False


def plannable(item: Whereabouts, leg: Leg) -> PlannableJob:
    """The job as the planner is asked about it."""
    return PlannableJob(
        job_id=item.job_id,
        leg=item.leg,
        origin_id=item.origin_id,
        target_id=leg.to_id or item.destination_id,
        at_counter=item.at_counter,
        weight_g=item.weight_g,
        ready_at=item.ready_at,
        window_from=item.window_from,
        window_to=item.window_to,
        holder_id=item.holder_id,
        is_disputed=item.is_disputed,
        from_id=leg.from_id or item.holder_id,
        kind=leg.kind,
        reason=leg.reason,
        due_on=item.due_on,
    )


async def read_office_legs(
    connection: Executor, office_id: UUID, at: datetime
) -> tuple[list[tuple[Whereabouts, Leg]], Timetable]:
    """Every open job of the office with its next leg at `at`, and the timetable that says so."""
    on_date = at.astimezone(VIETNAM).date()
    timetable = await read_timetable(connection, on_date)
    items = await read_whereabouts(connection, office_id, on_date)
    return [(item, next_leg(item, timetable, at)) for item in items], timetable


def _begins(on_date: date) -> datetime:
    return datetime.combine(on_date, time(), VIETNAM)
