"""Read an office's shifts of a day."""

from datetime import date
from uuid import UUID

import msgspec

from courier.database import Executor
from courier.planning.model import ShiftChangeView, ShiftView
from courier.planning.shifts.statements import CHANGES_OF_SHIFTS, SHIFTS_OF_DAY


async def read_shifts(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> list[ShiftView]:
    """The shifts by carrier and time, each with its changes; none for who does not work at the office."""
    rows = await SHIFTS_OF_DAY.all(connection, office_id, on_date, asked_by)
    changes = await CHANGES_OF_SHIFTS.all(connection, [row.shift_id for row in rows])
    return [
        msgspec.convert(
            msgspec.structs.asdict(row)
            | {
                "changes": [
                    ShiftChangeView(change.kind, change.reason, change.person_name, change.recorded_at)
                    for change in changes
                    if change.shift_id == row.shift_id
                ]
            },
            ShiftView,
        )
        for row in rows
    ]
