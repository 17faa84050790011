"""The clocks of a loss at an office: what holds today, and what was said for which day."""

from uuid import UUID

import msgspec

from courier import clock
from courier.custody.incidents.model import ClockRule
from courier.custody.incidents.statements import CLOCKS_OF_DAY, CLOCKS_SAID, ClocksSaid
from courier.database import Executor
from courier.errors import NotFound


class ClocksKept(msgspec.Struct, frozen=True, kw_only=True):
    """`clocks` hold for losses noticed today; `said` at most 20, the latest day first; of one day the first counts."""

    clocks: ClockRule
    said: list[ClocksSaid]


async def read_clocks(executor: Executor, office_id: UUID, asked_by: UUID) -> ClocksKept:
    """Raises `NotFound` unless `asked_by` is teller, dispatcher or supervisor of the office."""
    clocks = await CLOCKS_OF_DAY.one(executor, office_id, asked_by, clock.today())
    if clocks is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return ClocksKept(clocks=clocks, said=await CLOCKS_SAID.all(executor, office_id, asked_by))
