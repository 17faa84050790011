"""The post office's day: plans made, looked at, published."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from api.service import Service
from courier.network.identity.model import Staff
from courier.planning.make_plan import make_plan
from courier.planning.model import PlanDifference, PlanSummary, PlanView
from courier.planning.plans.close_plan import close_plan
from courier.planning.plans.compare_plans import compare_plans
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan, get_plan_summary, list_plans


class PlanOrder(Struct, frozen=True, kw_only=True):
    """Which office's day to plan."""

    office_id: UUID
    on_date: date


@post("/plans", summary="Plan a day: a new draft")
async def order_plan(
    data: JSONBody[PlanOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanSummary:
    """Takes some 3 seconds for 100 jobs, 13 for 600, 20 at most, and three times as long on a busy machine; nothing is
    locked meanwhile. A plan run is asked for in the background, and for as long as it is given."""
    plan_id = await make_plan(service.pool, data.office_id, data.on_date, staff.person_id, roads=service.roads)
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


@get("/plans", summary="The versions of a day's plan, the latest first")
async def list_versions(
    office_id: FromQuery[UUID],
    on_date: FromQuery[date],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[PlanSummary]:
    return await list_plans(service.pool, office_id, on_date, staff.person_id)


@get("/plans/{plan_id:uuid}/differences/{after_id:uuid}", summary="What a later plan has otherwise than this one")
async def show_difference(
    plan_id: FromPath[UUID], after_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanDifference:
    return await compare_plans(service.pool, plan_id, after_id, staff.person_id)


@post("/plans/{plan_id:uuid}/close", status_code=HTTP_200_OK, summary="Close a plan at the end of its day")
async def order_close(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PlanSummary:
    """No other plan can be put in force for that day then. Closing it again changes nothing."""
    return await service.commit(lambda connection: close_plan(connection, plan_id, staff.person_id))


plan_routes = (order_plan, list_versions, show_plan, show_difference, order_publication, order_close)
