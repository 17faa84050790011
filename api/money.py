"""The office's money beyond its daily figures: the counters' tills."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from api.service import Service
from courier.money.tills.read_tills import read_tills
from courier.money.tills.statements import Till
from courier.network.identity.model import Staff


class Tills(Struct, frozen=True, kw_only=True):
    """The tills of one office."""

    tills: list[Till]


@get("/tills", summary="The counters' tills")
async def list_tills(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Tills:
    """Open ones, those not yet counted in, those closed today: float, takings, what was counted."""
    return Tills(tills=await read_tills(service.pool, office_id, staff.person_id))


money_routes = [list_tills]
