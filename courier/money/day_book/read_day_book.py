"""An office's money of one day as it was signed: each collection, each hand-in."""

from datetime import date
from uuid import UUID

import msgspec

from courier.database import Executor
from courier.errors import NotFound
from courier.money.day_book.statements import HAND_INS_OF_DAY, TAKINGS_OF_DAY, HandIn, Taking
from courier.money.statements import SEES_CASH


class DayBook(msgspec.Struct, frozen=True, kw_only=True):
    """Of one day at one office, the latest first, at most 500 of each."""

    takings: list[Taking]
    hand_ins: list[HandIn]


async def read_day_book(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> DayBook:
    """Raises `NotFound` unless `asked_by` works at the office."""
    if not await SEES_CASH.value(connection, office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return DayBook(
        takings=await TAKINGS_OF_DAY.all(connection, office_id, asked_by, on_date),
        hand_ins=await HAND_INS_OF_DAY.all(connection, office_id, asked_by, on_date),
    )
