"""What the plan gave to one carrier and signatures gave to another, for the office's board."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.service import Service
from courier import clock
from courier.network.identity.model import Staff
from courier.planning.other_hands.statements import OTHER_HANDS, InOtherHands


@get("/other-hands", summary="Items of the day's plan that another carrier took, holds or has handed over")
async def list_other_hands(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> list[InOtherHands]:
    """Custody follows signatures, whatever a plan said meanwhile: the plan is what must be looked at."""
    return await OTHER_HANDS.all(service.pool, office_id, staff.person_id, on_date or clock.today())


other_hands_routes = [list_other_hands]
