"""Lay down the clocks of a loss at an office, from a day on: a new row, the latest said for a day counts."""

from datetime import date
from uuid import UUID

from courier.custody.incidents.model import ClockRule
from courier.custody.incidents.statements import ADD_CLOCKS
from courier.database import Connection
from courier.errors import NotFound


async def set_clocks(
    connection: Connection, office_id: UUID, rule: ClockRule, valid_from: date, source: str, asked_by: UUID
) -> None:
    """Losses noticed from `valid_from` on run by it. Raises `NotFound` unless `asked_by` supervises the office."""
    said = (rule.tell_head_min, rule.tell_agency_days, rule.search_h)
    if not await ADD_CLOCKS.run(connection, office_id, valid_from, *said, source, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
