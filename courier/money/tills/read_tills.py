"""The tills of an office: those open, those not yet counted in, those closed today."""

from uuid import UUID

from courier import clock
from courier.database import Executor
from courier.errors import NotFound
from courier.money.statements import SEES_CASH
from courier.money.tills.statements import TILLS, Till


async def read_tills(connection: Executor, office_id: UUID, asked_by: UUID) -> list[Till]:
    """Open ones first. Raises `NotFound` unless `asked_by` works at the office."""
    if not await SEES_CASH.value(connection, office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return await TILLS.all(connection, office_id, clock.today())
