"""Read a plan as the office sees it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Executor
from courier.errors import NotFound
from courier.planning.model import (
    PlannedStopView,
    PlannedVisitView,
    PlanRouteView,
    PlanSummary,
    PlanView,
    UnservedJob,
)
from courier.planning.plans.statements import (
    PLAN_SUMMARY,
    ROUTES_OF_PLAN,
    STOPS_OF_PLAN,
    UNSERVED_OF_PLAN,
    StopRow,
    SummaryRow,
)
from courier.planning.silence import Silence, silences
from courier.planning.statements import LAST_HEARD, PUBLISHED_VISITS


async def get_plan_summary(connection: Executor, plan_id: UUID, asked_by: UUID) -> PlanSummary:
    """One plan in one line. Raises `NotFound` unless `asked_by` works at its office."""
    summary = await PLAN_SUMMARY.one(connection, plan_id, None, None, asked_by, False)
    if summary is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    return _told(summary)


async def find_plan_in_force(
    connection: Executor, office_id: UUID, on_date: date, asked_by: UUID
) -> PlanSummary | None:
    """The published plan of that day, of a day that is over the last one; for who works at the office."""
    summary = await PLAN_SUMMARY.one(connection, None, office_id, on_date, asked_by, False)
    return None if summary is None else _told(summary)


async def list_plans(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> list[PlanSummary]:
    """Every version of that day, the latest first; none for who does not work at the office."""
    return [_told(row) for row in await PLAN_SUMMARY.all(connection, None, office_id, on_date, asked_by, True)]


async def get_plan(connection: Executor, plan_id: UUID, asked_by: UUID) -> PlanView:
    """The whole plan: routes, stops in order, jobs left out with their reasons. Raises `NotFound`."""
    summary = await get_plan_summary(connection, plan_id, asked_by)
    silent = await read_silences(connection, summary.office_id, summary.on_date) if _is_in_force(summary) else {}
    passed = {(s.shift_id, s.job_id, s.act) for silence in silent.values() for s in silence.done}
    stops: dict[UUID, list[PlannedStopView]] = defaultdict(list)
    rows = await ROUTES_OF_PLAN.all(connection, plan_id)
    shifts = {route.route_id: route.shift_id for route in rows}
    for stop_rows in stops_of(await STOPS_OF_PLAN.all(connection, plan_id)):
        first = stop_rows[0]
        is_presumed = any((shifts[first.route_id], row.job_id, row.act) in passed for row in stop_rows)
        stops[first.route_id].append(_stop(stop_rows, is_presumed))
    routes = [
        PlanRouteView(
            route_id=route.route_id,
            shift_id=route.shift_id,
            carrier_id=route.carrier_id,
            carrier_name=route.carrier_name,
            distance_m=route.distance_m,
            leaves_at=route.leaves_at,
            returns_at=route.returns_at,
            overtime_s=route.overtime_s,
            stops=stops[route.route_id],
            is_silent=route.shift_id in silent,
            heard_at=silent[route.shift_id].heard_at if route.shift_id in silent else None,
        )
        for route in rows
    ]
    unserved = [
        UnservedJob(
            job_id=row.job_id,
            code=row.code,
            title=row.title,
            constraint=row.reason["constraint"],
            reason_vi=row.reason["vi"],
            reason_en=row.reason["en"],
        )
        for row in await UNSERVED_OF_PLAN.all(connection, plan_id)
    ]
    return PlanView(summary=summary, routes=routes, unserved=unserved)


async def read_silences(connection: Executor, office_id: UUID, on_date: date) -> dict[UUID, Silence]:
    """By shift, the carriers of the plan in force who are not heard of while visits of theirs are overdue."""
    heard = {last.shift_id: last for last in await LAST_HEARD.all(connection, office_id, on_date)}
    return silences(await PUBLISHED_VISITS.all(connection, office_id, on_date), heard, clock.now())


def _told(row: SummaryRow) -> PlanSummary:
    return msgspec.convert(msgspec.structs.asdict(row), PlanSummary)


def _is_in_force(summary: PlanSummary) -> bool:
    return summary.status in ("published", "under_way")


def stops_of(rows: Iterable[StopRow]) -> list[list[StopRow]]:
    """The rows of each stop together, in the order they came."""
    return [list(stop_rows) for _, stop_rows in groupby(rows, key=lambda row: row.stop_id)]


def _stop(rows: list[StopRow], is_presumed: bool) -> PlannedStopView:
    first = rows[0]
    return PlannedStopView(
        stop_id=first.stop_id,
        position=first.position,
        act=first.act,
        party_id=first.party_id,
        name=first.name,
        lon=first.lon,
        lat=first.lat,
        arrive_at=first.arrive_at,
        leave_at=first.leave_at,
        visits=[PlannedVisitView(job_id=row.job_id, code=row.code, title=row.title) for row in rows],
        is_presumed=is_presumed,
    )
