"""How winding a province's roads are, said by its administrators."""

from datetime import date
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, PathParameter
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Line
from api.service import Service
from courier import clock
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.planning.travel.statements import TravelTerms
from courier.planning.travel.travel_terms import read_travel_terms, set_travel_terms
from mobile_contract.fields import END

ProvinceCode = Annotated[str, PathParameter(pattern=rf"^[0-9]{{2}}{END}", description="Province, two digits")]


class TravelTermsOrder(Struct, frozen=True, kw_only=True):
    """Road over straight-line distance in a province, from a day on, and where the figure comes from."""

    circuity: Annotated[float, Meta(ge=1, le=3)]
    valid_from: date
    note: Line


@post("/provinces/{province_code:str}/travel", status_code=HTTP_200_OK, summary="How winding a province's roads are")
async def order_travel_terms(
    province_code: ProvinceCode,
    data: JSONBody[TravelTermsOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> TravelTerms:
    """The next plans are estimated by it, where no road server is asked."""
    await check_administrator(service.pool, staff)
    terms = TravelTerms(circuity=data.circuity, valid_from=data.valid_from, note=data.note)
    await service.commit(lambda connection: set_travel_terms(connection, province_code, terms, staff.person_id))
    return terms


@get("/provinces/{province_code:str}/travel", summary="What is said of a province's roads, or is assumed")
async def show_travel_terms(
    province_code: ProvinceCode,
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> TravelTerms:
    await check_administrator(service.pool, staff)
    return await read_travel_terms(service.pool, province_code, on_date or clock.today())


travel_admin_routes = (order_travel_terms, show_travel_terms)
