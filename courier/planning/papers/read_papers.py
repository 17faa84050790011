"""Read a plan's routes as they are printed: in full for the carrier's own list, which is logged, else masked."""

from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec
import shapely

from courier.catalogue.calendars.read_calendar import load_calendar
from courier.catalogue.calendars.working_days import is_working
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.intake.masking import mask_name
from courier.intake.papers.statements import LOG_PAPER_READ
from courier.money.reading import still_due
from courier.network.offices.model import Spell as OpenSpell
from courier.network.offices.open_spells import IsWorking, open_spells
from courier.planning.live.statements import MAP_COMMUNES, CommuneRow
from courier.planning.model import Spell
from courier.planning.papers.model import DayPapers, Outline, PaperItem, PaperRoute, PaperStop
from courier.planning.papers.statements import (
    PAPER_PLAN,
    PAPER_ROUTES,
    PAPER_VISITS,
    PaperPlan,
    PaperRouteRow,
    PaperVisitRow,
)
from courier.planning.shifts.set_waves import waves_of

IN_FORCE: Final = ("published", "under_way")
SIMPLIFIED_TO_DEGREES: Final = 0.0005
"""About 50 m: less than a line's width on a sketch of a commune."""
_ESTIMATED: Final = ("hamlet", "commune")


async def read_papers(
    connection: Connection, asker: UUID, plan_id: UUID, carrier_id: UUID | None = None, *, in_full: bool
) -> DayPapers:
    """The routes of a plan in force, of one carrier or of all.

    `in_full`: citizens by name, phone and address, each logged as read by the asker; else name masked, no more.
    Raises `NotFound` unless the asker works at its office, or where the carrier has no stop in it; `Conflict` for a
    plan that is a draft, replaced or closed: nobody rides by it.
    """
    plan = await PAPER_PLAN.one(connection, plan_id, asker)
    if plan is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    if plan.status not in IN_FORCE:
        raise Conflict(
            "Chỉ in được kế hoạch đang có hiệu lực. Hãy chốt và gửi bưu tá trước",
            "Only a plan in force is printed. Publish it first",
        )
    rows = await PAPER_ROUTES.all(connection, plan_id, carrier_id)
    if not rows:
        raise NotFound("Kế hoạch này không có tuyến nào để in", "This plan has no route to print")
    visits = await PAPER_VISITS.all(connection, [row.route_id for row in rows])
    if in_full:
        citizens = sorted({visit.party_id for visit in visits if visit.kind == "citizen"})
        await LOG_PAPER_READ.run(connection, asker, citizens, "delivery_list")
    else:
        visits = [_masked(visit) for visit in visits]
    due_vnd = await still_due(connection, {visit.job_id for visit in visits})
    offices = sorted({visit.party_id for visit in visits if visit.kind != "citizen"})
    hours = await open_spells(connection, offices, plan.on_date, await _working_days(connection, plan))
    stops = _stops(visits, due_vnd, hours)
    return DayPapers(
        plan_id=plan.plan_id,
        version=plan.version,
        on_date=plan.on_date,
        office_name=plan.office_name,
        office_phone=plan.office_phone,
        office_lon=plan.office_lon,
        office_lat=plan.office_lat,
        waves_s=await waves_of(connection, plan.office_id, plan.on_date),
        outlines=[_outline(row) for row in await MAP_COMMUNES.all(connection, plan.office_id, plan.on_date)],
        routes=[_route(row, stops[row.route_id]) for row in rows if row.route_id in stops],
    )


async def _working_days(connection: Connection, plan: PaperPlan) -> IsWorking | None:
    """The agencies' calendar; where none is loaded every day is a working day."""
    try:
        calendar = await load_calendar(connection, "agency", plan.province_code)
    except NotFound:
        return None
    return lambda _office, day: is_working(calendar, day)


def _masked(visit: PaperVisitRow) -> PaperVisitRow:
    if visit.kind != "citizen":
        return visit
    return msgspec.structs.replace(visit, name=mask_name(visit.name), phone=None, address=None, landmark=None)


def _stops(
    visits: list[PaperVisitRow], due_vnd: dict[UUID, int], hours: dict[UUID, list[OpenSpell]]
) -> dict[UUID, list[PaperStop]]:
    """By route, in its order."""
    stops: dict[UUID, list[PaperStop]] = {}
    for _, group in groupby(visits, key=lambda visit: visit.stop_id):
        rows = list(group)
        stops.setdefault(rows[0].route_id, []).append(_stop(rows, due_vnd, hours))
    return stops


def _stop(rows: list[PaperVisitRow], due_vnd: dict[UUID, int], hours: dict[UUID, list[OpenSpell]]) -> PaperStop:
    first = rows[0]
    return PaperStop(
        act=first.act,
        party_id=first.party_id,
        is_citizen=first.kind == "citizen",
        name=first.name,
        phone=first.phone,
        address=first.address,
        landmark=first.landmark,
        commune=first.commune,
        is_estimated_place=first.position_quality in _ESTIMATED,
        lon=first.lon,
        lat=first.lat,
        arrive_at=first.arrive_at,
        leave_at=first.leave_at,
        items=[_item(row, due_vnd) for row in rows],
        opens=None if first.kind == "citizen" else hours.get(first.party_id),
    )


def _item(row: PaperVisitRow, due_vnd: dict[UUID, int]) -> PaperItem:
    """Money is asked for where the citizen is met, papers too."""
    meets_citizen = row.kind == "citizen"
    return PaperItem(
        code=row.code,
        due_vnd=due_vnd.get(row.job_id, 0) if meets_citizen else 0,
        papers_to_take_back=row.papers_to_take_back if meets_citizen else 0,
        personal_only=row.personal_only and meets_citizen,
    )


def _route(row: PaperRouteRow, stops: list[PaperStop]) -> PaperRoute:
    return PaperRoute(
        carrier_id=row.carrier_id,
        carrier_name=row.carrier_name,
        carrier_phone=row.carrier_phone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        lunch_from=row.lunch_from,
        lunch_to=row.lunch_to,
        lunch_duration_s=row.lunch_duration_s,
        spells=msgspec.convert(row.spells, list[Spell]),
        distance_m=row.distance_m,
        leaves_at=row.leaves_at,
        returns_at=row.returns_at,
        stops=stops,
    )


def _outline(row: CommuneRow) -> Outline:
    area = shapely.from_wkb(row.boundary).simplify(SIMPLIFIED_TO_DEGREES)
    polygons = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    return Outline(
        name=f"{row.unit_type} {row.name}",
        rings=[[(lon, lat) for lon, lat, *_ in part.exterior.coords] for part in polygons],
    )
