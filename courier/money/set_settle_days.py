"""Set how many days an office's cash may take to reach its accounts before a day's difference is a case."""

from datetime import date
from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.money.statements import ADD_SETTING


async def set_settle_days(connection: Connection, office_id: UUID, days: int, valid_from: date, asked_by: UUID) -> None:
    """For cash taken from `valid_from` on, 0 to 366 days. Raises `NotFound` unless `asked_by` supervises the office."""
    if not await ADD_SETTING.run(connection, office_id, "settle_days", days, valid_from, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
