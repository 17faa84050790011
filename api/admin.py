"""Who runs the network: units and boundaries from files, offices, people and their roles. Administrators only."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from litestar import Router, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody
from msgspec import Struct

from api.fields import Line
from api.labels import label_admin_routes
from api.linehaul import linehaul_admin_routes
from api.network_admin import network_admin_routes
from api.service import Service
from api.travel import travel_admin_routes
from api.units import unit_routes
from api.uploads import LARGEST_FILE, read_upload
from courier.network.derive_succession import derive_succession
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from courier.network.model import (
    BoundariesImported,
    BoundaryKind,
    SuccessionDerived,
    UnitsImported,
)


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


routes = Router(
    "/admin",
    route_handlers=[
        *unit_routes,
        *linehaul_admin_routes,
        *label_admin_routes,
        *travel_admin_routes,
        send_units,
        send_boundaries,
        order_succession,
        *network_admin_routes,
    ],
    tags=["admin"],
    security=[{"session": []}],
)
