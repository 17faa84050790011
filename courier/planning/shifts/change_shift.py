"""Change a shift, or end it early: what it was before is kept, with who changed it and why.

Plans made before keep the shift they were made with, in their instance; the next plan takes the shift as it is now.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from courier import clock
from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.refusals import explained
from courier.planning.model import ShiftTerms
from courier.planning.shifts.open_shift import add_spells, columns_of, hold_to_area
from courier.planning.shifts.statements import (
    ADD_SHIFT_CHANGE,
    DROP_SPELLS,
    END_SHIFT,
    LOCK_SHIFT,
    SET_TERMS,
    LockedShift,
)
from courier.planning.shifts.terms import SHIFT_REFUSALS, refuse_wrong_terms


async def change_shift(
    connection: Connection, shift_id: UUID, terms: ShiftTerms, reason: str, asked_by: UUID
) -> LockedShift:
    """Give the shift these terms in place of those it has; the shift as it was.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at its office, `Conflict` where the carrier has
    another shift in that time, `InvalidInput`.
    """
    shift = await _lock(connection, shift_id, asked_by)
    refuse_wrong_terms(terms, shift.on_date)
    terms = await hold_to_area(connection, terms, shift.carrier_id, shift.office_id, shift.on_date, asked_by)
    with explained(SHIFT_REFUSALS):
        await ADD_SHIFT_CHANGE.run(connection, new_id(), shift_id, "changed", reason, asked_by)
        await SET_TERMS.run(connection, shift_id, *columns_of(terms))
        await DROP_SPELLS.run(connection, shift_id)
        await add_spells(connection, shift_id, terms)
    return shift


async def end_shift(
    connection: Connection, shift_id: UUID, ends_at: datetime | None, reason: str, asked_by: UUID
) -> LockedShift:
    """End the shift at an instant no later than now (None: now), as where a carrier falls ill; the shift as it was.

    No plan gives it work any more. Ending it again changes nothing. Raises `NotFound`, `InvalidInput`.
    """
    shift = await _lock(connection, shift_id, asked_by)
    at = clock.now() if ends_at is None else ends_at
    if at > clock.now():
        raise InvalidInput([_NOT_YET])
    if not shift.is_ended:
        await ADD_SHIFT_CHANGE.run(connection, new_id(), shift_id, "ended", reason, asked_by)
        await END_SHIFT.run(connection, shift_id, at)
    return shift


async def _lock(connection: Connection, shift_id: UUID, asked_by: UUID) -> LockedShift:
    shift = await LOCK_SHIFT.one(connection, shift_id, asked_by)
    if shift is None:
        raise NotFound("Không tìm thấy ca này", "No such shift")
    return shift


_NOT_YET: Final = FieldError(
    field="ends_at",
    problem="in-the-future",
    message_vi="Giờ kết thúc còn ở phía trước",
    message_en="That end lies in the future",
    remedy_vi="Bỏ trống để kết thúc ngay, hoặc sửa giờ hết ca",
    remedy_en="Leave it out to end now, or change the shift's end instead",
)
