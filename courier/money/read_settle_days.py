"""How soon an office's cash must reach the bank: what holds today, and what was said for which day."""

from uuid import UUID

import msgspec

from courier import clock
from courier.database import Executor
from courier.errors import NotFound
from courier.money.statements import SEES_CASH, SETTLE_DAYS_OF, SETTLE_DAYS_SAID, SettleDaysSaid


class SettleDaysKept(msgspec.Struct, frozen=True, kw_only=True):
    """`days` hold for cash taken today; `said` at most 20, the latest day first; of one day the first one counts."""

    days: int
    said: list[SettleDaysSaid]


async def read_settle_days(connection: Executor, office_id: UUID, asked_by: UUID) -> SettleDaysKept:
    """Raises `NotFound` unless `asked_by` works at the office."""
    if not await SEES_CASH.value(connection, office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return SettleDaysKept(
        days=await SETTLE_DAYS_OF.value(connection, office_id, clock.today()),
        said=await SETTLE_DAYS_SAID.all(connection, office_id, asked_by),
    )
