"""Set how much cash a carrier or a counter may have in hand before getting new assignments."""

from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.money.statements import ADD_LIMIT


async def set_cash_limit(
    connection: Connection, office_id: UUID, party_id: UUID, limit_vnd: int, asked_by: UUID
) -> None:
    """The limit from now on, 0 or more đồng.

    Raises `NotFound` unless `asked_by` supervises the office and the holder is its counter or one of its carriers.
    """
    if not await ADD_LIMIT.run(connection, office_id, party_id, limit_vnd, asked_by):
        raise NotFound("Không tìm thấy bưu cục hoặc người giữ tiền này", "No such office or cash holder")
