"""Between offices: the linehaul timetable, the next act for each job, bags, and what the office decides."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Address, Line
from api.service import Service
from courier import clock
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.linehaul.model import NewRoute, NewStop, Stop
from courier.network.linehaul.open_route import open_route
from courier.network.linehaul.read_timetable import read_timetable
from courier.planning.legs.allot_bag import allot_bag
from courier.planning.legs.instruct import Solution, instruct
from courier.planning.legs.model import BagLabel, JobLeg, OfficeBags
from courier.planning.legs.read_bags import read_bags
from courier.planning.legs.read_legs import read_legs
from courier.planning.legs.statements import InstructionKept
from mobile_contract.fields import END

SecondOfTwoDays = Annotated[int, Meta(ge=0, le=172_800)]


class StopInput(Struct, frozen=True, kw_only=True):
    """A call of a route: seconds after local midnight of the day it sets out; the first has no arrival, the last no
    departure."""

    office_id: UUID
    arrives_s: SecondOfTwoDays | None = None
    departs_s: SecondOfTwoDays | None = None


class RouteInput(Struct, frozen=True, kw_only=True):
    """A linehaul route to open; weekdays from 1, Monday, to 7."""

    code: Annotated[str, Meta(pattern=rf"^[0-9A-Z.-]{{2,32}}{END}")]
    name: Line
    linehaul_id: UUID
    weekdays: Annotated[list[Annotated[int, Meta(ge=1, le=7)]], Meta(min_length=1, max_length=7)]
    stops: Annotated[list[StopInput], Meta(min_length=2, max_length=100)]
    valid_from: date
    valid_to: date | None = None


class OpenedRoute(Struct, frozen=True, kw_only=True):
    """The new route."""

    route_id: UUID


class BagOrder(Struct, frozen=True, kw_only=True):
    """A bag to be made. The same `bag_id` gets the same code."""

    bag_id: UUID
    office_id: UUID
    to_office_id: UUID


class InstructionOrder(Struct, frozen=True, kw_only=True):
    """What is to become of a job after failed visits. The same `instruction_id` counts once."""

    instruction_id: UUID
    solution: Solution
    note: Address


@post("/linehaul-routes", summary="Open a linehaul route")
async def order_route(
    data: JSONBody[RouteInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OpenedRoute:
    await check_administrator(service.pool, staff)
    route = NewRoute(
        code=data.code,
        name=data.name,
        linehaul_id=data.linehaul_id,
        weekdays=data.weekdays,
        stops=[NewStop(office_id=s.office_id, arrives_s=s.arrives_s, departs_s=s.departs_s) for s in data.stops],
        valid_from=data.valid_from,
        valid_to=data.valid_to,
    )
    return OpenedRoute(route_id=await service.commit(lambda connection: open_route(connection, route)))


@get("/linehaul-routes", summary="The linehaul timetable")
async def show_routes(service: NamedDependency[Service], staff: NamedDependency[Staff]) -> list[Stop]:
    """Every stop of the routes in force or to come, route by route."""
    await check_administrator(service.pool, staff)
    timetable = await read_timetable(service.pool, clock.today())
    return [stop for route in timetable.routes for stop in route]


@get("/legs", summary="The next act for each open job")
async def show_legs(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[JobLeg]:
    """Direct by carrier, into a bag, under way, at the counter, or stuck and why."""
    return await read_legs(service.pool, office_id, staff.person_id, clock.now())


@get("/bags", summary="Bags to make, to hand over, to open")
async def show_bags(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OfficeBags:
    return await read_bags(service.pool, office_id, staff.person_id, clock.now())


@post("/bags", summary="A code for a bag")
async def order_bag(
    data: JSONBody[BagOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> BagLabel:
    """An SSCC that no other bag has or will have."""
    return await service.commit(
        lambda connection: allot_bag(
            connection,
            bag_id=data.bag_id,
            office_id=data.office_id,
            to_office_id=data.to_office_id,
            asked_by=staff.person_id,
            company_prefix=service.settings.gs1_company_prefix,
        )
    )


@post("/jobs/{job_id:uuid}/instruction", status_code=HTTP_200_OK, summary="Chỉ dẫn phát")
async def order_instruction(
    job_id: FromPath[UUID],
    data: JSONBody[InstructionOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> InstructionKept:
    """Sets aside what carriers proposed at failed visits until now: try again, keep at the counter, send back."""
    return await service.commit(
        lambda connection: instruct(
            connection,
            instruction_id=data.instruction_id,
            job_id=job_id,
            solution=data.solution,
            note=data.note,
            asked_by=staff.person_id,
        )
    )


linehaul_admin_routes = (order_route, show_routes)
linehaul_office_routes = (show_legs, show_bags, order_bag, order_instruction)
