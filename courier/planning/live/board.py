"""The office's board: where the day's jobs stand and how each carrier gets on."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.custody.ledger.statements import get_now
from courier.database import Executor
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.planning.live.get_office import get_office
from courier.planning.live.model import Board, BoardCarrier, FailedVisit, HeldItem, Position, ReasonCount
from courier.planning.live.statements import (
    AWAITING_RESULT,
    BOARD_CARRIERS,
    BOARD_COUNTS,
    BOARD_FAILURES,
    FAILED_VISITS,
    HELD_ITEMS,
    HOLDINGS,
    PAUSES,
    CarrierRow,
)
from courier.planning.model import PlanSummary
from courier.planning.plans.read_plan import find_plan_in_force, read_silences
from courier.planning.plans.statements import ROUTES_OF_PLAN
from courier.planning.silence import Silence

DEFAULT_KEPT_DAYS: Final = 15
"""For how long an item is kept for its citizen before it goes back; in the country some posts keep 30 days."""


async def board(
    connection: Executor, office_id: UUID, asked_by: UUID, on_date: date, reasons: Mapping[str, tuple[str, str]]
) -> Board:
    """The day at this instant. Raises `NotFound` unless `asked_by` works at the office.

    `reasons` are the words, Vietnamese and English, of each code that a visit fails for (mobile_contract.reasons).
    """
    office = await get_office(connection, office_id, asked_by)
    counts = await BOARD_COUNTS.one(connection, office_id, on_date)
    awaiting = await AWAITING_RESULT.one(connection, office_id, asked_by)
    assert counts is not None
    assert awaiting is not None
    carriers = await BOARD_CARRIERS.all(connection, office_id, on_date, DEFAULT_LIMIT_VND)
    plan = await find_plan_in_force(connection, office_id, on_date, asked_by)
    silent = await _silent_carriers(connection, plan) if plan is not None else {}
    return Board(
        office_id=office_id,
        office_name=office.name,
        at=await get_now(connection),
        on_date=on_date,
        plan=plan,
        counts=counts,
        awaiting_result=awaiting.awaiting,
        failures=[
            ReasonCount(reason=row.reason, vi=vi, en=en, jobs=row.jobs, act=row.act)
            for row in await BOARD_FAILURES.all(connection, office_id, on_date, asked_by)
            for vi, en in [reasons[row.reason]]
        ],
        holdings=await HOLDINGS.all(connection, office_id, asked_by, DEFAULT_KEPT_DAYS),
        pauses=await PAUSES.all(connection, office_id, asked_by),
        carriers=[_carrier(colour, row, silent.get(row.carrier_id)) for colour, row in enumerate(carriers)],
    )


async def list_failed(
    connection: Executor, office_id: UUID, asked_by: UUID, on_date: date, reasons: Mapping[str, tuple[str, str]]
) -> list[FailedVisit]:
    """The jobs that the board's `failures` count, those still open first, the latest first, at most 1,000.

    Raises `NotFound` unless `asked_by` works at the office.
    """
    await get_office(connection, office_id, asked_by)
    return [
        FailedVisit(vi=reasons[row.reason][0], en=reasons[row.reason][1], **msgspec.structs.asdict(row))
        for row in await FAILED_VISITS.all(connection, office_id, on_date, asked_by)
    ]


async def list_held(connection: Executor, office_id: UUID, holder_id: UUID, asked_by: UUID) -> list[HeldItem]:
    """What a carrier or counter of the office holds, the oldest first, at most 500; nothing of any other holder.

    Raises `NotFound` unless `asked_by` works at the office.
    """
    await get_office(connection, office_id, asked_by)
    return await HELD_ITEMS.all(connection, office_id, asked_by, DEFAULT_KEPT_DAYS, holder_id)


async def _silent_carriers(connection: Executor, plan: PlanSummary) -> dict[UUID, Silence]:
    """Of a plan in force, those whose visits are overdue and who are not heard of; of a day that is over, nobody."""
    silent = await read_silences(connection, plan.office_id, plan.on_date)
    if not silent:
        return {}
    routes = await ROUTES_OF_PLAN.all(connection, plan.plan_id)
    return {route.carrier_id: silent[route.shift_id] for route in routes if route.shift_id in silent}


def _carrier(colour: int, row: CarrierRow, silence: Silence | None) -> BoardCarrier:
    position = None
    if row.lon is not None and row.lat is not None and row.seen_at is not None:
        position = Position(lon=row.lon, lat=row.lat, at=row.seen_at)
    return BoardCarrier(
        carrier_id=row.carrier_id,
        name=row.name,
        colour=colour,
        stops=row.stops,
        stops_done=row.stops_done,
        stops_failed=row.stops_failed,
        stops_not_collected=row.stops_not_collected,
        items_held=row.items_held,
        position=position,
        in_hand_vnd=row.in_hand_vnd,
        is_over_limit=row.is_over_limit,
        unsent=row.unsent,
        oldest_unsent_at=row.oldest_unsent_at,
        last_sync_at=row.last_sync_at,
        is_silent=silence is not None,
        heard_at=silence.heard_at if silence is not None else None,
    )
