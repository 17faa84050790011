"""Whose live view it is, and whether the asker may look."""

from uuid import UUID

from courier.database import Executor
from courier.errors import NotFound
from courier.planning.live.statements import OFFICE_FOR, OfficeSeen


async def get_office(connection: Executor, office_id: UUID, asked_by: UUID) -> OfficeSeen:
    """The post office. Raises `NotFound` unless `asked_by` works there."""
    office = await OFFICE_FOR.one(connection, office_id, asked_by)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return office
