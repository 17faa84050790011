"""Counted bags at the office: each carrier's count beside the ledger and the office's own; what is held too long."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.disputes import Note
from api.service import Service
from courier import clock
from courier.custody.counts.settle_count import settle_count
from courier.custody.counts.statements import COUNTS_OF_OFFICE, HELD_TOO_LONG, CountShown, HeldTooLong
from courier.network.identity.model import Staff


class EndOfDay(Struct, frozen=True, kw_only=True):
    """The day's counts, those that differ first, and every item held longer than the allowance."""

    counts: list[CountShown]
    allowance_h: int
    held_too_long: list[HeldTooLong]


class SettlementOrder(Struct, frozen=True, kw_only=True):
    """Why one result differs; a later result is open again."""

    number: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    note: Note


@get("/counts", summary="The carriers' bags counted against the ledger")
async def show_counts(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> EndOfDay:
    allowance_h = service.settings.hold_allowance_h
    return EndOfDay(
        counts=await COUNTS_OF_OFFICE.all(service.pool, office_id, staff.person_id, on_date or clock.today()),
        allowance_h=allowance_h,
        held_too_long=await HELD_TOO_LONG.all(service.pool, office_id, staff.person_id, allowance_h),
    )


@post(
    "/counts/{count_event:uuid}/settlement",
    status_code=HTTP_204_NO_CONTENT,
    summary="Say why a count differs; nothing is adjusted",
)
async def settle(
    count_event: FromPath[UUID],
    data: JSONBody[SettlementOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    await service.commit(
        lambda connection: settle_count(connection, count_event, data.number, data.note, staff.person_id)
    )


count_routes = [show_counts, settle]
