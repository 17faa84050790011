"""What administrators do within their reach: offices, people, their hats, communes served."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.agreements import agreement_routes
from api.fields import Address, Code, Lat, Line, Lon, Username
from api.service import Service
from courier.database import Connection
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.identity.passwords import LEAST_LENGTH, hash_password
from courier.network.model import (
    GrantScope,
    Leg,
    NewOffice,
    NewPerson,
    Office,
    OfficeKind,
    Person,
    Role,
    RoleGrant,
    UnitKey,
)
from courier.network.offices.model import DeskAgency, NewArea, ServedCommune
from courier.network.offices.serve_commune import end_service, serve_commune
from courier.network.offices.take_for_agency import take_for_agency
from courier.network.open_office import open_office
from courier.network.staff.check_administers import (
    check_administers,
    check_administers_province,
)
from courier.network.staff.end_grant import end_grant
from mobile_contract.fields import END

Province = Annotated[str, Meta(pattern=rf"^[0-9]{{2}}{END}")]
SecondOfDay = Annotated[int, Meta(ge=0, le=86_400)]
NewPassword = Annotated[str, Meta(min_length=LEAST_LENGTH, max_length=1_000, pattern=rf"^[^\x00]*{END}")]


class UnitInput(Struct, frozen=True, kw_only=True):
    """What identifies a unit."""

    code: Annotated[str, Meta(pattern=rf"^[0-9]{{2,5}}{END}")]
    valid_from: date


class OfficeInput(Struct, frozen=True, kw_only=True):
    """An office to open."""

    kind: OfficeKind
    code: Annotated[str, Meta(pattern=rf"^[0-9A-Z.-]{{2,32}}{END}")]
    name: Line
    address: Address
    lon: Lon
    lat: Lat
    province_code: Province
    phone: Line | None = None
    unit: UnitInput | None = None
    superior_office_id: UUID | None = None
    served_by_office_id: UUID | None = None
    opens_s: SecondOfDay = 27_000
    closes_s: SecondOfDay = 61_200
    last_acceptance_s: SecondOfDay = 59_400
    form: Code | None = None
    """What people call it: branch (chi nhánh), reception (điểm tiếp nhận), commune_post, sorting_point, centre …"""


class PersonInput(Struct, frozen=True, kw_only=True):
    """A member of staff; username and password both or neither."""

    full_name: Line
    province_code: Province
    phone: Line | None = None
    username: Username | None = None
    password: NewPassword | None = None


class ScopeInput(Struct, frozen=True, kw_only=True):
    """One thing a teller's or clerk's hat is for; what is left out is not limited."""

    agency_id: UUID | None = None
    leg: Leg | None = None
    field: Code | None = None


class GrantInput(Struct, frozen=True, kw_only=True):
    """One hat of a person, from a day until another; no scope is everything."""

    person_id: UUID
    role: Role
    office_id: UUID
    valid_from: date
    valid_to: date | None = None
    scopes: Annotated[list[ScopeInput], Meta(max_length=100)] = []


class GrantEnd(Struct, frozen=True, kw_only=True):
    """From which day on a hat is no longer worn."""

    person_id: UUID
    role: Role
    office_id: UUID
    valid_to: date


class AreaInput(Struct, frozen=True, kw_only=True):
    """That a post office serves a commune, from a day until another."""

    office_id: UUID
    unit: UnitInput
    valid_from: date
    valid_to: date | None = None


class AreaEnd(Struct, frozen=True, kw_only=True):
    """From which day on a post office no longer serves a commune."""

    office_id: UUID
    unit: UnitInput
    valid_to: date


class AgencyInput(Struct, frozen=True, kw_only=True):
    """For which competent agency a desk takes dossiers in, from a day until another."""

    desk_id: UUID
    agency_id: UUID
    valid_from: date
    valid_to: date | None = None


class Ended(Struct, frozen=True, kw_only=True):
    """Whether something ended by this; if not, it had ended by then or was never there."""

    is_ended: bool


@post("/offices", summary="Open an office")
async def order_office(
    data: JSONBody[OfficeInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Office:
    """Under offices of the administrator's; one under no other only for the province's administrators."""
    await check_administrator(service.pool, staff)
    above = [office for office in (data.served_by_office_id, data.superior_office_id) if office is not None]
    if not above:
        await check_administers_province(service.pool, staff.person_id, data.province_code)
    for office_id in above:
        await check_administers(service.pool, staff.person_id, office_id)
    office = NewOffice(
        kind=data.kind,
        code=data.code,
        name=data.name,
        address=data.address,
        lon=data.lon,
        lat=data.lat,
        province_code=data.province_code,
        phone=data.phone,
        unit=_key(data.unit) if data.unit else None,
        superior_office_id=data.superior_office_id,
        served_by_office_id=data.served_by_office_id,
        opens_s=data.opens_s,
        closes_s=data.closes_s,
        last_acceptance_s=data.last_acceptance_s,
        form=data.form,
    )
    return await service.commit(lambda connection: open_office(connection, office))


@post("/people", summary="Add a member of staff")
async def order_person(
    data: JSONBody[PersonInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Person:
    await check_administrator(service.pool, staff)
    secret = await hash_password(data.password) if data.password else None
    person = NewPerson(
        full_name=data.full_name,
        province_code=data.province_code,
        phone=data.phone,
        username=data.username.lower() if data.username else None,
    )
    return await service.commit(lambda connection: add_person(connection, person, secret))


@post("/grants", summary="Give a person a role at an office")
async def order_grant(
    data: JSONBody[GrantInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Person:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.office_id)
    grant = RoleGrant(
        person_id=data.person_id,
        role=data.role,
        office_id=data.office_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        scopes=[GrantScope(agency_id=s.agency_id, leg=s.leg, field=s.field) for s in data.scopes],
    )
    return await service.commit(lambda connection: grant_role(connection, grant))


@post("/grants/end", status_code=HTTP_200_OK, summary="Take a role away from a day on")
async def order_grant_end(
    data: JSONBody[GrantEnd], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Ended:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.office_id)

    async def end(connection: Connection) -> Ended:
        return Ended(is_ended=await end_grant(connection, data.person_id, data.role, data.office_id, data.valid_to))

    return await service.commit(end)


@post("/areas", summary="Say which post office serves a commune")
async def order_area(
    data: JSONBody[AreaInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> ServedCommune:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.office_id)
    area = NewArea(office_id=data.office_id, unit=_key(data.unit), valid_from=data.valid_from, valid_to=data.valid_to)
    return await service.commit(lambda connection: serve_commune(connection, area))


@post("/areas/end", status_code=HTTP_200_OK, summary="End a post office's service to a commune")
async def order_area_end(
    data: JSONBody[AreaEnd], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Ended:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.office_id)

    async def end(connection: Connection) -> Ended:
        return Ended(is_ended=await end_service(connection, data.office_id, _key(data.unit), data.valid_to))

    return await service.commit(end)


@post("/agencies", summary="Say for which competent agency a desk takes dossiers in")
async def order_agency(
    data: JSONBody[AgencyInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> DeskAgency:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.desk_id)
    link = DeskAgency(data.desk_id, data.agency_id, data.valid_from, data.valid_to)
    return await service.commit(lambda connection: take_for_agency(connection, link))


def _key(unit: UnitInput) -> UnitKey:
    return UnitKey(unit.code, unit.valid_from)


network_admin_routes = (
    order_office,
    order_person,
    order_grant,
    order_grant_end,
    order_area,
    order_area_end,
    order_agency,
    *agreement_routes,
)
