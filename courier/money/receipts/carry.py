"""What of money a device takes with it for the day: numbers of receipt slips, and whether it may get new work."""

from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.money.receipts.model import Carried
from courier.money.receipts.statements import ADD_BLOCK, FREE_BLOCKS, IS_OVER_LIMIT, LOCK_NUMBERS, FreeBlock

BLOCK: Final = 50
"""Numbers reserved at once: a carrier's busy day and as much again."""
FEWEST: Final = 25
"""Below so many free numbers another block is reserved."""


async def carry(connection: Connection, *, device_id: UUID, party_id: UUID, office_id: UUID) -> Carried:
    """The device's free numbers, a new block among them where few are left; whether its cash is below the limit.

    A transfer may be told of and what is on board delivered and paid for whatever the limit says (PEOPLE 25).
    """
    free = await FREE_BLOCKS.all(connection, device_id, party_id)
    if _count(free) < FEWEST:
        await LOCK_NUMBERS.value(connection, office_id)
        free = await FREE_BLOCKS.all(connection, device_id, party_id)
        if _count(free) < FEWEST:
            await ADD_BLOCK.run(connection, device_id, BLOCK)
            free = await FREE_BLOCKS.all(connection, device_id, party_id)
    is_over = await IS_OVER_LIMIT.value(connection, party_id, DEFAULT_LIMIT_VND)
    return Carried(blocks=[(block.first_number, block.last_number) for block in free], takes_new_cash=not is_over)


def _count(free: list[FreeBlock]) -> int:
    return sum(block.last_number - block.first_number + 1 for block in free)
