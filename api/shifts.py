"""The post office's shifts: opened, changed, ended, looked at; when its carriers leave, how long stops take."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.fields import Instant, Line
from api.service import Service
from courier.network.identity.model import Staff
from courier.planning.model import ServiceTime, ShiftInput, ShiftTerms, ShiftView, StopKind
from courier.planning.shifts.change_shift import change_shift, end_shift
from courier.planning.shifts.open_shift import open_shift
from courier.planning.shifts.read_shifts import read_shifts
from courier.planning.shifts.service_times import read_service_times, set_service_time
from courier.planning.shifts.set_waves import set_waves

CommuneCode = Annotated[str, Meta(pattern=r"^[0-9]{2,5}$(?!\n)")]
Second = Annotated[int, Meta(ge=0, le=86_399)]


class SpellOrder(Struct, frozen=True, kw_only=True):
    """When the carrier does something else, and what: vòng phát khác, họp."""

    starts_at: Instant
    ends_at: Instant
    reason: Line


class TermsOrder(Struct, frozen=True, kw_only=True):
    """A working day or a part of it; lunch both ends or neither, all of it or `lunch_duration_s` within."""

    starts_at: Instant
    ends_at: Instant
    lunch_from: Instant | None = None
    lunch_to: Instant | None = None
    lunch_duration_s: Annotated[int, Meta(ge=60, le=14_400)] | None = None
    spells: Annotated[list[SpellOrder], Meta(max_length=20)] = []
    share_of_day_percent: Annotated[int, Meta(ge=1, le=100)] = 100
    max_overtime_s: Annotated[int, Meta(ge=0, le=14_400)] = 0
    max_trips: Annotated[int, Meta(ge=1, le=12)] = 1
    capacity_items: Annotated[int, Meta(ge=1, le=1_000)] = 200
    capacity_g: Annotated[int, Meta(ge=1, le=1_000_000)] = 15_000
    speed_kmh: Annotated[float, Meta(ge=1, le=80)] = 25.0
    territory: Annotated[list[CommuneCode], Meta(max_length=100)] = []
    habitual_order: Annotated[list[CommuneCode], Meta(max_length=200)] = []


class ShiftOrder(TermsOrder, frozen=True, kw_only=True):
    """A carrier's shift from one office and back."""

    carrier_id: UUID
    office_id: UUID
    on_date: date


class ShiftChangeOrder(TermsOrder, frozen=True, kw_only=True):
    """All terms as they shall be from now on, and why."""

    reason: Line


class ShiftEndOrder(Struct, frozen=True, kw_only=True):
    """Why the shift ends early, as where its carrier fell ill; `ends_at` no later than now, without it now."""

    reason: Line
    ends_at: Instant | None = None


class WavesOrder(Struct, frozen=True, kw_only=True):
    """When carriers leave from that day on, seconds after local midnight, rising; none: any time."""

    office_id: UUID
    valid_from: date
    departs_s: Annotated[list[Second], Meta(max_length=24)]


class ServiceTimeOrder(Struct, frozen=True, kw_only=True):
    """How long a stop of one kind takes from that day on: for the stop, and for each item."""

    office_id: UUID
    valid_from: date
    kind: StopKind
    fixed_s: Annotated[int, Meta(ge=0, le=7_200)]
    per_item_s: Annotated[int, Meta(ge=0, le=3_600)]


class OpenedShift(Struct, frozen=True, kw_only=True):
    """The new shift."""

    shift_id: UUID


@post("/shifts", summary="Open a carrier's shift")
async def order_shift(
    data: JSONBody[ShiftOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OpenedShift:
    shift = msgspec.convert(msgspec.to_builtins(data), ShiftInput)
    return OpenedShift(shift_id=await service.commit(lambda connection: open_shift(connection, shift, staff.person_id)))


@get("/shifts", summary="The shifts of a day, and what changed about them")
async def list_shifts(
    office_id: FromQuery[UUID],
    on_date: FromQuery[date],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[ShiftView]:
    return await read_shifts(service.pool, office_id, on_date, staff.person_id)


@post("/shifts/{shift_id:uuid}/changes", status_code=HTTP_204_NO_CONTENT, summary="Change a shift")
async def order_shift_change(
    shift_id: FromPath[UUID],
    data: JSONBody[ShiftChangeOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """What it was before is kept. Plans made before do not change: plan again, or move what no longer fits."""
    terms = msgspec.convert(msgspec.to_builtins(data), ShiftTerms)
    await service.commit(lambda connection: change_shift(connection, shift_id, terms, data.reason, staff.person_id))


@post("/shifts/{shift_id:uuid}/end", status_code=HTTP_204_NO_CONTENT, summary="End a shift early")
async def order_shift_end(
    shift_id: FromPath[UUID],
    data: JSONBody[ShiftEndOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """Its route stays as published until the rest is given to others."""
    await service.commit(lambda connection: end_shift(connection, shift_id, data.ends_at, data.reason, staff.person_id))


@post("/waves", status_code=HTTP_204_NO_CONTENT, summary="Say when carriers leave the office")
async def order_waves(
    data: JSONBody[WavesOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    await service.commit(
        lambda connection: set_waves(connection, data.office_id, data.valid_from, data.departs_s, staff.person_id)
    )


@post("/service-times", status_code=HTTP_204_NO_CONTENT, summary="Say how long a kind of stop takes")
async def order_service_time(
    data: JSONBody[ServiceTimeOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    """Plans made from then on reckon with it; those made before stay as they are."""
    time = ServiceTime(kind=data.kind, fixed_s=data.fixed_s, per_item_s=data.per_item_s)
    await service.commit(
        lambda connection: set_service_time(connection, data.office_id, data.valid_from, time, staff.person_id)
    )


@get("/service-times", summary="How long each kind of stop takes on a day")
async def list_service_times(
    office_id: FromQuery[UUID],
    on_date: FromQuery[date],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[ServiceTime]:
    """The office's own figures; where it gave none, the assumptions it starts with."""
    return await read_service_times(service.pool, office_id, on_date, staff.person_id)


shift_routes = (
    order_shift,
    list_shifts,
    order_shift_change,
    order_shift_end,
    order_waves,
    order_service_time,
    list_service_times,
)
