"""Where phones say they are: rows without domain rules, many written at once, with the news for the office's map."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from courier.database import Connection
from courier.network.identity.statements import RECORD_POSITIONS


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where one phone was; lon, lat in degrees (WGS 84)."""

    report_id: UUID
    """The phone's own UUID: the same report sent again is one row."""
    device_id: UUID
    office_id: UUID
    party_id: UUID
    lon: float
    lat: float
    accuracy_m: float
    happened_at: datetime


async def record_positions(connection: Connection, positions: Sequence[Position]) -> None:
    """Write all rows, and a change for each new one."""
    columns = zip(*(msgspec.structs.astuple(position) for position in positions), strict=True)
    await RECORD_POSITIONS.run(connection, *(list(column) for column in columns))
