"""Damage, broken seals, losses at the office and the desk: the record, its steps, the clocks of a loss."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.fields import Instant, Line
from api.service import Service
from courier.custody.incidents.list_incidents import list_incidents
from courier.custody.incidents.model import ClockRule, Incident, IncidentKind, StepName
from courier.custody.incidents.note_incident import note_incident
from courier.custody.incidents.read_clocks import ClocksKept, read_clocks
from courier.custody.incidents.set_clocks import set_clocks
from courier.custody.incidents.statements import IncidentKept, StepKept
from courier.custody.incidents.take_step import take_step
from courier.network.identity.model import Staff
from mobile_contract.fields import END, Code


class IncidentOrder(Struct, frozen=True, kw_only=True):
    """Something the office noticed itself."""

    incident_id: UUID
    office_id: UUID
    code: Code
    kind: IncidentKind
    noticed_at: Instant


class ClocksOrder(Struct, frozen=True, kw_only=True):
    """The clocks of a loss, for what is noticed from a day on."""

    valid_from: date
    tell_head_min: Annotated[int, Meta(ge=1, le=1_440)]
    """Minutes until the head of the post office is told."""
    tell_agency_days: Annotated[int, Meta(ge=0, le=30)]
    """0: the agency is told the same day."""
    search_h: Annotated[int, Meta(ge=1, le=720)]
    """Hours of search."""
    source: Line
    """Where it is laid down."""


class StepOrder(Struct, frozen=True, kw_only=True):
    """What was done about an incident, and when."""

    step: StepName
    happened_at: Instant
    note: Annotated[str, Meta(pattern=rf"^[^\x00]*{END}", min_length=1, max_length=1_000)] | None = None


@get("/incidents", summary="Damage, broken seals, losses, with their clocks")
async def show_incidents(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    with_closed: FromQuery[bool] = False,
) -> list[Incident]:
    """The overdue first, at most 500."""
    return await list_incidents(service.pool, office_id, staff.person_id, with_closed=with_closed)


@put("/incident-clocks/{office_id:uuid}", status_code=HTTP_204_NO_CONTENT, summary="Set the clocks of a loss")
async def order_clocks(
    office_id: FromPath[UUID],
    data: JSONBody[ClocksOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    rule = ClockRule(tell_head_min=data.tell_head_min, tell_agency_days=data.tell_agency_days, search_h=data.search_h)
    await service.commit(
        lambda connection: set_clocks(connection, office_id, rule, data.valid_from, data.source, staff.person_id)
    )


@post("/incidents", status_code=HTTP_200_OK, summary="Write down an incident the office noticed")
async def order_incident(
    data: JSONBody[IncidentOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> IncidentKept:
    return await service.commit(
        lambda connection: note_incident(
            connection,
            incident_id=data.incident_id,
            code=data.code,
            kind=data.kind,
            office_id=data.office_id,
            noticed_at=data.noticed_at,
            asked_by=staff.person_id,
        )
    )


@post("/incidents/{incident_id:uuid}/steps", status_code=HTTP_200_OK, summary="Say what was done about an incident")
async def order_step(
    incident_id: FromPath[UUID],
    data: JSONBody[StepOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> StepKept:
    """Each step is taken once; the first record of it counts."""
    return await service.commit(
        lambda connection: take_step(
            connection,
            incident_id=incident_id,
            step=data.step,
            note=data.note,
            happened_at=data.happened_at,
            asked_by=staff.person_id,
        )
    )


@get("/incident-clocks/{office_id:uuid}", summary="The clocks of a loss: what holds today, what was said")
async def show_clocks(
    office_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> ClocksKept:
    return await read_clocks(service.pool, office_id, staff.person_id)


incident_routes = (show_incidents, order_incident, order_step)
"""Desk and post office alike."""
incident_office_routes = (order_clocks, show_clocks)
