"""How long a stop takes, by what is done there: assumptions, until an office measured its own and says so."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection, Executor
from courier.errors import NotFound
from courier.planning.model import ServiceTime, StopKind
from courier.planning.shifts.statements import ADD_SERVICE_TIME, SERVICE_TIMES_OF_DAY, WORKS_AT

ASSUMED: Final = (
    ServiceTime(kind="pickup_at_citizen", fixed_s=840, per_item_s=60),
    ServiceTime(kind="delivery_to_citizen", fixed_s=300, per_item_s=60),
    ServiceTime(kind="desk_sealed", fixed_s=40, per_item_s=4),
    ServiceTime(kind="desk_joint_recount", fixed_s=180, per_item_s=20),
    ServiceTime(kind="own_office", fixed_s=480, per_item_s=5),
)
"""Estimates for the countryside, to be measured: checklist, seal and fee at a sender's door 14 minutes, identity,
signature and fee at a receiver's 5, a joint recount 3 minutes and 20 s each, the bag at the post office 8 minutes and
5 s each (DOMAIN 7.2); twenty sealed dossiers in two minutes (PEOPLE 1). A minute for each further item at one door."""


async def service_times_of(connection: Executor, office_id: UUID, on_date: date) -> dict[StopKind, ServiceTime]:
    """Every kind's, as the office has it that day."""
    own = await SERVICE_TIMES_OF_DAY.all(connection, office_id, on_date)
    return {time.kind: time for time in (*ASSUMED, *own)}


async def set_service_time(
    connection: Connection, office_id: UUID, valid_from: date, time: ServiceTime, asked_by: UUID
) -> None:
    """From that day on a stop of this kind takes so long at this office's carriers.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at that post office.
    """
    if not await ADD_SERVICE_TIME.run(
        connection, new_id(), office_id, time.kind, valid_from, time.fixed_s, time.per_item_s, asked_by
    ):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")


async def read_service_times(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> list[ServiceTime]:
    """Every kind's, as the office has it that day. Raises `NotFound` unless `asked_by` works at that post office."""
    if await WORKS_AT.one(connection, office_id, asked_by) is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return list((await service_times_of(connection, office_id, on_date)).values())
