"""Who is at home where, and how a plan's routes lie beside one another."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.service import Service
from courier import clock
from courier.database import in_transaction
from courier.network.identity.model import Staff
from courier.planning.territory.measure_routes import measure_routes, picture_routes
from courier.planning.territory.model import DayShape, TerritoryProposal
from courier.planning.territory.propose_homes import DAYS, propose_homes

Days = Annotated[int, QueryParameter(ge=1, le=365, description="How many days before are looked at")]


@get("/territory", summary="Home communes proposed for an office's carriers")
async def show_proposal(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
    days: Days = DAYS,
) -> TerritoryProposal:
    """By the visits of the days before and where communes lie; nothing is changed. Takes a second or two."""
    return await propose_homes(service.pool, office_id, on_date or clock.today(), staff.person_id, days)


@get("/plans/{plan_id:uuid}/shape", summary="How compact and overlapping a plan's routes are")
async def show_shape(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> DayShape:
    return await in_transaction(service.pool, lambda connection: measure_routes(connection, plan_id, staff.person_id))


@get("/plans/{plan_id:uuid}/shape.svg", media_type="image/svg+xml", summary="The same as a picture")
async def show_picture(
    plan_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[str]:
    drawn = await in_transaction(service.pool, lambda connection: picture_routes(connection, plan_id, staff.person_id))
    return Response(drawn, media_type="image/svg+xml")


territory_routes = (show_proposal, show_shape, show_picture)
