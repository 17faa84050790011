"""The post office's day: shifts, plans made, looked at, published."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Instant
from api.service import Service
from courier.network.identity.model import Staff
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanSummary, PlanView, ShiftInput
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan, get_plan_summary
from courier.planning.shifts.open_shift import open_shift

CommuneCode = Annotated[str, Meta(pattern=r"^[0-9]{2,5}$(?!\n)")]


class ShiftOrder(Struct, frozen=True, kw_only=True):
    """A carrier's working day from one office and back; lunch both or neither."""

    carrier_id: UUID
    office_id: UUID
    on_date: date
    starts_at: Instant
    ends_at: Instant
    lunch_from: Instant | None = None
    lunch_to: Instant | None = None
    capacity_items: Annotated[int, Meta(ge=1, le=1_000)] = 200
    capacity_g: Annotated[int, Meta(ge=1, le=1_000_000)] = 15_000
    speed_kmh: Annotated[float, Meta(ge=1, le=80)] = 25.0
    territory: Annotated[list[CommuneCode], Meta(max_length=100)] = []


class OpenedShift(Struct, frozen=True, kw_only=True):
    """The new shift."""

    shift_id: UUID


class PlanOrder(Struct, frozen=True, kw_only=True):
    """Which office's day to plan."""

    office_id: UUID
    on_date: date


@post("/shifts", summary="Open a carrier's shift")
async def order_shift(
    data: JSONBody[ShiftOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OpenedShift:
    shift = ShiftInput(
        carrier_id=data.carrier_id,
        office_id=data.office_id,
        on_date=data.on_date,
        starts_at=data.starts_at,
        ends_at=data.ends_at,
        lunch_from=data.lunch_from,
        lunch_to=data.lunch_to,
        capacity_items=data.capacity_items,
        capacity_g=data.capacity_g,
        speed_kmh=data.speed_kmh,
        territory=data.territory,
    )
    return OpenedShift(shift_id=await service.commit(lambda connection: open_shift(connection, shift, staff.person_id)))


@post("/plans", summary="Plan a day: a new draft")
async def order_plan(
    data: JSONBody[PlanOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanSummary:
    """Takes one to ten seconds, by the number of jobs; nothing is locked meanwhile."""
    plan_id = await make_plan(service.pool, data.office_id, data.on_date, staff.person_id)
    service.hub.announce()
    return await get_plan_summary(service.pool, plan_id, staff.person_id)


@get("/plans/{plan_id:uuid}", summary="A whole plan")
async def show_plan(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanView:
    return await get_plan(service.pool, plan_id, staff.person_id)


@post("/plans/{plan_id:uuid}/publish", status_code=HTTP_200_OK, summary="Chốt và gửi bưu tá")
async def order_publication(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanSummary:
    """The plan in force until now is replaced; carriers' manifests change with the commit."""
    return await service.commit(lambda connection: publish_plan(connection, plan_id, staff.person_id))


plan_routes = (order_shift, order_plan, show_plan, order_publication)
