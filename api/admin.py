"""Who runs the network: units and boundaries from files, offices, people and their roles. Administrators only."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody
from msgspec import Meta, Struct

from api.fields import Address, Lat, Line, Lon, Username
from api.linehaul import linehaul_admin_routes
from api.service import Service
from api.units import unit_routes
from api.uploads import LARGEST_FILE, read_upload
from courier.network.add_person import add_person
from courier.network.derive_succession import derive_succession
from courier.network.grant_role import grant_role
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.identity.passwords import LEAST_LENGTH, hash_password
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from courier.network.model import (
    BoundariesImported,
    BoundaryKind,
    NewOffice,
    NewPerson,
    Office,
    OfficeKind,
    Person,
    Role,
    RoleGrant,
    SuccessionDerived,
    UnitKey,
    UnitsImported,
)
from courier.network.open_office import open_office
from mobile_contract.fields import END

Province = Annotated[str, Meta(pattern=rf"^[0-9]{{2}}{END}")]
SecondOfDay = Annotated[int, Meta(ge=0, le=86_400)]
NewPassword = Annotated[str, Meta(min_length=LEAST_LENGTH, max_length=1_000, pattern=rf"^[^\x00]*{END}")]


@dataclass
class UnitsForm:
    """A list of units; the days stand for rows that do not say them."""

    file: UploadFile
    source: Line
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass
class BoundariesForm:
    """A GeoJSON file of the units in force from a day."""

    file: UploadFile
    valid_from: date
    kind: BoundaryKind


class SuccessionOrder(Struct, frozen=True, kw_only=True):
    """Overlay the boundaries of two days; what is found is marked as derived."""

    former_valid_from: date
    present_valid_from: date
    source: Line


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


class PersonInput(Struct, frozen=True, kw_only=True):
    """A member of staff; username and password both or neither."""

    full_name: Line
    province_code: Province
    phone: Line | None = None
    username: Username | None = None
    password: NewPassword | None = None


class GrantInput(Struct, frozen=True, kw_only=True):
    """One hat of a person, from a day until another."""

    person_id: UUID
    role: Role
    office_id: UUID
    valid_from: date
    valid_to: date | None = None


@post("/units", request_max_body_size=LARGEST_FILE, summary="Import a list of units")
async def send_units(
    data: Annotated[UnitsForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> UnitsImported:
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_units(
            connection, sent.content, source=data.source, valid_from=data.valid_from, valid_to=data.valid_to
        )
    )


@post("/boundaries", request_max_body_size=LARGEST_FILE, summary="Import boundaries of units")
async def send_boundaries(
    data: Annotated[BoundariesForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> BoundariesImported:
    await check_administrator(service.pool, staff)
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_boundaries(connection, sent.content, valid_from=data.valid_from, kind=data.kind)
    )


@post("/successions", summary="Derive which units became which")
async def order_succession(
    data: JSONBody[SuccessionOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> SuccessionDerived:
    await check_administrator(service.pool, staff)
    return await service.commit(
        lambda connection: derive_succession(
            connection, data.former_valid_from, data.present_valid_from, source=data.source
        )
    )


@post("/offices", summary="Open an office")
async def order_office(
    data: JSONBody[OfficeInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Office:
    await check_administrator(service.pool, staff)
    office = NewOffice(
        kind=data.kind,
        code=data.code,
        name=data.name,
        address=data.address,
        lon=data.lon,
        lat=data.lat,
        province_code=data.province_code,
        phone=data.phone,
        unit=UnitKey(data.unit.code, data.unit.valid_from) if data.unit else None,
        superior_office_id=data.superior_office_id,
        served_by_office_id=data.served_by_office_id,
        opens_s=data.opens_s,
        closes_s=data.closes_s,
        last_acceptance_s=data.last_acceptance_s,
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
    grant = RoleGrant(
        person_id=data.person_id,
        role=data.role,
        office_id=data.office_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
    )
    return await service.commit(lambda connection: grant_role(connection, grant))


routes = Router(
    "/admin",
    route_handlers=[
        *unit_routes,
        *linehaul_admin_routes,
        send_units,
        send_boundaries,
        order_succession,
        order_office,
        order_person,
        order_grant,
    ],
    tags=["admin"],
    security=[{"session": []}],
)
